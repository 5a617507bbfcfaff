package carrier

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDataAgrees holds the files together: each name that a carrier claims in
// a store stands in that store's list, each reference leads to a carrier.
func TestDataAgrees(t *testing.T) {
	t.Parallel()
	c := tables()
	shopify := map[string]bool{}
	for _, name := range c.known[Shopify].Everywhere {
		shopify[name] = true
	}
	for _, names := range c.known[Shopify].ByShopCountry {
		for _, name := range names {
			shopify[name] = true
		}
	}
	for id, one := range c.byID {
		require.NotEmpty(t, one.Name, id)
		for _, name := range one.Shopify {
			require.True(t, shopify[name], "%s: Shopify does not list %q", id, name)
		}
		if one.WooCommerce != "" {
			require.Contains(t, c.known[WooCommerce].Everywhere, one.WooCommerce, id)
		}
		if one.Wix != "" {
			require.Contains(t, c.known[Wix].Everywhere, one.Wix, id)
		}
		if one.Link != "" {
			require.True(t, validTemplate(one.Link), id)
		}
	}
	require.True(t, validTemplate(c.fallback.Link))
	for country, id := range c.issuers {
		require.Contains(t, c.byID, id, country)
	}
	for _, f := range c.formats {
		require.True(t, f.Issuer || c.byID[f.Carrier].ID != "", f.Pattern)
		require.Contains(t, []string{"", "s10", "usps", "ups"}, f.Check, f.Pattern)
	}
	for _, s := range c.services {
		require.True(t, s.Name != "" || c.byID[s.Carrier].ID != "", s.Match)
	}
}

// TestNoNameIsTwoCarriers guards the name table against silent overwriting.
func TestNoNameIsTwoCarriers(t *testing.T) {
	t.Parallel()
	for name, owner := range tables().byName {
		for _, other := range tables().byID {
			for _, claimed := range append([]string{other.ID, other.Name}, other.Aliases...) {
				if fold(claimed) == name {
					require.Equal(t, owner.ID, other.ID, name)
				}
			}
		}
	}
}
