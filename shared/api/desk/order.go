package desk

import (
	"time"

	"onward/shared/order"
)

// Order is one order with all that is known of it.
type Order struct {
	Store    string         `json:"store"`
	ID       string         `json:"id"`
	Version  int64          `json:"version" doc:"Rises with every step of the order."`
	Platform order.Platform `json:"platform"`
	Name     string         `json:"name"`
	Created  time.Time      `json:"created"`
	Updated  time.Time      `json:"updated"`
	Payment  order.Payment  `json:"payment"`
	Total    Money          `json:"total"`
	Refunded *Money         `json:"refunded,omitempty"`
	Email    string         `json:"email,omitempty"`
	ShipTo   Address        `json:"ship_to" doc:"Where purchases go: your correction, else the store's address."`
	// ShipToEdited says that ShipTo is the merchant's correction.
	ShipToEdited bool        `json:"ship_to_edited"`
	Flags        []string    `json:"flags,omitempty" doc:"What the store says of the order: cancelled, deleted, completed, test, imported, pickup, held."`
	Risk         string      `json:"risk,omitempty"`
	StoreHolds   []string    `json:"store_holds,omitempty"`
	Tabs         []TabUnits  `json:"tabs"`
	Lines        []Line      `json:"lines"`
	Portions     []Portion   `json:"portions"`
	Purchases    []Purchase  `json:"purchases"`
	Fulfilments  []Fulfil    `json:"fulfilments"`
	Effects      []Effect    `json:"effects" doc:"What is to be done outside and has no outcome yet."`
	Attention    []Attention `json:"attention"`
	Hold         *Hold       `json:"hold,omitempty"`
	Archived     bool        `json:"archived"`
	Erased       bool        `json:"erased,omitempty"`
	Parked       string      `json:"parked,omitempty"`
	Note         string      `json:"note,omitempty"`
	SupplierNote string      `json:"supplier_note,omitempty"`
	// NextWake is when the order is next looked at by itself: when time alone changes something, or to verify its place
	// in the lists.
	NextWake time.Time `json:"next_wake,omitzero"`
	Recent   []Step    `json:"recent" doc:"The latest steps, newest first; the timeline has the rest."`
}

// Money is an exact amount.
type Money struct {
	Amount   string `json:"amount" example:"13.50"`
	Currency string `json:"currency,omitempty" example:"EUR"`
}

func (m Money) String() string {
	if m.Currency == "" {
		return m.Amount
	}
	return m.Amount + " " + m.Currency
}

// Address is where goods go.
type Address struct {
	Name         string `json:"name,omitempty" maxLength:"200"`
	Company      string `json:"company,omitempty" maxLength:"200"`
	Line1        string `json:"line1,omitempty" maxLength:"300"`
	Line2        string `json:"line2,omitempty" maxLength:"300"`
	City         string `json:"city,omitempty" maxLength:"120"`
	Province     string `json:"province,omitempty" maxLength:"120"`
	ProvinceName string `json:"province_name,omitempty" maxLength:"120"`
	Postcode     string `json:"postcode,omitempty" maxLength:"30"`
	Country      string `json:"country,omitempty" maxLength:"2"`
	Phone        string `json:"phone,omitempty" maxLength:"40"`
	TaxID        string `json:"tax_id,omitempty" maxLength:"40" doc:"A buyer's number that some countries demand (CPF, RUT, clearance id)."`
}

// TabUnits is how much of the order is in a tab.
type TabUnits struct {
	Tab   order.State `json:"tab"`
	Title string      `json:"title"`
	Units int         `json:"units"`
}

// Line is a line of the order.
type Line struct {
	ID        string         `json:"id"`
	Title     string         `json:"title,omitempty"`
	Options   string         `json:"options,omitempty"`
	SKU       string         `json:"sku,omitempty"`
	Product   string         `json:"product,omitempty"`
	Variant   string         `json:"variant,omitempty"`
	Kind      order.LineKind `json:"kind,omitempty"`
	Quantity  int            `json:"quantity"`
	Cancelled int            `json:"cancelled,omitempty"`
	Price     *Money         `json:"price,omitempty"`
	Moved     bool           `json:"moved,omitempty" doc:"You chose another supplier for this line of this order."`
}

// Portion is a quantity of a line that shares one fate: why it is here, and what moves it next.
type Portion struct {
	Line       string         `json:"line"`
	Units      int            `json:"units"`
	Tab        order.State    `json:"tab"`
	Title      string         `json:"title"`
	Why        order.Why      `json:"why,omitempty"`
	Here       string         `json:"here"`
	Next       string         `json:"next"`
	Supplier   order.Supplier `json:"supplier,omitempty"`
	Purchase   string         `json:"purchase,omitempty"`
	Fulfilment string         `json:"fulfilment,omitempty"`
}

// Purchase is an order placed at a supplier.
type Purchase struct {
	ID        string              `json:"id"`
	Supplier  order.Supplier      `json:"supplier"`
	Account   string              `json:"account"`
	State     order.PurchaseState `json:"state" enum:"open,calling,placed,refused,unknown,dropped"`
	Created   time.Time           `json:"created"`
	NotBefore time.Time           `json:"not_before,omitzero"`
	Placed    time.Time           `json:"placed,omitzero"`
	Reason    order.FailureReason `json:"reason,omitempty"`
	Fix       string              `json:"fix,omitempty"`
	Message   string              `json:"message,omitempty" doc:"The supplier's own words."`
	Items     []Item              `json:"items"`
	Orders    []SupplierOrder     `json:"orders"`
}

