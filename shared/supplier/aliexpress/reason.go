package aliexpress

// Reason is what is wrong, normalised over the platform's many codes.
type Reason string

// The reasons a request is refused for.
const (
	ReasonAddress        Reason = "address"         // an address field is missing or malformed
	ReasonTaxNumber      Reason = "tax_number"      // wrong, or not that person's
	ReasonCountry        Reason = "country"         // the country or zone is not served
	ReasonShippingMethod Reason = "shipping_method" // not offered for this SKU and country
	ReasonNotShippable   Reason = "not_shippable"   // no way at all to that address
	ReasonOutOfStock     Reason = "out_of_stock"
	ReasonProductGone    Reason = "product_gone"
	ReasonSKUGone        Reason = "sku_gone"
	ReasonNotSold        Reason = "not_sold_there" // the product is not sold to that country
	ReasonRepeated       Reason = "repeated"       // this out_order_id was handled before
	ReasonCurrency       Reason = "currency"
	ReasonBuyerAccount   Reason = "buyer_account"
	ReasonAgreement      Reason = "agreement" // the dropshipping agreement is not signed
	ReasonPromotion      Reason = "promotion"
	ReasonPermission     Reason = "permission" // of the app, or somebody else's data
	ReasonRequest        Reason = "request"    // the request itself is malformed
	ReasonSetup          Reason = "setup"      // app key, secret, address or clock
	ReasonAuthorization  Reason = "authorization"
	ReasonThrottled      Reason = "throttled"
	ReasonOutage         Reason = "outage"
	ReasonOther          Reason = "other"
)

// fix says what can be done about a reason.
func (r Reason) fix() string {
	switch r {
	case ReasonAddress:
		return "Correct the named part of the shipping address, then order again."
	case ReasonTaxNumber:
		return "Ask the customer for the tax number and the full name it is registered to."
	case ReasonCountry:
		return "AliExpress does not serve this destination with this item; choose another supplier."
	case ReasonShippingMethod:
		return "Choose a shipping method offered for this variant and country."
	case ReasonNotShippable:
		return "No shipping method reaches this address; choose another supplier."
	case ReasonOutOfStock:
		return "Wait for stock, or choose another variant or supplier."
	case ReasonProductGone:
		return "The product is no longer offered; map the item to another product."
	case ReasonSKUGone:
		return "The seller changed the variants; map the item to a current variant."
	case ReasonNotSold:
		return "The product is not sold to this country; choose another supplier."
	case ReasonRepeated:
		return "Look in the AliExpress order list whether the order exists before ordering again."
	case ReasonCurrency:
		return "Order items priced in different currencies separately."
	case ReasonBuyerAccount:
		return "AliExpress restricts this buyer account; settle it with AliExpress or connect another account."
	case ReasonAgreement:
		return "Sign the dropshipping agreement with the AliExpress account, then order again."
	case ReasonPromotion:
		return "Remove the promotion code, then order again."
	case ReasonPermission:
		return "Check that the app has the dropshipping permission and that the order belongs to the connected account."
	case ReasonSetup:
		return "Check the app key, app secret, service address and the machine's clock."
	case ReasonAuthorization:
		return "Connect the AliExpress account again."
	case ReasonRequest, ReasonThrottled, ReasonOutage, ReasonOther:
	}
	return ""
}
