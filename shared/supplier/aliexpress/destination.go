package aliexpress

import (
	"strings"

	"onward/shared/order"
)

// destination words a customer's address as the platform wants it.
func destination(a order.Address, fallbackPhone string) Address {
	iso := ISOCountry(a.Country)
	prefix, number := splitPhone(defaulted(strings.TrimSpace(a.Phone), fallbackPhone), iso)
	name := strings.Join(strings.Fields(a.Name), " ")
	out := Address{
		Address: a.Line1, Address2: joined(a.Line2, a.Company), City: a.City, ContactPerson: name, FullName: name,
		Country: iso, Province: provinceName(iso, a.Province, a.ProvinceName), Zip: a.Postcode,
		MobileNo: number, PhoneCountry: prefix, Locale: "en_US",
	}
	out.identify(iso, strings.TrimSpace(a.TaxID))
	return out
}

// identify puts the buyer's number where its country's rules look for it.
func (a *Address) identify(iso, id string) {
	switch {
	case iso == "IL":
		foreigner := false
		a.IsForeigner = &foreigner
		a.PassportNo, a.ForeignerPassportNo = id, id
	case id == "":
	case iso == "BR":
		a.CPF = id
	case iso == "CL":
		a.RUTNo = id
	case iso == "KR", iso == "MX":
		a.PassportNo = id
	case iso == "SA" && saudiCode.MatchString(id):
		a.NationalAddress = strings.ToUpper(id)
	case iso == "AR" && len(id) == 11 && onlyDigits.MatchString(id):
		a.TaxNumber = id[:2] + "-" + id[2:10] + "-" + id[10:]
	default:
		a.TaxNumber = id
	}
}

// CheckDestination lists what AliExpress would refuse about a customer's
// address, before anything is bought.
func CheckDestination(a order.Address, fallbackPhone string) []Problem {
	return CheckAddress(destination(a, fallbackPhone))
}

func joined(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, ", ")
}