// Item is a position of a purchase.
type Item struct {
	Line     string `json:"line,omitempty"`
	Product  string `json:"product"`
	SKU      string `json:"sku,omitempty"`
	Options  string `json:"options,omitempty"`
	Quantity int    `json:"quantity"`
}

// SupplierOrder is one order number at a supplier.
type SupplierOrder struct {
	ID        string      `json:"id"`
	Stage     order.Stage `json:"stage"`
	Status    string      `json:"status,omitempty" doc:"The supplier's own word."`
	Paid      time.Time   `json:"paid,omitzero"`
	PayBy     time.Time   `json:"pay_by,omitzero" doc:"When it lapses unpaid."`
	Amount    *Money      `json:"amount,omitempty"`
	EndReason string      `json:"end_reason,omitempty"`
	Replaced  bool        `json:"replaced,omitempty"`
	Parcels   []Parcel    `json:"parcels"`
	InDoubt   []InDoubt   `json:"in_doubt,omitempty" doc:"Numbers that look wrong. Nobody is told of them until you say that they are right (resolve-parcel)."`
	Checks    *Checks     `json:"checks,omitempty" doc:"When it was and will be looked at; left out when it is not watched."`
}

// Parcel is a package.
type Parcel struct {
	Ordinal   int            `json:"ordinal"`
	Number    string         `json:"number"`
	Carrier   string         `json:"carrier,omitempty"`
	Service   string         `json:"service,omitempty"`
	URL       string         `json:"url,omitempty"`
	FirstSeen time.Time      `json:"first_seen"`
	FirstScan time.Time      `json:"first_scan,omitzero"`
	Delivered bool           `json:"delivered,omitempty"`
	Ambiguous bool           `json:"ambiguous,omitempty"`
	History   []NumberChange `json:"history,omitempty"`
}

// InDoubt is a number that looks wrong.
type InDoubt struct {
	Number string `json:"number"`
	Why    string `json:"why"`
}

// NumberChange is a number that a parcel had before.
type NumberChange struct {
	Number string    `json:"number"`
	Until  time.Time `json:"until"`
}

// Fulfil is a shipment as the store is told of it.
type Fulfil struct {
	ID      string                `json:"id"`
	State   order.FulfilmentState `json:"state" enum:"telling,told,stuck,withdrawn,rolled_back"`
	Foreign bool                  `json:"foreign,omitempty" doc:"Made in the store by hand or by another app."`
	Lines   []LineUnits           `json:"lines"`
	Numbers []Tracking            `json:"numbers" doc:"What the store should know."`
	Told    []string              `json:"told" doc:"What the store confirmed last."`
	ToldAt  time.Time             `json:"told_at,omitzero"`
	ByHand  bool                  `json:"by_hand,omitempty" doc:"The numbers were given by hand."`
	Reason  string                `json:"reason,omitempty"`
	Outside []string              `json:"outside_ids,omitempty"`
}

// LineUnits is a quantity of a line. In requests 0 units, or none, means as many as can be.
type LineUnits struct {
	Line  string `json:"line" minLength:"1" maxLength:"120"`
	Units int    `json:"units,omitempty" minimum:"0" maximum:"100000"`
}

// Tracking is a number and who carries it.
type Tracking struct {
	Number  string `json:"number" minLength:"1" maxLength:"120"`
	Carrier string `json:"carrier,omitempty" maxLength:"120"`
	Service string `json:"service,omitempty" maxLength:"120"`
	URL     string `json:"url,omitempty" maxLength:"1000"`
}

// Effect is something that is to be done outside and has no outcome yet.
type Effect struct {
	ID      string           `json:"id"`
	Kind    order.EffectKind `json:"kind" enum:"place,tell,complete,reread"`
	Target  string           `json:"target,omitempty"`
	Opened  time.Time        `json:"opened"`
	Next    time.Time        `json:"next,omitzero" doc:"When it is sent again if no outcome has come."`
	Attempt int              `json:"attempt"`
	Waits   string           `json:"waits,omitempty"`
}

// Attention is something that a person should look at.
type Attention struct {
	Code    order.AttentionCode `json:"code"`
	Subject string              `json:"subject,omitempty"`
	Detail  string              `json:"detail,omitempty"`
	Text    string              `json:"text" doc:"What it is and what to do, for people."`
	Since   time.Time           `json:"since"`
	Seen    bool                `json:"seen"`
}

// Step is one entry of the timeline.
type Step struct {
	Version int64                 `json:"version"`
	At      time.Time             `json:"at"`
	Kind    string                `json:"kind"`
	By      string                `json:"by,omitempty"`
	Text    string                `json:"text"`
	Policy  int64                 `json:"policy" doc:"The version of the settings by which it was judged."`
	Moves   []Move                `json:"moves,omitempty"`
	Opened  []string              `json:"opened,omitempty"`
	Closed  []string              `json:"closed,omitempty"`
	Raised  []order.AttentionCode `json:"raised,omitempty"`
}

// Move is a quantity of a line going from one tab to another.
type Move struct {
	Line  string      `json:"line"`
	Units int         `json:"units"`
	From  order.State `json:"from,omitempty"`
	To    order.State `json:"to"`
}
