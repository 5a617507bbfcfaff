package aliexpress

import "strings"

// provinces names the provinces of the countries whose stores often hold the
// code alone, "code name" a line.
var provinces = map[string]string{
	"US": `AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|
FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|
MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|
NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|
SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming`,
	"CA": `AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NT Northwest Territories|NS Nova Scotia|
NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon`,
	"AU": `ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|SA South Australia|TAS Tasmania|
VIC Victoria|WA Western Australia`,
	"BR": `AC Acre|AL Alagoas|AP Amapa|AM Amazonas|BA Bahia|CE Ceara|DF Distrito Federal|ES Espirito Santo|GO Goias|MA Maranhao|
MT Mato Grosso|MS Mato Grosso do Sul|MG Minas Gerais|PA Para|PB Paraiba|PR Parana|PE Pernambuco|PI Piaui|RJ Rio de Janeiro|
RN Rio Grande do Norte|RS Rio Grande do Sul|RO Rondonia|RR Roraima|SC Santa Catarina|SP Sao Paulo|SE Sergipe|TO Tocantins`,
}

// provinceName gives the province in words: the store's own words first, then
// the code's name. A code that is not known stays as it is.
func provinceName(iso, code, name string) string {
	if name = strings.TrimSpace(name); name != "" {
		return name
	}
	code = strings.TrimSpace(code)
	short := strings.TrimPrefix(strings.ToUpper(code), iso+"-")
	for entry := range strings.SplitSeq(provinces[iso], "|") {
		if known, words, ok := strings.Cut(strings.TrimSpace(entry), " "); ok && known == short {
			return words
		}
	}
	return code
}
