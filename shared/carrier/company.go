package carrier

import (
	"slices"
	"strings"
	"unicode"
)

// company is the carrier's name as the platform's store knows it; listed is
// false where the store does not know it and the name is only shown.
func (t *catalogue) company(who identity, platform Platform, o Overrides) (name string, listed bool) {
	for _, candidate := range who.carrier.names(platform) {
		if n, ok := t.spell(candidate, platform, o); ok {
			return n, true
		}
	}
	return t.spell(who.name, platform, o)
}

// spell finds name in the store's list, ignoring case and punctuation, and
// returns the list's spelling. A name not in the list comes back unchanged.
func (t *catalogue) spell(name string, platform Platform, o Overrides) (string, bool) {
	key := fold(name)
	for _, list := range t.lists(platform, o) {
		if i := slices.IndexFunc(list, func(known string) bool { return fold(known) == key }); i >= 0 {
			return list[i], true
		}
	}
	return name, false
}

// lists are the names a store knows, most particular first.
func (t *catalogue) lists(platform Platform, o Overrides) [][]string {
	lists := [][]string{o.Listed}
	known, ok := t.known[platform]
	if !ok {
		return lists
	}
	return append(lists, known.ByShopCountry[strings.ToUpper(o.ShopCountry)], known.Everywhere)
}

// names are what the platform may call the carrier, best first.
func (c carrier) names(platform Platform) []string {
	switch platform {
	case Shopify:
		return c.Shopify
	case WooCommerce:
		return nonEmpty(c.WooCommerce)
	case Wix:
		return nonEmpty(c.Wix)
	case ShipmentTracking:
		return append(append([]string{c.Name}, c.Aliases...), c.Shopify...)
	}
	return nil
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// fold reduces a name to its letters and digits in one case, so that "Canada
// Post", "canadaPost" and "canada-post" are the same name.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
