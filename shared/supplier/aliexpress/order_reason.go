package aliexpress

import "strings"

const codeRepeated = "REPEATED_ORDER_ERROR"

// orderReason normalises the error codes of order creation; "" for one that
// is not known to be a refusal.
func orderReason(code string) Reason {
	switch code {
	case "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL":
		return ReasonAddress
	case "DELIVERY_METHOD_NOT_EXIST":
		return ReasonShippingMethod
	case "INVENTORY_HOLD_ERROR":
		return ReasonOutOfStock
	case "PRICE_PAY_CURRENCY_ERROR":
		return ReasonCurrency
	case "BLACKLIST_BUYER_IN_LIST", "USER_ACCOUNT_DISABLED", "A003_SUSPICIOUS_BUYER", "A006_INVALID_ACCOUNT_INFO":
		return ReasonBuyerAccount
	case "A002_INVALID_ZONE", "A005_INVALID_COUNTRIES":
		return ReasonCountry
	case "A004_CANNOT_USER_COUPON":
		return ReasonPromotion
	case "SKU_NOT_EXIST":
		return ReasonSKUGone
	case "ITEM_ID_NOT_FOUND", "PRODUCT_NOT_EXIST":
		return ReasonProductGone
	case "PARM_ILLEGL":
		return ReasonRequest
	case "A001_ORDER_CANNOT_BE_PLACED", "ERROR_WHEN_BUILD_FOR_PLACE_ORDER":
		return ReasonOther
	}
	if strings.HasSuffix(code, "_ADDRESS_CPF_CN_INVALID") || strings.HasSuffix(code, "_ADDRESS_CPF_NOT_MATCH") {
		return ReasonTaxNumber
	}
	if strings.HasSuffix(code, "_DELIVERY_ADDRESS_VALIDATE_FAIL") {
		return ReasonAddress
	}
	return ""
}

// soundsLikeAFault recognises codes of a machine in trouble, as opposed to a
// considered no.
func soundsLikeAFault(s string) bool {
	s = strings.ToUpper(s)
	for _, word := range []string{"TIMEOUT", "TIME OUT", "SYSTEM", "UNKNOWN", "EXCEPTION", "INTERNAL", "SERVICE", "BUSY", "TRY AGAIN"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// addressField finds the field that an address refusal talks about, "" where
// its sentence names none.
func addressField(message string) string {
	m := strings.ToLower(message)
	for _, known := range []struct{ word, field string }{
		{"national address", "nat_addr"},
		{"country code and phone", "mobile_no"},
		{"mobile", "mobile_no"},
		{"phone", "mobile_no"},
		{"state/province", "province"},
		{"province", "province"},
		{"city", "city"},
		{"zip", "zip"},
		{"postal", "zip"},
		{"postcode", "zip"},
		{"2 - 32 characters", "contact_person"},
		{"name", "contact_person"},
		{"address", "address"},
	} {
		if strings.Contains(m, known.word) {
			return known.field
		}
	}
	return ""
}
