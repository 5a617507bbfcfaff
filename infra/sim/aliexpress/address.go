package aliexpress

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

const addressRefused = "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL"

// postalAddress has the names that the platform reads; others are ignored.
type postalAddress struct {
	Address         string `json:"address"`
	City            string `json:"city"`
	Province        string `json:"province"`
	Country         string `json:"country"`
	Zip             string `json:"zip"`
	ContactPerson   string `json:"contact_person"`
	FullName        string `json:"full_name"`
	MobileNo        string `json:"mobile_no"`
	CPF             string `json:"cpf"`
	PassportNo      string `json:"passport_no"`
	ForeignPassport string `json:"foreigner_passport_no"`
}

var (
	plainPhone   = regexp.MustCompile(`^[0-9]+$`)
	nationalCode = regexp.MustCompile(`^[A-Za-z]{4}[0-9]{4}$`)
	nineDigits   = regexp.MustCompile(`^[0-9]{9}$`)
	latinLetters = regexp.MustCompile(`^[A-Za-z]+( [A-Za-z]+)+$`)
	countryForm  = regexp.MustCompile(`^[A-Z]{2,3}$`)
)

// isoOnly are codes that exist in ISO 3166-1 but not on the platform, which
// has its own for these countries.
var isoOnly = map[string]bool{"GB": true, "RS": true, "ME": true, "XK": true, "CD": true, "JE": true, "GG": true, "TL": true}

// checkAddress applies the documented rules. It returns the country, or the
// error code and sentence of an order's refusal.
func checkAddress(raw json.RawMessage, nationalAddress string) (country, code, message string) {
	var a postalAddress
	if json.Unmarshal(raw, &a) != nil {
		return "", "PARM_ILLEGL", "logistics_address could not be read"
	}
	if !countryForm.MatchString(a.Country) || isoOnly[a.Country] {
		return "", "A005_INVALID_COUNTRIES", "The country code is not valid"
	}
	for _, rule := range []struct {
		broken  bool
		message string
	}{
		{a.MobileNo == "", "Please enter mobile phone number"},
		{!plainPhone.MatchString(a.MobileNo), "Please enter the country code and phone number without any spaces or special characters"},
		{strings.TrimSpace(a.Address) == "", "Please enter an address"},
		{strings.TrimSpace(a.City) == "", "Please enter a City"},
		{strings.TrimSpace(a.Province) == "", "Please select a State/Province/County"},
		{!partsHold(a.ContactPerson), "Please enter between 2 - 32 characters"},
	} {
		if rule.broken {
			return "", addressRefused, rule.message
		}
	}
	if code, message := checkCountry(a, nationalAddress); code != "" {
		return "", code, message
	}
	return a.Country, "", ""
}

func checkCountry(a postalAddress, nationalAddress string) (code, message string) {
	length := utf8.RuneCountInString(a.Address)
	bad := ""
	switch a.Country {
	case "US":
		switch {
		case !strings.Contains(strings.TrimSpace(a.ContactPerson), " "):
			bad = "Please enter between 2 - 32 characters"
		case length < 5 || length > 35:
			bad = "Please enter between 5 - 35 characters"
		case strings.EqualFold(a.Province, "other"):
			bad = "Please select a State/Province/County"
		}
	case "AU", "NZ":
		if !latinLetters.MatchString(a.FullName) {
			bad = "Please enter between 2 - 32 characters"
		}
	case "BR":
		if a.CPF == "" {
			return "B_DROPSHIPPER_ADDRESS_CPF_CN_INVALID", "Please enter a valid CPF"
		}
		if a.FullName == "" {
			return "B_DROPSHIPPER_ADDRESS_CPF_NOT_MATCH", "The CPF does not match the name"
		}
	case "ES":
		if !nineDigits.MatchString(a.MobileNo) {
			bad = "Please enter a 9-digit mobile phone number"
		}
	case "SA":
		switch {
		case !nineDigits.MatchString(a.MobileNo) || a.MobileNo[0] != '5':
			bad = "Please enter a 9-digit mobile phone number"
		case !nationalCode.MatchString(nationalAddress):
			bad = "Please enter a 8-digit national address in right format, eg. ABCD1234."
		}
	case "IL":
		if !nineDigits.MatchString(a.PassportNo) || !nineDigits.MatchString(a.ForeignPassport) {
			bad = "Please enter a 9-digit passport number"
		}
	}
	if bad == "" {
		return "", ""
	}
	return addressRefused, bad
}

// partsHold: both parts of a name, around its first space, have 2 to 32 characters.
func partsHold(name string) bool {
	first, rest, two := strings.Cut(strings.TrimSpace(name), " ")
	if n := utf8.RuneCountInString(first); n < 2 || n > 32 {
		return false
	}
	n := utf8.RuneCountInString(strings.TrimSpace(rest))
	return !two || (n >= 2 && n <= 32)
}
