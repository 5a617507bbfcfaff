package pages

import (
	"strings"

	"onward/shared/api/desk"
)

// FreightLines is the rules of shipping as they are typed: a line for each, countries before a colon, services behind it.
func (s storePage) FreightLines() string {
	lines := make([]string, 0, len(s.Version.Settings.Freight))
	for _, r := range s.Version.Settings.Freight {
		of := strings.Join(r.Countries, ", ")
		if of == "" {
			of = othersWord
		}
		lines = append(lines, of+": "+strings.Join(r.Services, ", "))
	}
	return strings.Join(lines, "\n")
}

// othersWord stands for every country without a line of its own.
const othersWord = "others"

func freightOf(typed string) ([]desk.FreightRule, error) {
	var out []desk.FreightRule
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		countries, services, ok := strings.Cut(line, ":")
		r := desk.FreightRule{Services: numbersIn(services)}
		if !ok || len(r.Services) == 0 {
			return nil, &desk.Error{
				Kind: desk.Invalid, Code: "invalid_freight", Message: "Write shipping services as DE, AT: CAINIAO_STANDARD, EMS, a line for each group of countries, and others: for the rest.",
			}
		}
		if countries = strings.TrimSpace(countries); !strings.EqualFold(countries, othersWord) {
			r.Countries = capitals(countries)
			if len(r.Countries) == 0 {
				return nil, &desk.Error{Kind: desk.Invalid, Code: "invalid_freight", Message: "Name countries before the colon, or others for the rest."}
			}
		}
		out = append(out, r)
	}
	return out, nil
}
