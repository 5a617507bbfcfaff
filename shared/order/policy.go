package order

import "time"

// Mode says when shipped items are told to the store.
type Mode string

// The fulfilment modes. The zero value takes the platform's default.
const (
	ModeDefault  Mode = ""
	ModeSeparate Mode = "separate"
	ModeBulk     Mode = "bulk"
)

// Policy is what the merchant chose, in one immutable numbered version, together with
// the mappings of the order at hand and the hold switches that are on.
type Policy struct {
	// Version numbers the settings; it is written into every timeline entry.
	Version int64 `json:"version"`
	Mode    Mode  `json:"mode,omitempty"`

	// Mail says for which news the store is asked to mail the customer, as far as the platform can.
	MailFirst   bool `json:"mail_first"`
	MailChanged bool `json:"mail_changed"`
	MailFurther bool `json:"mail_further"`

	// QuietWindow holds the first number back so that parcels found shortly after go with it.
	QuietWindow time.Duration `json:"quiet_window,omitempty"`

	// PartlyPaidGoesOn treats a partly paid order as paid. Default: it waits.
	PartlyPaidGoesOn bool `json:"partly_paid_goes_on,omitempty"`
	// AutoPlace buys a fully mapped paid order without being told to, CoolingOff after it was paid.
	AutoPlace  bool          `json:"auto_place,omitempty"`
	CoolingOff time.Duration `json:"cooling_off,omitempty"`
	// Countries and Currencies limit what may be bought; empty means all.
	Countries  []string `json:"countries,omitempty"`
	Currencies []string `json:"currencies,omitempty"`
	// NotBefore leaves older orders alone: they are shown, never bought or told by themselves.
	NotBefore time.Time `json:"not_before,omitzero"`
	// FallbackPhone is sent to a supplier that demands a phone number the customer did not give.
	FallbackPhone string `json:"fallback_phone,omitempty"`

	// Freight is how to choose a shipping service where the mapping names none; [Policy.Services].
	Freight []FreightRule `json:"freight,omitempty"`
	// FreightStrict buys nothing where none of the rule's services is offered. Otherwise the supplier takes its own.
	FreightStrict bool `json:"freight_strict,omitempty"`

	// Mappings holds, by variant, what to buy. Only the order's own variants need to be there.
	Mappings map[string]Mapping `json:"-"`
	// HeldBy names the hold switches that are on for this order's store: "deployment", "merchant", "store", "account:<id>".
	HeldBy []string `json:"-"`
	Timing Timing   `json:"-"`
}

// DefaultPolicy is the founding behaviour: platform's mode, mails on, the merchant places.
func DefaultPolicy() Policy {
	return Policy{Version: 1, MailFirst: true, MailChanged: true, MailFurther: true, Timing: DefaultTiming()}
}

// Mapping tells what to buy for one variant of the store. More than one component makes a bundle.
type Mapping struct {
	Components []Component `json:"components"`
}

// Component is one supplier product in a [Mapping].
type Component struct {
	Supplier Supplier `json:"supplier,omitempty"`
	Account  string   `json:"account,omitempty"`
	Product  string   `json:"product,omitempty"`
	SKU      string   `json:"sku,omitempty"`
	// Options is the supplier's attribute string of the SKU (AliExpress sku_attr).
	Options string `json:"options,omitempty"`
	// Quantity is pieces per unit of the store's line; 0 counts as 1.
	Quantity int `json:"quantity,omitempty"`
	// Service is the supplier's shipping service code.
	Service string `json:"service,omitempty"`
}

// PerUnit is how many pieces one unit of the line needs.
func (c Component) PerUnit() int { return max(c.Quantity, 1) }

// Timing holds every wait of the core, so that a demonstration can shorten them all alike.
type Timing struct {
	// Resend is how long an effect may stay without outcome before it is sent again; it doubles up to ResendMax.
	Resend    time.Duration
	ResendMax time.Duration
	// Lease is how long a claim lasts; longer than any outside call can.
	Lease time.Duration
	// Settle is how long an unclear outcome is left alone before looking or repeating.
	Settle time.Duration
	// RepeatWithin bounds repeating an unclear purchase: the supplier recognises a repeat for 24 hours.
	RepeatWithin time.Duration
	// Check is how long after a change it is verified that the order's rows followed.
	Check time.Duration
	// NoNumber raises attention when a paid purchase has no number for so long.
	NoNumber time.Duration
	// PayWarning raises attention so long before an unpaid purchase lapses.
	PayWarning time.Duration
	// Silent raises attention when a number has no carrier scan for so long.
	Silent time.Duration
	// WatchFor ends the watching of a purchase that never finishes.
	WatchFor time.Duration
	// AtPayment is for how long after payment a fulfilment without a number is taken for the store's own doing.
	AtPayment time.Duration
}

// DefaultTiming is the production timing.
func DefaultTiming() Timing {
	return Timing{
		Resend: 2 * time.Minute, ResendMax: 30 * time.Minute,
		Lease: 90 * time.Second, Settle: 3 * time.Minute,
		RepeatWithin: 23 * time.Hour, Check: 15 * time.Minute,
		NoNumber: 7 * 24 * time.Hour, PayWarning: 24 * time.Hour,
		Silent: 48 * time.Hour, WatchFor: 120 * 24 * time.Hour, AtPayment: 10 * time.Minute,
	}
}

// Scaled divides every wait by factor, except Lease, which must outlast real calls.
func (t Timing) Scaled(factor float64) Timing {
	if factor <= 0 || factor == 1 {
		return t
	}
	scale := func(d time.Duration) time.Duration { return max(time.Duration(float64(d)/factor), time.Second) }
	return Timing{
		Resend: scale(t.Resend), ResendMax: scale(t.ResendMax),
		Lease: t.Lease, Settle: scale(t.Settle),
		RepeatWithin: scale(t.RepeatWithin), Check: scale(t.Check),
		NoNumber: scale(t.NoNumber), PayWarning: scale(t.PayWarning),
		Silent: scale(t.Silent), WatchFor: scale(t.WatchFor), AtPayment: scale(t.AtPayment),
	}
}
