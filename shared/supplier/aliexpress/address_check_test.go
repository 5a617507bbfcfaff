package aliexpress

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*Address)
		fields []string
	}{
		"as documented":             {func(*Address) {}, nil},
		"city missing":              {func(a *Address) { a.City = " " }, []string{"city"}},
		"everything missing":        {func(a *Address) { *a = Address{} }, []string{"country", "address", "city", "province", "contact_person", "mobile_no"}},
		"phone with spaces":         {func(a *Address) { a.MobileNo = "407 555 0100" }, []string{"mobile_no"}},
		"country code without plus": {func(a *Address) { a.PhoneCountry = "1" }, []string{"phone_country"}},
		"name part too short":       {func(a *Address) { a.ContactPerson = "J Sample" }, []string{"contact_person"}},
		"name part too long":        {func(a *Address) { a.ContactPerson = "Jane " + strings.Repeat("x", 33) }, []string{"contact_person"}},
		"US one name":               {func(a *Address) { a.ContactPerson = "Madonna" }, []string{"contact_person"}},
		"US address too long":       {func(a *Address) { a.Address = strings.Repeat("x", 36) }, []string{"address"}},
		"US address too short":      {func(a *Address) { a.Address = "1 A" }, []string{"address"}},
		"US province":               {func(a *Address) { a.Province = "Other" }, []string{"province"}},
		"AU letters":                {in("AU", func(a *Address) { a.FullName = "Zoë Sample" }), []string{"full_name"}},
		"NZ one name":               {in("NZ", func(a *Address) { a.FullName = "Jane" }), []string{"full_name"}},
		"AU fine":                   {in("AU", func(*Address) {}), nil},
		"BR bare":                   {in("BR", func(a *Address) { a.City = "other" }), []string{"cpf", "zip", "city"}},
		"BR fine":                   {in("BR", func(a *Address) { a.CPF, a.Zip = "529.982.247-25", "01310-100" }), nil},
		"BR wrong check digit":      {in("BR", func(a *Address) { a.CPF, a.Zip = "52998224726", "01310100" }), []string{"cpf"}},
		"BR all the same digit":     {in("BR", func(a *Address) { a.CPF, a.Zip = "11111111111", "01310100" }), []string{"cpf"}},
		"ES phone":                  {in("ES", func(a *Address) { a.MobileNo = "12345678" }), []string{"mobile_no"}},
		"AR bare":                   {in("AR", func(a *Address) { a.MobileNo = "123456789" }), []string{"mobile_no", "tax_number"}},
		"AR fine":                   {in("AR", func(a *Address) { a.TaxNumber = "20-12345678-6" }), nil},
		"IL bare":                   {in("IL", func(*Address) {}), []string{"passport_no", "foreigner_passport_no", "is_foreigner"}},
		"IL fine": {in("IL", func(a *Address) {
			a.PassportNo, a.ForeignerPassportNo, a.IsForeigner = "123456789", "123456789", new(bool)
		}), nil},
		"SA bare":                     {in("SA", func(*Address) {}), []string{"mobile_no", "nat_addr"}},
		"SA fine":                     {in("SA", func(a *Address) { a.MobileNo, a.NationalAddress = "512345678", "ABCD1234" }), nil},
		"MX advice and second line":   {in("MX", func(a *Address) { a.Address2 = strings.Repeat("x", 61) }), []string{"address2", "passport_no?"}},
		"DZ one name":                 {in("DZ", func(a *Address) { a.FullName = "Jane" }), []string{"full_name"}},
		"ZA one name":                 {in("ZA", func(a *Address) { a.FullName = "" }), []string{"full_name"}},
		"the platform's country code": {in("UK", func(*Address) {}), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := samplePurchase().Address
			test.change(&a)
			var fields []string
			for _, p := range CheckAddress(a) {
				require.NotEmpty(t, p.Text)
				if p.Advice {
					p.Field += "?"
				}
				fields = append(fields, p.Field)
			}
			require.Equal(t, test.fields, fields)
		})
	}
}

func in(country string, change func(*Address)) func(*Address) {
	return func(a *Address) {
		a.Country = country
		change(a)
	}
}
