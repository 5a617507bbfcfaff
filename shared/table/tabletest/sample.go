package tabletest

import (
	"fmt"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"onward/shared/order"
)

// Start is the moment at which the suite's orders begin.
func Start() time.Time { return time.Date(2027, 3, 14, 9, 26, 53, 0, time.UTC) }

// Sample makes an order as the pipeline leaves it: some lines bought, shipped in parcels and told to
// the store. It is the same for the same arguments.
func Sample(key order.Key, lines, parcels int) order.Order {
	at := Start()
	o := order.Order{
		Layout: order.Layout, Key: key, Version: order.TailEntries, Platform: order.Shopify, PaidSince: at,
		Store: snapshot(key.ID, lines, at),
	}
	for i := range o.Store.Lines {
		o.Lots = append(o.Lots, order.Lot{ID: fmt.Sprintf("l%d", i+1), Line: o.Store.Lines[i].ID, Units: 1})
	}
	o.Purchases = []order.Purchase{purchase(&o, parcels, at)}
	o.Serial = 2*lines + parcels + 1
	for p := range parcels {
		o.Fulfilments = append(o.Fulfilments, fulfilment(&o, p, parcels, at))
	}
	for i, line := range o.Store.Lines {
		portion := order.Portion{
			Line: line.ID, Units: 1, State: order.AwaitingShipment, Why: order.WhyNoNumber,
			Lot: o.Lots[i].ID, Purchase: o.Purchases[0].ID, Supplier: order.AliExpress,
		}
		if parcels > 0 {
			portion.State, portion.Why = order.Fulfilled, order.WhyTold
			portion.Fulfilment = o.Fulfilments[i%parcels].ID
		}
		o.Portions = append(o.Portions, portion)
	}
	o.Tail = tail(&o, at)
	o.WakeAt = at.Add(7 * 24 * time.Hour)
	return o
}

func snapshot(id string, lines int, at time.Time) order.Snapshot {
	s := order.Snapshot{
		ID: id, Name: "#" + id[max(len(id)-5, 0):], CreatedAt: at, UpdatedAt: at.Add(time.Minute), Payment: order.Paid,
		Currency: "USD", Total: money(int64(1999 * lines)), Email: "buyer" + id + "@example.com",
		ShipTo: order.Address{
			Name: "Maria Souza", Line1: "Rua das Flores 120", Line2: "ap. 31", City: "Campinas", Province: "SP",
			ProvinceName: "São Paulo", Postcode: "13010-111", Country: "BR", Phone: "+55 19 99999-0000", TaxID: "12345678909",
		},
	}
	for i := range lines {
		n := int64(i)
		s.Lines = append(s.Lines, order.SnapshotLine{
			ID: fmt.Sprintf("gid://shopify/LineItem/%d", 14000000000000+n*7919), Kind: order.Physical,
			SKU: fmt.Sprintf("CASE-%04d-BLK", i), Title: fmt.Sprintf("Shockproof phone case, model %d", i*37%1000),
			Options: "Black / L", Product: fmt.Sprintf("gid://shopify/Product/%d", 8000000000000+n*6151),
			Variant: fmt.Sprintf("gid://shopify/ProductVariant/%d", 44000000000000+n*4973),
		})
	}
	return s
}

func money(cents int64) order.Money {
	return order.Money{Amount: decimal.New(cents, -2), Currency: "USD"}
}

