package carrier

import (
	"strings"
	"unicode"
)

// Clean removes the white space that suppliers and merchants leave in numbers.
// Nothing else is changed: the number stays what the buyer will be told.
func Clean(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, number)
}

// prove finds the carrier that the number's own format proves.
func (t *catalogue) prove(number string, p Parcel) (format, carrier, bool) {
	upper := strings.ToUpper(number)
	for _, f := range t.formats {
		if !f.re.MatchString(upper) || !f.confirmed(upper, p) {
			continue
		}
		id := f.Carrier
		if f.Issuer {
			id = t.issuers[upper[len(upper)-2:]]
		}
		if c, ok := t.byID[id]; ok {
			return f, c, true
		}
	}
	return format{}, carrier{}, false
}

// confirmed applies the format's check digit. A routing prefix that names the
// parcel's own destination confirms as well: altered check digits are common.
func (f format) confirmed(number string, p Parcel) bool {
	switch f.Check {
	case "s10":
		return s10Holds(number)
	case "usps":
		return uspsConfirmed(number, p)
	case "ups":
		return upsHolds(number)
	}
	return true
}

// uspsConfirmed looks at a USPS number without its routing prefix (420 and a
// ZIP code of five or nine digits), which is not part of the check.
func uspsConfirmed(number string, p Parcel) bool {
	const prefix, short, long = "420", 8, 12
	if !strings.HasPrefix(number, prefix) {
		return uspsHolds(number)
	}
	if strings.EqualFold(p.Country, "US") && strings.HasPrefix(digits(p.Postcode), number[len(prefix):short]) {
		return true
	}
	for _, n := range []int{short, long} {
		bare := number[n:]
		if bare[0] == '9' && (len(bare) == 22 || len(bare) == 26) && uspsHolds(bare) {
			return true
		}
	}
	return false
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
