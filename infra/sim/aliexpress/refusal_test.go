package aliexpress_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	client "onward/shared/supplier/aliexpress"
)

func TestRefusalsOfAnOrder(t *testing.T) {
	t.Parallel()
	item := func(change func(*client.PurchaseItem)) func(*client.Purchase) {
		return func(p *client.Purchase) { change(&p.Items[0]) }
	}
	address := func(change func(*client.Address)) func(*client.Purchase) {
		return func(p *client.Purchase) { change(&p.Address) }
	}
	tests := map[string]struct {
		change func(*client.Purchase)
		reason client.Reason
		field  string
	}{
		"unknown product": {item(func(i *client.PurchaseItem) { i.ProductID = "1" }), client.ReasonProductGone, ""},
		"unknown variant": {item(func(i *client.PurchaseItem) { i.SKUAttr = "14:1" }), client.ReasonSKUGone, ""},
		"no variant":      {item(func(i *client.PurchaseItem) { i.SKUAttr = "" }), client.ReasonSKUGone, ""},
		"unknown method":  {item(func(i *client.PurchaseItem) { i.ShippingMethod = "PIGEON" }), client.ReasonShippingMethod, ""},
		"out of stock": {item(func(i *client.PurchaseItem) {
			i.ProductID, i.SKUAttr = "1005002704149141", "14:175;5:200003529#Length -30cm"
		}), client.ReasonOutOfStock, ""},
		"not sold there": {item(func(i *client.PurchaseItem) {
			i.ProductID, i.SKUAttr, i.ShippingMethod = "1005001234567890", "", ""
		}), client.ReasonCountry, ""},
		"no phone":       {address(func(a *client.Address) { a.MobileNo = "" }), client.ReasonAddress, "mobile_no"},
		"phone form":     {address(func(a *client.Address) { a.MobileNo = "407-555" }), client.ReasonAddress, "mobile_no"},
		"no city":        {address(func(a *client.Address) { a.City = "" }), client.ReasonAddress, "city"},
		"no province":    {address(func(a *client.Address) { a.Province = "" }), client.ReasonAddress, "province"},
		"one name":       {address(func(a *client.Address) { a.ContactPerson = "Jane" }), client.ReasonAddress, "contact_person"},
		"Brazil, no CPF": {address(func(a *client.Address) { a.Country = "BR" }), client.ReasonTaxNumber, ""},
		"Saudi Arabia": {address(func(a *client.Address) {
			a.Country, a.MobileNo = "SA", "512345678"
		}), client.ReasonAddress, "nat_addr"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			p := purchase("m1-1")
			test.change(&p)
			_, err := b.place(t, p)
			e := failure(t, err)
			require.Equal(t, client.Refused, e.Kind)
			require.Equal(t, test.reason, e.Reason)
			require.Equal(t, test.field, e.Field)
			require.Empty(t, b.sim.Orders())
			require.Equal(t, 1, b.sim.Purchases()[0].Refused)
			// What was refused may be asked for again under the same id.
			require.Len(t, b.placed(t, purchase("m1-1")), 1)
		})
	}
}

func TestTheClientsCheckAgreesWithThePlatform(t *testing.T) {
	t.Parallel()
	b := setup(t)
	yes, no := true, false
	addresses := map[string]func(*client.Address){
		"fine": func(*client.Address) {}, "no phone": func(a *client.Address) { a.MobileNo = "" },
		"US long": func(a *client.Address) { a.Address = strings.Repeat("x", 36) }, "US other": func(a *client.Address) { a.Province = "Other" },
		"UK fine": func(a *client.Address) { a.Country = "GB" }, "AU fine": func(a *client.Address) { a.Country = "AU" },
		"AU letters": func(a *client.Address) { a.Country, a.FullName = "AU", "Zoë Sample" },
		"ES short":   func(a *client.Address) { a.Country, a.MobileNo = "ES", "12345678" },
		"ES fine":    func(a *client.Address) { a.Country, a.MobileNo = "ES", "123456789" },
		"SA fine":    func(a *client.Address) { a.Country, a.MobileNo, a.NationalAddress = "SA", "512345678", "ABCD1234" },
		"IL bare":    func(a *client.Address) { a.Country, a.IsForeigner = "IL", &yes },
		"IL fine": func(a *client.Address) {
			a.Country, a.IsForeigner, a.PassportNo, a.ForeignerPassportNo = "IL", &no, "123456789", "123456789"
		},
		"BR bare": func(a *client.Address) { a.Country = "BR" },
		"BR fine": func(a *client.Address) { a.Country, a.CPF, a.Zip = "BR", "52998224725", "01310100" },
	}
	for name, change := range addresses {
		p := purchase("check-" + name)
		change(&p.Address)
		wrong := false
		for _, problem := range client.CheckAddress(p.Address) {
			wrong = wrong || !problem.Advice
		}
		_, err := b.place(t, p)
		require.Equal(t, wrong, err != nil, "%s: %v", name, err)
	}
}
