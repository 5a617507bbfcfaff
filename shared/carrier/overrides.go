package carrier

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Overrides are a store's own wishes. The zero value changes nothing.
type Overrides struct {
	// Names replaces the carrier's name. Keys are a supplier's service or display
	// name, one of our carrier ids or names, or "*" for every parcel; case and
	// punctuation do not matter. A service's key holds only while the number
	// itself proves no carrier.
	Names map[string]string
	// Links replaces the link, by the same keys. In a template {number},
	// {postcode} and {country} stand for the parcel's; so do %1$s, %2$s and %3$s,
	// as WooCommerce writes them.
	Links map[string]string
	// Listed are names that this one store knows beside its platform's.
	Listed []string
	// ShopCountry is where the shop is: Shopify knows more carriers there.
	ShopCountry string
}

// ErrTemplate reports a link template that cannot make a working link.
var ErrTemplate = errors.New("tracking link template")

// Validate reports the first template that is not an https URL holding the
// number. Resolve ignores such templates.
func (o Overrides) Validate() error {
	for key, template := range o.Links {
		if !validTemplate(template) {
			return fmt.Errorf("%w for %q: want an https URL with {number}", ErrTemplate, key)
		}
	}
	return nil
}

func (o Overrides) name(who identity) (string, bool) {
	return pick(o.Names, who, func(s string) bool { return strings.TrimSpace(s) != "" })
}

func (o Overrides) template(who identity) (string, bool) {
	return pick(o.Links, who, validTemplate)
}

// pick takes the entry with the most particular key that is usable.
func pick(from map[string]string, who identity, usable func(string) bool) (string, bool) {
	if len(from) == 0 {
		return "", false
	}
	keys := []string{who.carrier.ID, who.name, "*"}
	if !who.proven {
		keys = append([]string{who.service, who.display}, keys...)
	}
	for _, key := range keys {
		for _, k := range slices.Sorted(maps.Keys(from)) {
			if sameKey(k, key) && usable(from[k]) {
				return from[k], true
			}
		}
	}
	return "", false
}

func sameKey(a, b string) bool {
	if a == "*" || b == "*" {
		return a == b
	}
	return fold(b) != "" && fold(a) == fold(b)
}
