package aliexpress

import (
	"strings"
	"time"

	"onward/shared/order"
)

// report puts an order into the words that all suppliers share.
func (a *Account) report(o Order) order.Report {
	r := order.Report{ID: o.ID, Stage: seamStage(o), Status: o.Status, PaidAt: o.PaidAt}
	if money := o.Charged; money != nil {
		r.Amount = order.Money{Amount: money.Amount, Currency: money.Currency}
	} else if money := o.Total; money != nil {
		r.Amount = order.Money{Amount: money.Amount, Currency: money.Currency}
	}
	if created, err := time.ParseInLocation(time.DateTime, o.Created, a.options.CreatedZone); err == nil && o.PayWithin > 0 && !o.Paid {
		r.PayBy = created.Add(o.PayWithin).UTC()
	}
	// An item can end while its order goes on: its reason is not the order's then.
	over := o.Stage == StageReceived || o.Stage == StageClosed || o.Stage == StageEnded
	for _, item := range o.Items {
		r.Items = append(r.Items, order.ReportItem{
			Product: item.ProductID, SKU: item.SKUID, Quantity: item.Count, Cancelled: item.Ending.Cancelled(),
		})
		if over && r.EndReason == "" {
			r.EndReason = item.EndReason
		}
	}
	return r
}

// seamStage: an order of which part was sent is still to be shipped, and one
// whose status says nothing is paid only where a payment is on record.
func seamStage(o Order) order.Stage {
	switch o.Stage {
	case StageUnpaid, StagePaymentPending, StageHeld:
		return order.StagePlaced
	case StageRiskCheck, StageToShip, StagePartShipped, StagePaid:
		return order.StagePaid
	case StageShipped:
		return order.StageShipped
	case StageReceived:
		return order.StageDone
	case StageClosed:
		return order.StageCancelled
	case StageCancelling, StageEnded, StageUnknown:
	}
	if o.Paid {
		return order.StagePaid
	}
	return order.StageUnknown
}

// reportParcels lists the packages that have a number. What is in them is put
// into the order's own ids where that can be done without guessing.
func reportParcels(o Order, parcels []Parcel) []order.ReportParcel {
	lines := make([]Line, len(o.Items))
	for i, item := range o.Items {
		lines[i] = Line{ProductID: item.ProductID, SKUID: item.SKUID}
	}
	received := o.Stage == StageReceived || o.LogisticsStatus == "BUYER_ACCEPT_GOODS"
	var out []order.ReportParcel
	for _, p := range parcels {
		if p.Number == "" {
			continue
		}
		r := order.ReportParcel{
			Number: p.Number, Carrier: defaulted(p.LastMile, p.Carrier), Service: p.Carrier,
			FirstScan: p.FirstNode(), Delivered: received || delivered(p),
		}
		for _, packed := range p.Items {
			item := order.ReportItem{Product: packed.ProductID, SKU: packed.SKUID, Options: packed.SKUDesc, Quantity: packed.Quantity}
			if i := MatchLine(lines, packed); i >= 0 {
				item.Product = defaulted(lines[i].ProductID, item.Product)
				item.SKU = defaulted(lines[i].SKUID, item.SKU)
			}
			r.Items = append(r.Items, item)
		}
		out = append(out, r)
	}
	return out
}

// delivered infers from free text what the platform has no flag for. A text
// that says that it was not, or only soon will be, does not count.
func delivered(p Parcel) bool {
	for _, node := range p.Nodes {
		if saysDelivered(node.Name) || saysDelivered(node.Text) {
			return true
		}
	}
	return false
}

func saysDelivered(text string) bool {
	t := strings.ToLower(text)
	if !strings.Contains(t, "delivered") && !strings.Contains(t, "signed for") {
		return false
	}
	for _, not := range []string{
		"undelivered", "not delivered", "not be delivered", "be delivered", "being delivered", "delivered to carrier", "delivered to the carrier",
		"delivered to local", "delivered to airline", "delivered to air", "delivered to warehouse", "delivered to sorting",
		"delivered to the local", "delivered to transit", "delivered to customs", "until delivered",
	} {
		if strings.Contains(t, not) {
			return false
		}
	}
	return true
}
