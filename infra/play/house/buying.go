package house

import (
	"fmt"

	"onward/infra/play/catalogue"
	"onward/infra/play/plot"
	"onward/infra/sim/aliexpress"
)

// supplier is the simulated AliExpress as scenes see it.
type supplier struct {
	sim   *aliexpress.Sim
	fates *fates
}

var _ plot.Supplier = supplier{}

func (s supplier) order(id string) (aliexpress.Order, error) {
	o, ok := s.sim.Order(id)
	if !ok {
		return o, fmt.Errorf("order %s: %w", id, aliexpress.ErrNoOrder)
	}
	return o, nil
}

func (s supplier) Pay(id string) error {
	o, err := s.order(id)
	if err != nil {
		return err
	}
	if !o.PaidAt.IsZero() || !o.EndedAt.IsZero() {
		return plot.ErrSettled
	}
	return s.sim.Pay(id)
}

func (s supplier) Ship(id, number string, items []plot.Item) error {
	return s.ShipBy(id, "", number, items)
}

func (s supplier) ShipBy(id, carrier, number string, items []plot.Item) error {
	o, err := s.order(id)
	if err != nil {
		return err
	}
	parcel := aliexpress.Shipment{Number: number, Carrier: carrier}
	for _, item := range items {
		child, err := childOf(o, item.Article)
		if err != nil {
			return err
		}
		parcel.Items = append(parcel.Items, aliexpress.ParcelItem{Child: child, Quantity: item.Units})
	}
	return s.sim.Ship(id, parcel)
}

func childOf(o aliexpress.Order, article string) (int, error) {
	for i, c := range o.Children {
		if catalogue.PartOf(c.ProductID, c.SKUID) == article {
			return i, nil
		}
	}
	return 0, fmt.Errorf("order %s has no %s", o.ID, article)
}

func (s supplier) Renumber(id string, parcel int, number string) error {
	return s.sim.ChangeNumber(id, parcel, number, "", "")
}

func (s supplier) Scan(id string, parcel int) error {
	return s.sim.AddEvent(id, parcel, "ACCEPTED", "Accepted by carrier")
}

func (s supplier) Cancel(id, reason string) error { return s.sim.Cancel(id, reason) }

func (s supplier) CancelItem(id, article string) error {
	o, err := s.order(id)
	if err != nil {
		return err
	}
	child, err := childOf(o, article)
	if err != nil {
		return err
	}
	return s.sim.CancelChild(id, child, "")
}

func (s supplier) Silence(id string) error { return s.sim.SilencePushes(id, true) }

func (s supplier) Bought(purchase string) plot.Bought {
	var out plot.Bought
	for _, p := range s.sim.Purchases() {
		if p.OutOrderID != purchase {
			continue
		}
		out.Made += p.Made
		out.Contents += p.Contents
		out.Orders = append(out.Orders, p.Orders...)
	}
	for _, id := range out.Orders {
		o, err := s.order(id)
		if err != nil {
			continue
		}
		for _, c := range o.Children {
			out.Items = append(out.Items, plot.Item{Article: catalogue.PartOf(c.ProductID, c.SKUID), Units: c.Count})
		}
	}
	return out
}

func (s supplier) Meet(customer string, list ...plot.Fate) { s.fates.meet(customer, list) }

func (s supplier) Expire(n int) { s.sim.ExpireTokens(buyers()[n], false) }

func (s supplier) Ban(method string, seconds int) error {
	_, err := s.sim.AddRule(aliexpress.Rule{Kind: aliexpress.RuleThrottle, Method: method, Seconds: seconds, Times: 1})
	return err
}
