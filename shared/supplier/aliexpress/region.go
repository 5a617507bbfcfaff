package aliexpress

import "context"

const methodAddressGet = "aliexpress.ds.address.get"

// Region is a province or city as the platform names it. An order's province
// and city must equal these names.
type Region struct {
	Name        string
	Type        string // PROVINCE or CITY
	HasChildren bool
	Children    []Region
}

type wireRegion struct {
	Name        text             `json:"name"`
	Type        text             `json:"type"`
	HasChildren flag             `json:"hasChildren"`
	Children    list[wireRegion] `json:"children"`
}

type wireRegions struct {
	Data list[wireRegionData] `json:"data"`
}

type wireRegionData struct {
	Children list[wireRegion] `json:"children"` // a list inside a JSON string
}

// GetRegions reads the provinces and cities of a country (ISO code). Only four
// such calls a second are allowed to the whole app: keep the answer.
func (c *Client) GetRegions(ctx context.Context, session, country string) ([]Region, error) {
	q := call{method: methodAddressGet, session: session, params: map[string]string{
		"countryCode": CountryCode(country), "language": "en", "isMultiLanguage": "false",
	}}
	a, err := c.do(ctx, q)
	if err != nil {
		return nil, err
	}
	var w wireRegions
	there, err := a.result(&w)
	if err != nil || !there {
		return nil, unreadable(q, a.requestID, "unreadable answer")
	}
	var regions []Region
	for _, data := range w.Data {
		regions = append(regions, regionsOf(data.Children)...)
	}
	return regions, nil
}

func regionsOf(l list[wireRegion]) []Region {
	var regions []Region
	for _, r := range l {
		regions = append(regions, Region{
			Name: string(r.Name), Type: string(r.Type), HasChildren: r.HasChildren.on, Children: regionsOf(r.Children),
		})
	}
	return regions
}
