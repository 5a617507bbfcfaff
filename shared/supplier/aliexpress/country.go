package aliexpress

import "strings"

// ownCodes lists the countries that the platform names other than ISO 3166-1
// does.
var ownCodes = map[string]string{
	"GB": "UK",
	"RS": "SRB",
	"ME": "MNE",
	"XK": "KS",
	"CD": "ZR",
	"JE": "JEY",
	"GG": "GGY",
	"TL": "TLS",
}

// CountryCode turns an ISO 3166-1 code into the platform's. Codes that agree,
// and the platform's own, pass unchanged.
func CountryCode(iso string) string {
	iso = strings.ToUpper(strings.TrimSpace(iso))
	if own, differs := ownCodes[iso]; differs {
		return own
	}
	return iso
}

// ISOCountry turns the platform's code into ISO 3166-1.
func ISOCountry(own string) string {
	own = strings.ToUpper(strings.TrimSpace(own))
	for iso, code := range ownCodes {
		if code == own {
			return iso
		}
	}
	return own
}
