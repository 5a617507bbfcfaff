package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/carrier"
	"onward/shared/shop"
)

func TestAMerchantChoosesCarriersNamesAndLinks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	store := b.store(owner, "acme.myshopify.com")
	at := "/v1/stores/" + store.ID + "/carriers"
	var got desk.Carriers
	b.must(owner, "GET", at, nil, &got)
	assert.Equal(t, desk.Carriers{Names: map[string]string{}, Links: map[string]string{}, Listed: []string{}}, got)

	want := desk.Carriers{
		Names: map[string]string{"*": "Parcel House"}, Links: map[string]string{"*": "https://track.example.com/{number}"},
		Listed: []string{"Parcel House"}, ShopCountry: "DE",
	}
	b.must(owner, "PUT", at, want, &got)
	assert.Equal(t, want, got)
	b.must(owner, "GET", at, nil, &got)
	assert.Equal(t, want, got)

	kept, err := b.table.Store(t.Context(), "acme", store.ID)
	require.NoError(t, err)
	told := carrier.Resolve(carrier.Parcel{Number: "998877665544", CarrierName: "Some Post"}, carrier.Wix, shop.OverridesOf(kept))
	assert.Equal(t, "Parcel House", told.Company)
	assert.Equal(t, "https://track.example.com/998877665544", told.URL)
}

func TestCarriersThatCannotBeUsedAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	at := "/v1/stores/" + b.store(owner, "acme.myshopify.com").ID + "/carriers"
	long := map[string]string{}
	for i := range 150 {
		long[string(rune('a'+i%26))+string(rune('a'+i/26))] = string(make([]byte, 300))
	}
	for name, c := range map[string]desk.Carriers{
		"a link without the number": {Links: map[string]string{"*": "https://track.example.com/"}},
		"a link by http":            {Links: map[string]string{"*": "http://track.example.com/{number}"}},
		"a country that is none":    {ShopCountry: "de"},
		"too much":                  {Names: long},
	} {
		if c.Names == nil {
			c.Names = map[string]string{}
		}
		if c.Links == nil {
			c.Links = map[string]string{}
		}
		c.Listed = []string{}
		assert.Equal(t, http.StatusUnprocessableEntity, b.call(owner, "PUT", at, c).status, name)
	}
	var got desk.Carriers
	b.must(owner, "GET", at, nil, &got)
	assert.Empty(t, got.Links)
}
