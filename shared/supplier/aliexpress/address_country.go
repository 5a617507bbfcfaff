package aliexpress

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	latinName   = regexp.MustCompile(`^[A-Za-z ]+$`)
	nineDigits  = regexp.MustCompile(`^[0-9]{9}$`)
	tenDigits   = regexp.MustCompile(`^[0-9]{10}$`)
	argentineID = regexp.MustCompile(`^[0-9]{2}-[0-9]{8}-[0-9]$`)
	saudiMobile = regexp.MustCompile(`^5[0-9]{8}$`)
	saudiCode   = regexp.MustCompile(`^[A-Za-z]{4}[0-9]{4}$`)
	brazilZip   = regexp.MustCompile(`^[0-9]{5}-?[0-9]{3}$`)
)

// countryRule gives the extra checks of a country (ISO code), nil for none.
func countryRule(iso string) func(*problems, Address) {
	switch iso {
	case "US":
		return checkUnitedStates
	case "AU", "NZ":
		return checkLatinName
	case "DZ", "ZA":
		return func(p *problems, a Address) { p.space("full_name", a.FullName) }
	case "BR":
		return checkBrazil
	case "ES":
		return func(p *problems, a Address) {
			p.match("mobile_no", a.MobileNo, nineDigits, "The phone number must have exactly 9 digits.")
		}
	case "AR":
		return checkArgentina
	case "IL":
		return checkIsrael
	case "SA":
		return checkSaudiArabia
	case "MX":
		return checkMexico
	case "KR":
		return checkKorea
	}
	return nil
}

func checkUnitedStates(p *problems, a Address) {
	p.space("contact_person", a.ContactPerson)
	p.length("address", a.Address, 5, 35)
	p.notOther("province", a.Province)
}

func checkLatinName(p *problems, a Address) {
	p.space("full_name", a.FullName)
	p.length("full_name", a.FullName, 2, 128)
	p.match("full_name", a.FullName, latinName, "The full name may have the letters A to Z only.")
}

func checkBrazil(p *problems, a Address) {
	p.need("full_name", a.FullName)
	p.need("cpf", a.CPF)
	if a.CPF != "" && !taxNumberHolds(a.CPF) {
		p.add("cpf", "This is not a valid CPF; it must be the customer's own, under the full name given.")
	}
	p.match("zip", strings.TrimSpace(a.Zip), brazilZip, "The postcode (CEP) must have 8 digits.")
	p.notOther("city", a.City)
}

// taxNumberHolds checks the two check digits of a Brazilian CPF. A company's
// number (14 digits) is left for the platform to judge.
func taxNumberHolds(s string) bool {
	s = strings.NewReplacer(".", "", "-", "", "/", "", " ", "").Replace(s)
	if !onlyDigits.MatchString(s) || strings.Count(s, s[:1]) == len(s) {
		return false
	}
	if len(s) == 14 {
		return true
	}
	if len(s) != 11 {
		return false
	}
	for _, n := range []int{9, 10} {
		sum := 0
		for i := range n {
			sum += int(s[i]-'0') * (n + 1 - i)
		}
		if check := sum * 10 % 11 % 10; check != int(s[n]-'0') {
			return false
		}
	}
	return true
}

func checkArgentina(p *problems, a Address) {
	p.match("mobile_no", a.MobileNo, tenDigits, "The phone number must have exactly 10 digits.")
	if slices.ContainsFunc([]string{a.TaxNumber, a.CPF, a.PassportNo}, argentineID.MatchString) {
		return
	}
	p.add("tax_number", "The customer's 11-digit number is needed, written as 20-12345678-6.")
}

func checkIsrael(p *problems, a Address) {
	p.match("passport_no", a.PassportNo, nineDigits, "The customer's 9-digit identity number is needed.")
	p.match("foreigner_passport_no", a.ForeignerPassportNo, nineDigits, "The customer's 9-digit identity number is needed here too.")
	if a.IsForeigner == nil || *a.IsForeigner {
		p.add("is_foreigner", "This must be stated as no.")
	}
}

func checkSaudiArabia(p *problems, a Address) {
	p.match("mobile_no", a.MobileNo, saudiMobile, "The phone number must have 9 digits and begin with 5.")
	p.length("address", a.Address, 5, 256)
	p.match("nat_addr", a.NationalAddress, saudiCode, "The national address is needed: 4 letters and 4 digits, as ABCD1234.")
}

func checkMexico(p *problems, a Address) {
	p.length("address2", a.Address2, 0, 60)
	if a.PassportNo == "" {
		p.advise("passport_no", "Mexican customs may ask for the customer's identity number.")
	}
}

func checkKorea(p *problems, a Address) {
	if a.IsForeigner != nil && *a.IsForeigner && a.ForeignerPassportNo == "" {
		p.advise("foreigner_passport_no", "A foreigner's identity number is asked for.")
	}
}

func span(low, high int) string {
	if low == 0 {
		return fmt.Sprintf("at most %d characters", high)
	}
	return fmt.Sprintf("%d to %d characters", low, high)
}
