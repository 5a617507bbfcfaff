package wix

import "strings"

// Contact is a person and an address.
type Contact struct {
	Address Address `json:"address"`
	Details struct {
		FirstName string `json:"firstName"`
		LastName  string `json:"lastName"`
		Phone     string `json:"phone"`
		Company   string `json:"company"`
		VATID     struct {
			ID string `json:"id"`
		} `json:"vatId"`
	} `json:"contactDetails"`
}

// Name is the person's whole name.
func (c Contact) Name() string {
	return strings.TrimSpace(c.Details.FirstName + " " + c.Details.LastName)
}

// Address is a postal address.
type Address struct {
	Country             string `json:"country"`
	Subdivision         string `json:"subdivision"`
	SubdivisionFullname string `json:"subdivisionFullname"`
	City                string `json:"city"`
	PostalCode          string `json:"postalCode"`
	AddressLine         string `json:"addressLine"`
	AddressLine2        string `json:"addressLine2"`
	Street              struct {
		Number string `json:"number"`
		Name   string `json:"name"`
		Apt    string `json:"apt"`
	} `json:"streetAddress"`
}

// Lines are the two street lines. Wix keeps the street in addressLine, or only
// in parts.
func (a Address) Lines() (line1, line2 string) {
	line1, line2 = strings.TrimSpace(a.AddressLine), strings.TrimSpace(a.AddressLine2)
	if line1 != "" {
		return line1, line2
	}
	line1 = strings.TrimSpace(a.Street.Number + " " + a.Street.Name)
	if line2 == "" {
		line2 = strings.TrimSpace(a.Street.Apt)
	}
	return line1, line2
}

// Province is the subdivision without the country that Wix puts before it:
// "NY" for "US-NY".
func (a Address) Province() string {
	if rest, ok := strings.CutPrefix(a.Subdivision, a.Country+"-"); ok && a.Country != "" {
		return rest
	}
	return a.Subdivision
}
