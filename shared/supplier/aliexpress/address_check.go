package aliexpress

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Problem is one thing about an address that the platform is known to refuse.
type Problem struct {
	Field string // the address field, by the platform's name
	Text  string // what is wrong, for the merchant
	// Advice marks a field that is wanted but whose absence may still pass.
	Advice bool
}

// CheckAddress lists what the platform would refuse about an address. An empty
// list is no promise: province and city must also equal the platform's names.
func CheckAddress(a Address) []Problem {
	var p problems
	p.need("country", a.Country)
	p.need("address", a.Address)
	p.need("city", a.City)
	p.need("province", a.Province)
	p.need("contact_person", a.ContactPerson)
	p.need("mobile_no", a.MobileNo)
	if a.ContactPerson != "" {
		p.nameParts("contact_person", a.ContactPerson)
	}
	if a.MobileNo != "" && !onlyDigits.MatchString(a.MobileNo) {
		p.add("mobile_no", "The phone number must be digits only, without country code, spaces or signs.")
	}
	if a.PhoneCountry != "" && !phoneCountry.MatchString(a.PhoneCountry) {
		p.add("phone_country", "The phone's country code must be a plus sign and digits.")
	}
	if rule := countryRule(ISOCountry(a.Country)); rule != nil {
		rule(&p, a)
	}
	return p
}

var (
	onlyDigits   = regexp.MustCompile(`^[0-9]+$`)
	phoneCountry = regexp.MustCompile(`^\+[0-9]{1,4}$`)
)

type problems []Problem

func (p *problems) add(field, text string) {
	for _, known := range *p {
		if known.Field == field && !known.Advice {
			return // one reason a field is enough; the first is the plainest
		}
	}
	*p = append(*p, Problem{Field: field, Text: text})
}

func (p *problems) advise(field, text string) {
	*p = append(*p, Problem{Field: field, Text: text, Advice: true})
}

func (p *problems) need(field, value string) {
	if strings.TrimSpace(value) == "" {
		p.add(field, "This field is required.")
	}
}

// length counts characters, not bytes.
func (p *problems) length(field, value string, low, high int) {
	if n := utf8.RuneCountInString(strings.TrimSpace(value)); n < low || n > high {
		p.add(field, "This field must have "+span(low, high)+".")
	}
}

func (p *problems) match(field, value string, pattern *regexp.Regexp, text string) {
	if !pattern.MatchString(value) {
		p.add(field, text)
	}
}

// nameParts: each part of a name, around its first space, has 2 to 32
// characters.
func (p *problems) nameParts(field, name string) {
	first, rest, two := strings.Cut(strings.TrimSpace(name), " ")
	parts := []string{first}
	if two {
		parts = append(parts, strings.TrimSpace(rest))
	}
	for _, part := range parts {
		if n := utf8.RuneCountInString(part); n < 2 || n > 32 {
			p.add(field, "First and last name must each have 2 to 32 characters.")
			return
		}
	}
}

func (p *problems) space(field, name string) {
	if !strings.Contains(strings.TrimSpace(name), " ") {
		p.add(field, "First and last name are needed, with a space between.")
	}
}

func (p *problems) notOther(field, value string) {
	if strings.EqualFold(strings.TrimSpace(value), "other") {
		p.add(field, `"Other" is not accepted here.`)
	}
}
