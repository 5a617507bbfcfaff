package aliexpress

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// DefaultProducts is a small catalogue of two sellers, with several variants,
// a product of one variant, one that is out of stock, and one not sold to the
// United States.
func DefaultProducts() []Product {
	standard := []Freight{
		{Code: "CAINIAO_FULFILLMENT_STD", Company: "AliExpress Selection Standard", Fee: "1.99", MinDays: 9, MaxDays: 16},
		{Code: "CAINIAO_STANDARD", Company: "AliExpress standard shipping", Fee: "3.49", MinDays: 17, MaxDays: 34},
		{Code: "EMS", Company: "EMS", Fee: "17.20", MinDays: 8, MaxDays: 20, Countries: []string{"US", "UK", "DE"}},
	}
	return []Product{
		{
			ID: "1005008453688391", Title: "Mini skirt suit", StoreID: "1103800006", StoreName: "Sample Clothing Store", Freight: standard,
			SKUs: []SKU{
				{ID: "12000045158136202", Attr: "14:175#Silvery;5:361386#M", Desc: "Color:Silvery; Size:M", Price: "11.35", Currency: "USD", Stock: 500},
				{ID: "12000045158136203", Attr: "14:175#Silvery;5:361385#L", Desc: "Color:Silvery; Size:L", Price: "11.35", Currency: "USD", Stock: 500},
				{ID: "12000045158136204", Attr: "14:193#Black;5:361386#M", Desc: "Color:Black; Size:M", Price: "10.90", Currency: "USD", Stock: 500},
			},
		},
		{
			ID: "1005002704149141", Title: "Hair clip", StoreID: "1103800006", StoreName: "Sample Clothing Store", Freight: standard,
			SKUs: []SKU{
				{ID: "12000021778129031", Attr: "14:175;5:200003528#Length -26cm", Desc: "Color:as shown; Length:Length -26cm", Price: "2.15", Currency: "USD", Stock: 9000},
				{ID: "12000021778129032", Attr: "14:175;5:200003529#Length -30cm", Desc: "Color:as shown; Length:Length -30cm", Price: "2.35", Currency: "USD", Stock: 0},
			},
		},
		{
			ID: "32982857990", Title: "Sunglasses", StoreID: "1046007", StoreName: "Sample Lens Shop", Freight: standard[1:], USProductID: "2251832796543238",
			SKUs: []SKU{
				{ID: "12000027158136202", Attr: "73:175#Black Green;71:193#Polarized", Desc: "Lenses Color:Black Green; Frame Color:Polarized", Price: "3.94", Currency: "USD", Stock: 57},
				{ID: "12000027158136203", Attr: "73:193#Black;71:193#Polarized", Desc: "Lenses Color:Black; Frame Color:Polarized", Price: "3.94", Currency: "USD", Stock: 57},
			},
		},
		{
			ID: "1005001234567890", Title: "Water bottle", StoreID: "1046007", StoreName: "Sample Lens Shop", Freight: standard[:1], Countries: []string{"UK", "DE", "FR", "ES"},
			SKUs: []SKU{{ID: "12000031234567890", Attr: "", Desc: "", Price: "8.12", Currency: "USD", Stock: 100}},
		},
	}
}

// product finds an article, also by the id it has in the United States.
func (s *Sim) product(id string) (*Product, bool) {
	for _, p := range s.products {
		if p.ID == id || (p.USProductID != "" && p.USProductID == id) {
			return p, true
		}
	}
	if !s.settings.AnyProduct || !allDigits(id) {
		return nil, false
	}
	p := invent(id)
	s.products = append(s.products, p)
	return p, true
}

// invent makes a product out of its id alone, the same every time.
func invent(id string) *Product {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	sum := h.Sum64()
	price := decimal.New(int64(sum%4000)+100, -2).StringFixed(2)
	p := &Product{
		ID: id, Title: "Article " + id, StoreID: strconv.FormatUint(1_100_000_000+sum%7, 10), StoreName: "Store " + strconv.FormatUint(sum%7, 10),
		Freight: []Freight{{Code: "CAINIAO_STANDARD", Company: "AliExpress standard shipping", Fee: "2.50", MinDays: 10, MaxDays: 20}},
	}
	for i, colour := range []string{"Black", "White", "Red"} {
		p.SKUs = append(p.SKUs, SKU{
			ID: strconv.FormatUint(12_000_000_000_000_000+sum%1_000_000_000_000*10+uint64(i), 10), Attr: "14:" + strconv.Itoa(29+i) + "#" + colour,
			Desc: "Color:" + colour, Price: price, Currency: "USD", Stock: 1_000_000,
		})
	}
	return p
}

// sku finds the variant that an order names by its attributes: with or without
// the #name parts, and "" where there is only one.
func (p *Product) sku(attr string) (*SKU, bool) {
	for i := range p.SKUs {
		if p.SKUs[i].Attr == attr || bareAttr(p.SKUs[i].Attr) == bareAttr(attr) {
			return &p.SKUs[i], true
		}
	}
	if attr == "" && len(p.SKUs) == 1 {
		return &p.SKUs[0], true
	}
	return nil, false
}

func bareAttr(attr string) string {
	parts := strings.Split(attr, ";")
	for i, part := range parts {
		parts[i], _, _ = strings.Cut(part, "#")
	}
	return strings.Join(parts, ";")
}

func (p *Product) soldTo(country string) bool { return served(p.Countries, country) }

// method finds a shipping method for a country; the first where none is named.
func (p *Product) method(code, country string) (Freight, bool) {
	for _, f := range p.Freight {
		if (code == "" || f.Code == code) && served(f.Countries, country) {
			return f, true
		}
	}
	return Freight{}, false
}

func served(countries []string, country string) bool {
	return len(countries) == 0 || slices.Contains(countries, country)
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
