package order

import (
	"maps"
	"slices"
	"time"
)

// equal reports whether two orders say the same; version and timeline aside. Moments and money are
// compared by what they mean, so that an order read back from where it is kept equals itself.
func (o *Order) equal(b *Order) bool {
	return o.Layout == b.Layout && o.Key == b.Key && o.Platform == b.Platform &&
		o.Archived == b.Archived && o.SupplierNote == b.SupplierNote && o.Note == b.Note &&
		o.CompleteRefused == b.CompleteRefused && o.Erased == b.Erased && o.Parked == b.Parked && o.Serial == b.Serial &&
		o.WakeAt.Equal(b.WakeAt) && o.Unchecked.Equal(b.Unchecked) && o.PaidSince.Equal(b.PaidSince) && o.CompletedAt.Equal(b.CompletedAt) &&
		slices.Equal(o.Reopened, b.Reopened) && equalPtr(o.ShipTo, b.ShipTo, equalAs[Address]) && equalPtr(o.Hold, b.Hold, equalHold) &&
		slices.Equal(o.Lots, b.Lots) && slices.Equal(o.Portions, b.Portions) &&
		slices.EqualFunc(o.Effects, b.Effects, equalEffect) &&
		slices.EqualFunc(o.Attention, b.Attention, equalAttention) &&
		slices.EqualFunc(o.Purchases, b.Purchases, equalPurchase) &&
		slices.EqualFunc(o.Fulfilments, b.Fulfilments, equalFulfilment) &&
		maps.EqualFunc(o.Overrides, b.Overrides, func(x, y Mapping) bool { return slices.Equal(x.Components, y.Components) }) &&
		equalSnapshot(&o.Store, &b.Store)
}

func equalAs[T comparable](a, b T) bool { return a == b }

func equalPtr[T any](a, b *T, equal func(a, b T) bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return equal(*a, *b)
}

func equalHold(a, b Hold) bool {
	at := a.At.Equal(b.At)
	a.At, b.At = time.Time{}, time.Time{}
	return at && a == b
}

func equalAttention(a, b Attention) bool {
	at := a.At.Equal(b.At)
	a.At, b.At = time.Time{}, time.Time{}
	return at && a == b
}

func equalEffect(a, b Effect) bool {
	if !a.NextAt.Equal(b.NextAt) || !a.OpenedAt.Equal(b.OpenedAt) || !a.NotBefore.Equal(b.NotBefore) ||
		!a.LeaseUntil.Equal(b.LeaseUntil) || !a.FirstCallAt.Equal(b.FirstCallAt) {
		return false
	}
	var no time.Time
	a.NextAt, a.OpenedAt, a.NotBefore, a.LeaseUntil, a.FirstCallAt = no, no, no, no, no
	b.NextAt, b.OpenedAt, b.NotBefore, b.LeaseUntil, b.FirstCallAt = no, no, no, no, no
	return a == b
}

func equalPurchase(a, b Purchase) bool {
	return a.ID == b.ID && a.Supplier == b.Supplier && a.Account == b.Account && a.State == b.State &&
		a.Note == b.Note && a.Auto == b.Auto && a.Unclear == b.Unclear && a.Reason == b.Reason && a.Message == b.Message &&
		a.WatchEnded == b.WatchEnded &&
		a.NotBefore.Equal(b.NotBefore) && a.CreatedAt.Equal(b.CreatedAt) && a.FirstCallAt.Equal(b.FirstCallAt) &&
		a.PlacedAt.Equal(b.PlacedAt) && a.FailedAt.Equal(b.FailedAt) && slices.Equal(a.Items, b.Items) && equalPtr(a.ShipTo, b.ShipTo, equalAs[Address]) &&
		slices.EqualFunc(a.Orders, b.Orders, equalSupplierOrder)
}

