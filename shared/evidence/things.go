package evidence

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"onward/shared/order"
)

func address(a order.Address) []string {
	place := strings.TrimSpace(a.Postcode + " " + a.City)
	region := strings.Trim(cmp.Or(a.ProvinceName, a.Province)+", "+a.Country, ", ")
	var out []string
	for _, line := range []string{a.Name, a.Company, a.Line1, a.Line2, place, region, a.Phone} {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

// parcels is every package that is known of, and every number that was given by hand or made in the store.
func parcels(o *order.Order, t *teller) []parcel {
	out := supplied(o, t)
	known := func(number string) bool {
		return slices.ContainsFunc(out, func(p parcel) bool { return p.Number == number })
	}
	for i := range o.Fulfilments {
		f := &o.Fulfilments[i]
		if f.State == order.FulfilmentRolledBack {
			continue
		}
		for _, m := range f.Manual {
			if !known(m.Number) {
				out = append(out, parcel{Number: m.Number, Carrier: carrierText(m.Carrier, m.Service), Link: m.URL, Found: f.CreatedAt, ByHand: true})
			}
		}
		for _, number := range f.Told {
			if f.Foreign && !known(number) {
				out = append(out, parcel{Number: number, Found: f.CreatedAt, ByHand: true})
			}
		}
	}
	return out
}

// supplied is the packages that suppliers reported.
func supplied(o *order.Order, t *teller) []parcel {
	var out []parcel
	for i := range o.Purchases {
		for _, so := range o.Purchases[i].Orders {
			for _, p := range so.Parcels {
				if p.Number == "" {
					continue
				}
				shown := parcel{
					Number: p.Number, Carrier: carrierText(p.Carrier, p.Service), Link: t.link(p.URL), Found: p.FirstSeen, FirstScan: p.FirstScan,
					Delivered: p.Delivered, Seen: t.delivered[p.Number], Before: p.History,
				}
				if t.bought {
					shown.Order = so.ID
				}
				out = append(out, shown)
			}
		}
	}
	return out
}

// link is a parcel's tracking page; one of the supplier's own is for its eyes alone.
func (t *teller) link(address string) string {
	u, err := url.Parse(address)
	if err != nil || !t.bought && (strings.Contains(u.Host, "aliexpress") || strings.Contains(u.Host, "cjdropshipping")) {
		return ""
	}
	return address
}

func carrierText(carrier, service string) string {
	if service == "" || service == carrier {
		return carrier
	}
	return strings.TrimPrefix(carrier+", "+service, ", ")
}

func shipmentOf(o *order.Order, f *order.Fulfilment) shipment {
	out := shipment{State: stateText(f.State), Told: f.ToldAt, Foreign: f.Foreign, Outside: f.OutsideIDs}
	for _, u := range f.LineTotals() {
		out.Items = append(out.Items, strconv.Itoa(u.Units)+" × "+lineTitle(o, u.Line))
	}
	for _, t := range o.Tracking(f) {
		out.Numbers = append(out.Numbers, t.Number)
	}
	for _, number := range f.Told {
		if !slices.Contains(out.Numbers, number) {
			out.Numbers = append(out.Numbers, number)
		}
	}
	return out
}

func stateText(s order.FulfilmentState) string {
	switch s {
	case order.FulfilmentTelling:
		return "being told"
	case order.FulfilmentTold:
		return "confirmed by the store"
	case order.FulfilmentStuck:
		return "refused by the store"
	case order.FulfilmentWithdrawn:
		return "undone in the store"
	case order.FulfilmentRolledBack:
		return "rolled back"
	default:
		return string(s)
	}
}

func lineTitle(o *order.Order, id string) string {
	for _, l := range o.Store.Lines {
		if l.ID == id {
			return cmp.Or(l.Title, l.SKU, "Line "+id)
		}
	}
	return "Line " + id
}

func purchases(r *Record) []purchase {
	var out []purchase
	for i := range r.Order.Purchases {
		p := &r.Order.Purchases[i]
		var items []string
		for _, item := range p.Items {
			if !item.Superseded {
				items = append(items, strconv.Itoa(item.Quantity)+" × product "+item.Component.Product)
			}
		}
		for _, so := range p.Orders {
			out = append(out, purchase{
				Supplier: p.Supplier.Title(), Account: cmp.Or(r.Accounts[p.Account], p.Account), ID: so.ID,
				Status: strings.TrimSuffix(string(so.Stage)+" ("+so.Status+")", " ()"), Items: items,
				Placed: p.PlacedAt, Paid: so.PaidAt, Shipped: so.ShippedAt, Amount: amount(so.Amount), Ended: so.EndReason,
			})
		}
	}
	return out
}

// notes is what was sent along with purchases.
func notes(r *Record) []message {
	var out []message
	for i := range r.Order.Purchases {
		p := &r.Order.Purchases[i]
		if p.Note != "" && !p.PlacedAt.IsZero() {
			out = append(out, message{At: p.PlacedAt, From: "Merchant", To: p.Supplier.Title(), Text: p.Note})
		}
	}
	return out
}

func amount(m order.Money) string {
	if m.IsZero() {
		return ""
	}
	return strings.TrimSpace(m.Amount.StringFixed(max(2, -m.Amount.Exponent())) + " " + m.Currency)
}
