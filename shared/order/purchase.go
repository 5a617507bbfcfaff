package order

import "time"

// PurchaseState is how far we have come with placing a purchase.
type PurchaseState string

// The purchase states.
const (
	// PurchaseOpen is decided on; no call was made.
	PurchaseOpen PurchaseState = "open"
	// PurchaseCalling has been sent at least once and has no known outcome yet.
	PurchaseCalling PurchaseState = "calling"
	// PurchasePlaced has a supplier's order number.
	PurchasePlaced PurchaseState = "placed"
	// PurchaseRefused was refused by the supplier; Reason says why.
	PurchaseRefused PurchaseState = "refused"
	// PurchaseUnknown may or may not exist at the supplier; only evidence or the merchant can tell.
	PurchaseUnknown PurchaseState = "unknown"
	// PurchaseDropped was given up before any call.
	PurchaseDropped PurchaseState = "dropped"
)

// Purchase is one order that we place, or have placed, at one supplier account.
//
//nolint:recvcheck // json.Marshal is given values, so MarshalJSON must be theirs; the other methods lead into the purchase.
type Purchase struct {
	// ID is also the id under which the supplier can recognise a repeat (AliExpress out_order_id).
	ID       string        `json:"id"`
	Supplier Supplier      `json:"supplier"`
	Account  string        `json:"account"`
	State    PurchaseState `json:"state"`
	Items    []Item        `json:"items"`
	// ShipTo and Note are frozen by the first claim, so that every repeat is identical.
	ShipTo *Address `json:"ship_to,omitempty"`
	Note   string   `json:"note,omitempty"`
	// Auto: bought by itself, not by the merchant's word.
	Auto bool `json:"auto,omitempty"`
	// NotBefore is the end of the cooling-off time.
	NotBefore   time.Time `json:"not_before,omitzero"`
	CreatedAt   time.Time `json:"created_at"`
	FirstCallAt time.Time `json:"first_call_at,omitzero"`
	PlacedAt    time.Time `json:"placed_at,omitzero"`
	// Unclear counts calls whose outcome stayed unknown.
	Unclear int           `json:"unclear,omitempty"`
	Reason  FailureReason `json:"reason,omitempty"`
	Message string        `json:"message,omitempty"`
	// FailedAt is since when it is refused or unknown; zero while it is neither.
	FailedAt time.Time       `json:"failed_at,omitzero"`
	Orders   []SupplierOrder `json:"orders,omitempty"`
	// WatchEnded: too old to be watched any longer.
	WatchEnded bool `json:"watch_ended,omitempty"`
}

// Item is one position of a purchase: pieces of a supplier's product for one lot.
type Item struct {
	ID        string    `json:"id"`
	Lot       string    `json:"lot"`
	Component Component `json:"component"`
	// Quantity is pieces at the supplier.
	Quantity int `json:"quantity"`
	// Service is the shipping service chosen by the merchant's rule when it was sent, where the component names none.
	Service string `json:"service,omitempty"`
	// For is the item whose dead pieces this one replaces.
	For string `json:"for,omitempty"`
	// Superseded: refused or given up, and bought again in a later purchase.
	Superseded bool `json:"superseded,omitempty"`
}

// SupplierOrder is one order number at the supplier. A purchase can become several.
type SupplierOrder struct {
	ID     string    `json:"id"`
	Stage  Stage     `json:"stage"`
	Status string    `json:"status,omitempty"`
	PaidAt time.Time `json:"paid_at,omitzero"`
	// ShippedAt is when we first heard that it is shipped, whether or not with a number.
	ShippedAt time.Time `json:"shipped_at,omitzero"`
	PayBy     time.Time `json:"pay_by,omitzero"`
	Amount    Money     `json:"amount,omitzero"`
	EndReason string    `json:"end_reason,omitempty"`
	// Items is which pieces are in this order; empty until the supplier said so and there are several orders.
	Items []Pieces `json:"items,omitempty"`
	// Cancelled is which pieces the supplier cancelled although the order goes on.
	Cancelled []Pieces `json:"cancelled,omitempty"`
	Parcels   []Parcel `json:"parcels,omitempty"`
	// Withheld is the packages as they were listed last, while numbers among them are in doubt; Trusted is the numbers
	// of which the merchant said that they are right.
	Withheld []ReportParcel `json:"withheld,omitempty"`
	Trusted  []string       `json:"trusted,omitempty"`
	// Replaced: other order numbers took its place, by the merchant's word or because the supplier split it.
	Replaced bool `json:"replaced,omitempty"`
	// Split: the supplier made several orders of it.
	Split bool `json:"split,omitempty"`
}