func purchase(o *order.Order, parcels int, at time.Time) order.Purchase {
	p := order.Purchase{
		ID: "p-" + o.Key.ID + "-1", Supplier: order.AliExpress, Account: "01JBZK7M2Q9T", State: order.PurchasePlaced,
		ShipTo: &o.Store.ShipTo, CreatedAt: at, FirstCallAt: at.Add(time.Second), PlacedAt: at.Add(2 * time.Second),
	}
	so := order.SupplierOrder{
		ID: "8190" + fmt.Sprintf("%012d", len(o.Key.ID)*7919), Stage: order.StagePaid, Status: "WAIT_SELLER_SEND_GOODS",
		PaidAt: at.Add(time.Hour), Amount: money(int64(899 * len(o.Lots))),
	}
	for i, lot := range o.Lots {
		p.Items = append(p.Items, order.Item{
			ID: fmt.Sprintf("i%d", i+1), Lot: lot.ID, Quantity: 1,
			Component: order.Component{
				Supplier: order.AliExpress, Account: p.Account, Product: strconv.FormatInt(1005006000000000+int64(i)*99991, 10),
				SKU: strconv.FormatInt(12000035000000000+int64(i)*31337, 10), Options: "14:193#Black;5:361386#L",
				Service: "CAINIAO_STANDARD",
			},
		})
	}
	for n := range parcels {
		so.Stage = order.StageShipped
		parcel := order.Parcel{
			Ordinal: n + 1, Number: fmt.Sprintf("LP%013dCN", 60000000+n*104729), Carrier: "Cainiao",
			Service: "CAINIAO_STANDARD", FirstSeen: at.Add(30 * time.Hour), FirstScan: at.Add(40 * time.Hour),
		}
		for i := n; i < len(p.Items); i += parcels {
			parcel.Items = append(parcel.Items, order.Pieces{Item: p.Items[i].ID, Quantity: 1})
		}
		so.Parcels = append(so.Parcels, parcel)
	}
	p.Orders = []order.SupplierOrder{so}
	return p
}

func fulfilment(o *order.Order, n, parcels int, at time.Time) order.Fulfilment {
	so := o.Purchases[0].Orders[0]
	f := order.Fulfilment{
		ID: fmt.Sprintf("f%d", n+1), State: order.FulfilmentTold, CreatedAt: at.Add(30 * time.Hour),
		Parcels: []order.ParcelRef{{Purchase: o.Purchases[0].ID, Order: so.ID, Ordinal: n + 1}},
		Told:    []string{so.Parcels[n].Number}, ToldAt: at.Add(31 * time.Hour), Revision: 1,
		OutsideIDs: []string{fmt.Sprintf("gid://shopify/Fulfillment/%d", 5400000000000+n)},
	}
	for i := n; i < len(o.Lots); i += parcels {
		f.Lines = append(f.Lines, order.FulfilledUnits{Line: o.Lots[i].Line, Lot: o.Lots[i].ID, Units: 1})
	}
	return f
}

// tail makes the entries that such an order carries: what the store said in full, and the supplier's last words.
func tail(o *order.Order, at time.Time) []order.Entry {
	so := o.Purchases[0].Orders[0]
	report := order.Report{ID: so.ID, Stage: so.Stage, Status: so.Status, PaidAt: so.PaidAt, Amount: so.Amount, ParcelsKnown: true}
	for _, item := range o.Purchases[0].Items {
		report.Items = append(report.Items, order.ReportItem{
			Product: item.Component.Product, SKU: item.Component.SKU, Options: item.Component.Options, Quantity: 1,
		})
	}
	for _, p := range so.Parcels {
		report.Parcels = append(report.Parcels, order.ReportParcel{Number: p.Number, Carrier: p.Carrier, Service: p.Service})
	}
	events := []order.Event{
		order.StoreSaid{Snapshot: o.Store, Source: "webhook"},
		order.StoreSaid{Snapshot: o.Store, Source: "webhook"},
		order.Place{By: "merchant"},
		order.PlaceAnswered{Effect: "place:" + o.Purchases[0].ID, Attempt: 1, Outcome: order.PlaceCreated, Orders: []string{so.ID}},
		order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: report},
		order.SupplierSaid{Purchase: o.Purchases[0].ID, Report: report},
	}
	out := make([]order.Entry, 0, len(events))
	for i, event := range events {
		entry := order.Entry{Version: int64(i) + 1, At: at.Add(time.Duration(i) * time.Hour), Kind: event.Kind(), Policy: 3}
		entry.Event, _ = order.MarshalEvent(event)
		for _, line := range o.Store.Lines {
			entry.Moves = append(entry.Moves, order.Move{Line: line.ID, Units: 1, From: order.AwaitingOrder, To: order.AwaitingPayment})
		}
		out = append(out, entry)
	}
	return out
}