func equalSupplierOrder(a, b SupplierOrder) bool {
	return a.ID == b.ID && a.Stage == b.Stage && a.Status == b.Status && a.EndReason == b.EndReason &&
		a.Replaced == b.Replaced && a.Split == b.Split && a.PaidAt.Equal(b.PaidAt) && a.ShippedAt.Equal(b.ShippedAt) && a.PayBy.Equal(b.PayBy) &&
		a.Amount.Equal(b.Amount) && slices.Equal(a.Items, b.Items) && slices.Equal(a.Cancelled, b.Cancelled) &&
		slices.EqualFunc(a.Parcels, b.Parcels, equalParcel) &&
		slices.Equal(a.Trusted, b.Trusted) && slices.EqualFunc(a.Withheld, b.Withheld, equalReportParcel)
}

func equalReportParcel(a, b ReportParcel) bool {
	return a.Number == b.Number && a.Carrier == b.Carrier && a.Service == b.Service && a.URL == b.URL && a.Doubt == b.Doubt &&
		a.Delivered == b.Delivered && a.FirstScan.Equal(b.FirstScan) && slices.Equal(a.Items, b.Items)
}

func equalParcel(a, b Parcel) bool {
	return a.Ordinal == b.Ordinal && a.Number == b.Number && a.Carrier == b.Carrier && a.Service == b.Service && a.URL == b.URL &&
		a.Delivered == b.Delivered && a.Ambiguous == b.Ambiguous && a.FirstSeen.Equal(b.FirstSeen) && a.FirstScan.Equal(b.FirstScan) &&
		slices.Equal(a.Items, b.Items) && slices.EqualFunc(a.History, b.History, func(x, y NumberChange) bool {
		return x.Number == y.Number && x.Until.Equal(y.Until)
	})
}

func equalFulfilment(a, b Fulfilment) bool {
	return a.ID == b.ID && a.State == b.State && a.Foreign == b.Foreign && a.Revision == b.Revision && a.Further == b.Further &&
		a.TakeOver == b.TakeOver &&
		a.Reason == b.Reason && a.ToldAt.Equal(b.ToldAt) && a.CreatedAt.Equal(b.CreatedAt) &&
		slices.Equal(a.Lines, b.Lines) && slices.Equal(a.Parcels, b.Parcels) && slices.Equal(a.Manual, b.Manual) &&
		slices.Equal(a.Told, b.Told) && slices.Equal(a.OutsideIDs, b.OutsideIDs) && slices.Equal(a.Refused, b.Refused) &&
		slices.EqualFunc(a.Tried, b.Tried, func(x, y Attempted) bool {
			return slices.Equal(x.Numbers, y.Numbers) && slices.Equal(x.Lines, y.Lines)
		})
}

// equalSnapshot compares what the store said; fulfilments are kept apart and compared there.
func equalSnapshot(a, b *Snapshot) bool {
	return a.UpdatedAt.Equal(b.UpdatedAt) && sameWord(a, b)
}

// sameWord compares what two snapshots say of the order, whenever they said it.
func sameWord(a, b *Snapshot) bool {
	return a.ID == b.ID && a.Name == b.Name && a.Payment == b.Payment && a.NotReady == b.NotReady &&
		a.Cancelled == b.Cancelled && a.Deleted == b.Deleted && a.Completed == b.Completed && a.Closed == b.Closed &&
		a.Test == b.Test && a.Imported == b.Imported && a.Pickup == b.Pickup && a.Anonymised == b.Anonymised &&
		a.Risk == b.Risk && a.Currency == b.Currency && a.Email == b.Email && a.ShipTo == b.ShipTo &&
		a.CreatedAt.Equal(b.CreatedAt) && a.Total.Equal(b.Total) && a.Refunded.Equal(b.Refunded) &&
		slices.Equal(a.Holds, b.Holds) && slices.EqualFunc(a.Lines, b.Lines, equalLine)
}

func equalLine(a, b SnapshotLine) bool {
	return a.ID == b.ID && a.Kind == b.Kind && a.SKU == b.SKU && a.Title == b.Title && a.Options == b.Options &&
		a.Product == b.Product && a.Variant == b.Variant && a.Quantity == b.Quantity && a.Cancelled == b.Cancelled &&
		a.Price.Equal(b.Price)
}