// Pieces is a quantity of one purchase item.
type Pieces struct {
	Item     string `json:"item"`
	Quantity int    `json:"quantity"`
}

// Parcel is one package of a supplier's order. It is known by its place in that order,
// never by its number, which may change on the way.
type Parcel struct {
	Ordinal int    `json:"ordinal"`
	Number  string `json:"number"`
	Carrier string `json:"carrier,omitempty"`
	Service string `json:"service,omitempty"`
	URL     string `json:"url,omitempty"`
	// Items is what is in it; empty when the supplier does not say.
	Items     []Pieces       `json:"items,omitempty"`
	FirstSeen time.Time      `json:"first_seen"`
	FirstScan time.Time      `json:"first_scan,omitzero"`
	Delivered bool           `json:"delivered,omitempty"`
	History   []NumberChange `json:"history,omitempty"`
	// Ambiguous: the supplier's lists do not tell which parcel this is; nothing is told of it until a person says.
	Ambiguous bool `json:"ambiguous,omitempty"`
}

// known reports whether the parcel has a number that can be told.
func (p *Parcel) known() bool { return p.Number != "" && !p.Ambiguous }

// NumberChange is a number that a parcel had before.
type NumberChange struct {
	Number string    `json:"number"`
	Until  time.Time `json:"until"`
}

// live reports whether the purchase exists, or may still come to exist, at the supplier.
func (p *Purchase) live() bool {
	return p.State == PurchaseOpen || p.State == PurchaseCalling || p.State == PurchasePlaced
}

// Order finds a supplier's order by its number.
func (p *Purchase) Order(id string) (*SupplierOrder, bool) {
	for i := range p.Orders {
		if p.Orders[i].ID == id {
			return &p.Orders[i], true
		}
	}
	return nil, false
}

// Watch is a supplier's order that is to be looked at from time to time.
type Watch struct {
	Supplier Supplier
	Account  string
	Purchase string
	// Order is the supplier's order number.
	Order string
	Stage Stage
	Since time.Time
}

// Watches lists the supplier's orders that still can bring news.
func (o *Order) Watches() []Watch {
	var out []Watch
	for i := range o.Purchases {
		p := &o.Purchases[i]
		if p.State != PurchasePlaced || p.WatchEnded {
			continue
		}
		for j := range p.Orders {
			so := &p.Orders[j]
			if so.Replaced || so.over() {
				continue
			}
			out = append(out, Watch{
				Supplier: p.Supplier, Account: p.Account, Purchase: p.ID, Order: so.ID,
				Stage: so.Stage, Since: p.PlacedAt,
			})
		}
	}
	return out
}

// over reports whether no news is to be expected: cancelled, or received with a number for every parcel.
func (so *SupplierOrder) over() bool {
	if so.Stage == StageCancelled {
		return true
	}
	if len(so.InDoubt()) > 0 {
		return false // the right number is still to come
	}
	numbers := 0
	for i := range so.Parcels {
		if so.Parcels[i].Number == "" {
			continue // its number was found to be another parcel's
		}
		numbers++
		if !so.Parcels[i].Delivered {
			return so.Stage == StageDone
		}
	}
	return numbers > 0 && (so.Stage == StageDone || so.Stage == StageShipped)
}
