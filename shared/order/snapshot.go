package order

import "time"

// Platform is the kind of store that an order comes from.
type Platform string

// The store platforms.
const (
	Shopify     Platform = "shopify"
	WooCommerce Platform = "woocommerce"
	Wix         Platform = "wix"
)

// Payment is what the store says of the customer's money, in one vocabulary for all platforms.
type Payment string

// The payment states. Paid, Authorized, PartlyRefunded and (by setting) PartlyPaid let an order be bought.
const (
	Unpaid         Payment = "unpaid"
	PartlyPaid     Payment = "partly_paid"
	Authorized     Payment = "authorized"
	Paid           Payment = "paid"
	PartlyRefunded Payment = "partly_refunded"
	Refunded       Payment = "refunded"
	Voided         Payment = "voided"
	Expired        Payment = "expired"
)

// LineKind says whether a line is something that a supplier can ship.
type LineKind string

// The kinds of line. Only Physical lines are bought and fulfilled; the others are [Exempt],
// but Measured (sold by weight or length) and Custom (no product) ask for the merchant's attention.
const (
	Physical LineKind = "physical"
	Digital  LineKind = "digital"
	GiftCard LineKind = "gift_card"
	Tip      LineKind = "tip"
	Service  LineKind = "service"
	Custom   LineKind = "custom"
	Measured LineKind = "measured"
)

// Ships reports whether lines of this kind are ever sent in a parcel.
func (k LineKind) Ships() bool { return k == Physical || k == Custom || k == Measured || k == "" }

// Address is where the goods go. Country is ISO 3166-1 alpha-2, Province the store's code or text.
type Address struct {
	Name     string `json:"name,omitempty"`
	Company  string `json:"company,omitempty"`
	Line1    string `json:"line1,omitempty"`
	Line2    string `json:"line2,omitempty"`
	City     string `json:"city,omitempty"`
	Province string `json:"province,omitempty"`
	// ProvinceName is the province in words, where the store gives it beside the code.
	ProvinceName string `json:"province_name,omitempty"`
	Postcode     string `json:"postcode,omitempty"`
	Country      string `json:"country,omitempty"`
	Phone        string `json:"phone,omitempty"`
	// TaxID is a buyer's number that some countries demand (CPF, RUT, clearance id).
	TaxID string `json:"tax_id,omitempty"`
}

// IsZero reports whether nothing is known of the address.
func (a Address) IsZero() bool { return a == Address{} }

// Snapshot is an order as a store holds it at one moment: what every store adapter
// turns its webhooks and answers into. It is a fact, never a wish.
type Snapshot struct {
	// ID is the store's own id of the order, unique in that store.
	ID string `json:"id"`
	// Name is what people call the order, such as "#1001".
	Name string `json:"name,omitempty"`
	// CreatedAt and UpdatedAt are by the store's clock. UpdatedAt decides which of two snapshots is newer.
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Payment Payment `json:"payment"`
	// NotReady is an order that the store has not accepted yet (Wix before approval, WooCommerce drafts).
	NotReady bool `json:"not_ready,omitempty"`
	// Cancelled: nothing more is to be bought or sent. Deleted: gone or in the store's trash.
	Cancelled bool `json:"cancelled,omitempty"`
	Deleted   bool `json:"deleted,omitempty"`
	// Completed is the store's own "all done" (WooCommerce completed).
	Completed bool `json:"completed,omitempty"`
	// Closed is archived in the store, which changes nothing about what is to be sent.
	Closed bool `json:"closed,omitempty"`
	// Test orders and Imported history are shown, never bought.
	Test     bool `json:"test,omitempty"`
	Imported bool `json:"imported,omitempty"`
	// Pickup: the customer fetches the goods; the address is the shop's.
	Pickup bool `json:"pickup,omitempty"`
	// Anonymised: the store erased the customer; our copy must go as well.
	Anonymised bool `json:"anonymised,omitempty"`
	// Risk is the store's fraud verdict when it is high, else empty.
	Risk string `json:"risk,omitempty"`
	// Holds are reasons for which the store itself holds back fulfilment.
	Holds []string `json:"holds,omitempty"`

	Currency string `json:"currency,omitempty"`
	Total    Money  `json:"total,omitzero"`
	// Refunded is all money given back so far, whether or not lines were named.
	Refunded Money `json:"refunded,omitzero"`

	ShipTo Address `json:"ship_to,omitzero"`
	Email  string  `json:"email,omitempty"`

	Lines []SnapshotLine `json:"lines,omitempty"`

	// Partial: this word does not carry Risk, Holds and a tax id (Shopify's webhooks); what is known of them stays.
	Partial bool `json:"partial,omitempty"`

	// FulfilmentsKnown says that Fulfilments is the store's complete list; otherwise it says nothing.
	FulfilmentsKnown bool              `json:"fulfilments_known,omitempty"`
	Fulfilments      []StoreFulfilment `json:"fulfilments,omitempty"`
}

// SnapshotLine is one line of a [Snapshot].
type SnapshotLine struct {
	ID      string   `json:"id"`
	Kind    LineKind `json:"kind,omitempty"`
	SKU     string   `json:"sku,omitempty"`
	Title   string   `json:"title,omitempty"`
	Options string   `json:"options,omitempty"`
	Product string   `json:"product,omitempty"`
	// Variant is the key by which the merchant's mappings are found; where a platform
	// has no variants it equals Product.
	Variant string `json:"variant,omitempty"`
	// Quantity is how many were ordered, edits included; refunds do not lower it.
	Quantity int `json:"quantity"`
	// Cancelled is how many of them will never be sent any more: refunded before
	// shipping, or removed by an edit. Returns of goods already sent do not count.
	Cancelled int   `json:"cancelled,omitempty"`
	Price     Money `json:"price,omitzero"`
}

// StoreFulfilment is a fulfilment as the store holds it, ours or somebody else's.
type StoreFulfilment struct {
	ID      string      `json:"id"`
	Numbers []string    `json:"numbers,omitempty"`
	Lines   []LineUnits `json:"lines,omitempty"`
	// Cancelled: the store keeps it on record but its units are open again.
	Cancelled bool `json:"cancelled,omitempty"`
}

// LineUnits is a quantity of one order line.
type LineUnits struct {
	Line  string `json:"line"`
	Units int    `json:"units"`
}

// Holdings is what a store holds of one order just now, read before every push.
type Holdings struct {
	Fulfilments []StoreFulfilment
	// Open is how many units of each line the store would still let us fulfil.
	// A nil map means that the platform does not tell (WooCommerce without core fulfilments).
	Open map[string]int
	// Blocked names why nothing can be fulfilled now although units are open; empty when it can.
	Blocked Block
	// Completed and Cancelled are the order's own states in the store.
	Completed, Cancelled bool
}

// Block is why a store refuses a fulfilment for the moment or for good.
type Block string

// The reasons for which a store blocks. Held and Scheduled pass by themselves; the others need the merchant.
const (
	BlockNone            Block = ""
	BlockHeld            Block = "held_by_store"
	BlockScheduled       Block = "scheduled"
	BlockForeignLocation Block = "foreign_location"
	BlockNoScope         Block = "missing_scope"
	BlockClosed          Block = "closed"
)
