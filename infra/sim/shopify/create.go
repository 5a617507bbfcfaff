package shopify

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// CreateOrder has a customer order something.
func (s *Sim) CreateOrder(domain string, spec OrderSpec) (OrderView, error) {
	var view OrderView
	err := s.act(func() error {
		sh := s.shops[strings.ToLower(domain)]
		if sh == nil {
			return fmt.Errorf("no shop %q", domain)
		}
		o, err := s.newOrder(sh, spec)
		if err != nil {
			return err
		}
		sh.orders = append(sh.orders, o)
		paid := o.financial == "paid"
		if !spec.Quiet {
			s.emit(sh, "orders/create", s.orderPayload(sh, o))
			if paid {
				s.emit(sh, "orders/paid", s.orderPayload(sh, o))
			}
			for _, fo := range o.fulfilmentOrders {
				s.emit(sh, "fulfillment_orders/order_routing_complete", routed(fo))
			}
			s.emit(sh, "orders/updated", s.orderPayload(sh, o))
		}
		if paid {
			s.onPaid(sh, o, spec.Quiet)
		}
		view = s.view(sh, o)
		return nil
	})
	return view, err
}

func (s *Sim) newOrder(sh *shop, spec OrderSpec) (*order, error) {
	if len(spec.Lines) == 0 {
		return nil, errors.New("an order needs lines")
	}
	sh.number++
	created := s.now().Truncate(1e9)
	if spec.CreatedAt != nil {
		created = spec.CreatedAt.UTC()
	}
	o := &order{
		id: s.ids.take("Order"), number: sh.number, name: orDefault(spec.Name, "#"+strconv.Itoa(sh.number)),
		created: created, updated: created, financial: orDefault(spec.Financial, "paid"), test: spec.Test,
		email: orDefault(spec.Email, "buyer"+strconv.Itoa(sh.number)+"@example.com"), phone: spec.Phone,
		attributes: spec.Attributes, risk: strings.ToUpper(orDefault(spec.Risk, "none")),
		customerID: s.ids.take("Customer"), addressID: s.ids.take("MailingAddress"), hasProtectedData: !spec.NoCustomerData,
	}
	var err error
	if o.shipping, err = amount(spec.Shipping, "0"); err != nil {
		return nil, err
	}
	if o.tip, err = amount(spec.Tip, "0"); err != nil {
		return nil, err
	}
	if !spec.NoAddress {
		o.ship = spec.Address
		if o.ship == nil {
			o.ship = sampleAddress()
		}
	}
	for _, l := range spec.Lines {
		if err := s.addLine(sh, o, l); err != nil {
			return nil, err
		}
	}
	if o.tip.IsPositive() {
		o.lines = append(o.lines, &line{id: s.ids.take("LineItem"), title: "Tip", price: o.tip, quantity: 1, tip: true})
	}
	for _, fo := range o.fulfilmentOrders {
		if spec.Hold != "" {
			s.place(fo, spec.Hold, "", "")
		}
		if spec.Scheduled != nil {
			fo.status, fo.fulfillAt = "scheduled", spec.Scheduled.UTC()
		}
	}
	if slices.Contains([]string{"paid", "partially_refunded", "refunded"}, o.financial) {
		o.paid = o.total()
	}
	return o, nil
}

// addLine adds a line and assigns its units to fulfilment orders. Gift cards and tips get none: the shop itself sends
// the one, nobody the other.
func (s *Sim) addLine(sh *shop, o *order, spec LineSpec) error {
	if spec.Quantity < 1 {
		return errors.New("a line needs a quantity")
	}
	price, err := amount(spec.Price, "19.99")
	if err != nil {
		return err
	}
	l := &line{
		id: s.ids.take("LineItem"), title: orDefault(spec.Title, "Aviator sunglasses"), sku: spec.SKU, variantTitle: spec.VariantTitle,
		price: price, quantity: spec.Quantity, ships: !spec.Digital && !spec.GiftCard, giftCard: spec.GiftCard, attributes: spec.Attributes,
	}
	if !spec.Custom {
		if l.product, err = s.idOr(spec.Product, "Product"); err != nil {
			return err
		}
		if l.variant, err = s.idOr(spec.Variant, "ProductVariant"); err != nil {
			return err
		}
	}
	o.lines = append(o.lines, l)
	if l.giftCard {
		return nil
	}
	places := spec.Locations
	if len(places) == 0 {
		places = map[string]int{orDefault(spec.Location, sh.locations[0].name): spec.Quantity}
	}
	spread := 0
	for _, name := range slices.Sorted(maps.Keys(places)) {
		at := sh.location(name)
		if at == nil {
			return fmt.Errorf("shop %q has no location %q", sh.domain, name)
		}
		s.assign(o, l, at, places[name])
		spread += places[name]
	}
	if spread != spec.Quantity {
		return fmt.Errorf("locations hold %d of %d units", spread, spec.Quantity)
	}
	return nil
}

func (s *Sim) assign(o *order, l *line, at *location, quantity int) {
	i := slices.IndexFunc(o.fulfilmentOrders, func(fo *fulfilmentOrder) bool {
		return fo.location == at && (fo.status == "open" || fo.status == "on_hold" || fo.status == "scheduled")
	})
	if i < 0 {
		o.fulfilmentOrders = append(o.fulfilmentOrders, s.newFulfilmentOrder(at))
		i = len(o.fulfilmentOrders) - 1
	}
	fo := o.fulfilmentOrders[i]
	fo.lines = append(fo.lines, &fulfilmentOrderLine{id: s.ids.take("FulfillmentOrderLineItem"), line: l, total: quantity, remaining: quantity})
}

func (s *Sim) newFulfilmentOrder(at *location) *fulfilmentOrder {
	fo := &fulfilmentOrder{
		id: s.ids.take("FulfillmentOrder"), status: "open", request: "unsubmitted", location: at, created: s.now(), updated: s.now(),
	}
	fo.request = s.newRequest(at)
	return fo
}

func (s *Sim) idOr(text, kind string) (int64, error) {
	if text == "" {
		return s.ids.take(kind), nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s id %q is no number", kind, text)
	}
	return id, nil
}

func amount(text, fallback string) (decimal.Decimal, error) {
	d, err := decimal.NewFromString(orDefault(text, fallback))
	if err != nil {
		return d, fmt.Errorf("amount %q: %w", text, err)
	}
	return d, nil
}

func sampleAddress() *Address {
	return &Address{
		FirstName: "Steve", LastName: "Shipper", Company: "Shipping Company", Address1: "123 Shipping Street", City: "Shippington",
		Province: "Kentucky", ProvinceCode: "KY", Zip: "40003", Country: "United States", CountryCode: "US", Phone: "555-555-SHIP",
	}
}
