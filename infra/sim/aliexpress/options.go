package aliexpress

import (
	"net/http"
	"time"
)

// Options is what a Sim starts with.
type Options struct {
	Apps     []App
	Accounts []Account
	Products []Product
	Settings Settings
	// Seed makes shapes, ids and node orders repeatable.
	Seed uint64
	Now  func() time.Time
	// HTTP sends push messages.
	HTTP *http.Client
}

// App is a registered application.
type App struct {
	Key    string `json:"key"`
	Secret string `json:"secret"`
	// Callback receives push messages; empty = none.
	Callback string `json:"callback,omitempty"`
	// Online apps get tokens of 30 and 60 days, others of one and two.
	Online bool `json:"online,omitempty"`
	// RestRefused: /rest answers IncompleteSignature to this app, as some have met.
	RestRefused bool `json:"rest_refused,omitempty"`
}

// Account is a buyer account.
type Account struct {
	ID   string `json:"id"`
	Nick string `json:"nick,omitempty"`
	// AutoPay: orders with try_to_pay are paid at once.
	AutoPay bool `json:"auto_pay,omitempty"`
	// NoAgreement: the dropshipping agreement is not signed; orders are refused.
	NoAgreement bool `json:"no_agreement,omitempty"`
	// AccessToken and RefreshToken are valid from the start, for every app.
	AccessToken  string `json:"access_token,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

// Product is an article of the catalogue.
type Product struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	StoreID   string    `json:"store_id"`
	StoreName string    `json:"store_name"`
	SKUs      []SKU     `json:"skus"`
	Freight   []Freight `json:"freight"`
	// Countries it is sold to, in the platform's codes; empty = all.
	Countries []string `json:"countries,omitempty"`
	// USProductID is the product's own id in the United States, if it has one.
	USProductID string `json:"us_product_id,omitempty"`
}

// SKU is a variant.
type SKU struct {
	ID       string `json:"id"`
	Attr     string `json:"attr"` // "14:175#Silvery;5:361386#M"
	Desc     string `json:"desc"` // "Color:Silvery; Size:M"
	Price    string `json:"price"`
	Currency string `json:"currency"`
	Stock    int    `json:"stock"`
}

// Freight is a shipping method of a product.
type Freight struct {
	Code      string   `json:"code"`
	Company   string   `json:"company"`
	Fee       string   `json:"fee"`
	MinDays   int      `json:"min_days"`
	MaxDays   int      `json:"max_days"`
	Free      bool     `json:"free,omitempty"`
	Countries []string `json:"countries,omitempty"` // empty = all
}

// Repeat is what an out_order_id seen in the last 24 hours is answered with.
type Repeat string

// The answers to a repeat that were documented at one time or another.
const (
	RepeatSameIDs      Repeat = "same_ids"
	RepeatErrorWithIDs Repeat = "error_with_ids"
	RepeatError        Repeat = "error"
)

// Shapes is how answers are worded.
type Shapes string

// The wordings.
const (
	// ShapesAsked: wrapped or plain lists as the simplify parameter asks.
	ShapesAsked Shapes = "asked"
	// ShapesRotating: every shape that was ever captured, by turns.
	ShapesRotating Shapes = "rotating"
)

// Settings can be changed while the simulator runs.
type Settings struct {
	Repeat Repeat `json:"repeat"`
	Shapes Shapes `json:"shapes"`
	// InvisibleFor is how long a new order answers reads with
	// insufficient-permission.
	InvisibleFor Duration `json:"invisible_for"`
	// PayWithin is when an unpaid order closes by itself.
	PayWithin Duration `json:"pay_within"`
	// Limits is calls a second by method; a method not named has none.
	Limits map[string]int `json:"limits"`
	// BanSeconds is how long a call over the limit bans its method.
	BanSeconds int `json:"ban_seconds"`
	// AnyProduct invents a product for every id that the catalogue lacks.
	AnyProduct bool `json:"any_product"`
	Auto       Auto `json:"auto"`
}

// Auto lets orders go their way by themselves. A wait of zero switches its
// step off, and with it those after it.
type Auto struct {
	Pay     Duration `json:"pay"`     // after creation
	Ship    Duration `json:"ship"`    // after payment
	Scan    Duration `json:"scan"`    // first carrier event, after shipping
	Deliver Duration `json:"deliver"` // after shipping
	Finish  Duration `json:"finish"`  // after delivery
	// Apart ships each line in a parcel of its own, the second one Ship later.
	Apart bool `json:"apart"`
	// Scale divides every wait of Auto; 0 counts as 1.
	Scale float64 `json:"scale"`
}

// DefaultSettings are the platform's habits, with nothing automatic.
func DefaultSettings() Settings {
	return Settings{
		Repeat: RepeatSameIDs, Shapes: ShapesAsked,
		InvisibleFor: Duration(10 * time.Second), PayWithin: Duration(12 * 24 * time.Hour),
		BanSeconds: 1,
		Limits: map[string]int{
			methodProduct: 500, methodCreate: 150, methodCreateOld: 150, methodOrder: 1000,
			methodFreight: 350, methodTracking: 100, methodRegions: 4,
		},
	}
}

// Duration is a time.Duration written as "1m30s" in JSON.
type Duration time.Duration

// MarshalText writes "1m30s".
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads "1m30s".
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = Duration(parsed)
	return nil
}
