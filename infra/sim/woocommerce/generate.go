package woocommerce

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"
)

// OrderSpec asks for a generated order. What is left empty is chosen by chance
// from the seed.
type OrderSpec struct {
	// Lines are goods of the catalogue by SKU or product id, with quantities.
	Lines []LineSpec `json:"lines,omitempty"`
	// Status after checkout: pending when empty. Via is checkout, store-api, rest-api or admin.
	Status string `json:"status,omitempty"`
	Via    string `json:"via,omitempty"`
	// Method is the payment method; cod and bacs leave the payment date empty.
	Method string `json:"payment_method,omitempty"`
	// SameAddress leaves the shipping address empty, as virtual and older orders do.
	SameAddress bool `json:"same_address,omitempty"`
	// Country chooses the buyer.
	Country string `json:"country,omitempty"`
	// Ship is the shipping method: flat_rate, local_pickup.
	Ship string `json:"shipping_method,omitempty"`
	Tip  bool   `json:"tip,omitempty"`
	// Buyer takes the place of the one that Country would choose.
	Buyer *address `json:"buyer,omitempty"`
}

// LineSpec is a quantity of one product: of the catalogue, or, with a name, of whatever its fields say.
type LineSpec struct {
	SKU       string `json:"sku,omitempty"`
	Product   int    `json:"product_id,omitempty"`
	Variation int    `json:"variation_id,omitempty"`
	Quantity  int    `json:"quantity"`

	Name    string          `json:"name,omitempty"`
	Price   decimal.Decimal `json:"price,omitzero"`
	Virtual bool            `json:"virtual,omitempty"`
}

// product is what the line is of.
func (l LineSpec) product() (product, bool) {
	if l.Name != "" {
		return product{id: l.Product, variation: l.Variation, name: l.Name, sku: l.SKU, price: l.Price.String(), virtual: l.Virtual}, true
	}
	p, ok := findProduct(l.Product, l.Variation)
	for _, c := range catalogue() {
		if l.SKU != "" && c.sku == l.SKU {
			p, ok = c, true
		}
	}
	return p, ok
}

func buyers() []address {
	return []address{
		{FirstName: "Jörg", LastName: "O'Neill & Söhne", Line1: "Hauptstraße 5", Line2: `c/o "Müller"`, City: "Köln", State: "NW", Postcode: "50667", Country: "DE", Email: "buyer@example.com", Phone: "+49 221 000000"},
		{FirstName: "Ana", LastName: "Souza", Line1: "Rua das Flores 12", City: "São Paulo", State: "SP", Postcode: "01310-100", Country: "BR", Email: "ana@example.com", Phone: "+55 11 900000000"},
		{FirstName: "花子", LastName: "山田", Line1: "丸の内1-1", City: "千代田区", State: "JP13", Postcode: "100-0005", Country: "JP", Email: "hanako@example.com", Phone: "0300000000"},
		{FirstName: "Mary", LastName: "Poe", Company: "Poe & Co", Line1: "969 Market", City: "San Francisco", State: "CA", Postcode: "94103", Country: "US", Email: "mary@example.com", Phone: "(555) 555-5555"},
		{FirstName: "Seán", LastName: "Byrne", Line1: "Cottage, The Green", City: "Ballina", State: "Mayo", Postcode: "", Country: "IE", Email: "sean@example.com"},
	}
}

// Generate makes an order in a store and says its id. Webhooks go out with the
// next [Sim.Cron].
func (s *Sim) Generate(name string, spec OrderSpec) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.sites[name]
	if st == nil {
		return 0, fmt.Errorf("no store %q", name)
	}
	return s.generate(st, spec)
}

func (s *Sim) generate(st *site, spec OrderSpec) (int, error) {
	o := s.blank(st)
	o.via, o.payMethod, o.payTitle = "checkout", "stripe", "Credit card"
	if spec.Via != "" {
		o.via = spec.Via
	}
	if spec.Method != "" {
		o.payMethod, o.payTitle = spec.Method, spec.Method
	}
	if err := s.fill(st, o, spec); err != nil {
		return 0, err
	}
	all := buyers()
	o.billing = all[s.rand.IntN(len(all))]
	for _, b := range all {
		if b.Country == spec.Country {
			o.billing = b
		}
	}
	if spec.Buyer != nil {
		o.billing = *spec.Buyer
	}
	if !spec.SameAddress {
		o.shipping = o.billing
		o.shipping.Email, o.shipping.Phone = "", ""
	}
	if spec.Ship != "" || !spec.SameAddress {
		method := spec.Ship
		if method == "" {
			method = "flat_rate"
		}
		o.ship = append(o.ship, shipLine{id: take(&st.nextItem), title: "Flat", method: method, total: decimal.RequireFromString("4.90")})
	}
	if spec.Tip {
		o.fees = append(o.fees, feeLine{id: take(&st.nextItem), name: "Tip", total: decimal.NewFromInt(1)})
	}
	st.orders[o.id] = o
	s.created(st, o, spec.Status)
	return o.id, nil
}

// blank is an order with its numbers and dates and nothing in it.
func (s *Sim) blank(st *site) *order {
	id := take(&st.nextPost)
	now := s.now().UTC()
	return &order{
		id: id, number: strconv.Itoa(id), status: "pending", currency: st.set.Currency,
		key: "wc_order_" + s.hex(13), created: now, modified: now,
	}
}

func (s *Sim) fill(st *site, o *order, spec OrderSpec) error {
	if len(spec.Lines) == 0 {
		all := catalogue()
		first := s.rand.IntN(len(all))
		for i := range 1 + s.rand.IntN(3) {
			p := all[(first+i)%len(all)]
			o.lines = append(o.lines, st.newLine(p, 1+s.rand.IntN(4)))
		}
		return nil
	}
	for _, want := range spec.Lines {
		p, ok := want.product()
		if !ok || want.Quantity < 1 {
			return fmt.Errorf("no such product or quantity: %+v", want)
		}
		o.lines = append(o.lines, st.newLine(p, want.Quantity))
	}
	return nil
}
