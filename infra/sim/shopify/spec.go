package shopify

import (
	"time"
)

// ShopSpec makes or changes a shop. Fields left out keep their value.
type ShopSpec struct {
	// Domain is the permanent domain, such as acme.myshopify.com.
	Domain   string `json:"domain"`
	Name     string `json:"name,omitempty"`
	Currency string `json:"currency,omitempty"`
	// AutoFulfil fulfils every order without a number and without a mail as soon as it is paid.
	AutoFulfil *bool `json:"auto_fulfil,omitempty"`
	// Frozen answers 402 to every call, Locked 423.
	Frozen *bool `json:"frozen,omitempty"`
	Locked *bool `json:"locked,omitempty"`
	// Maximum and Restore are the bucket of query costs; 2000 and 100 are the standard plan's.
	Maximum   float64        `json:"maximum,omitempty"`
	Restore   float64        `json:"restore,omitempty"`
	Locations []LocationSpec `json:"locations,omitempty"`
}

// LocationSpec is a place from which orders are fulfilled. A shop without any gets "Shop location".
type LocationSpec struct {
	Name string `json:"name"`
	// Service: it belongs to a fulfilment service; App is the client id of that service's app, empty for a stranger's.
	Service bool   `json:"service,omitempty"`
	App     string `json:"app,omitempty"`
	// Unasked: what is assigned there waits until the merchant asks the service to send it.
	Unasked bool `json:"unasked,omitempty"`
}

// AppSpec makes an app.
type AppSpec struct {
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"client_secret"`
	Scopes       []string `json:"scopes,omitempty"`
	// Webhooks are subscriptions of the app's configuration: they hold for every shop that installs it.
	Webhooks []Subscription `json:"webhooks,omitempty"`
	// PrivacyURI gets the three privacy topics.
	PrivacyURI string `json:"privacy_uri,omitempty"`
	// ExpiringOnly refuses to give out tokens that do not expire.
	ExpiringOnly bool `json:"expiring_only,omitempty"`
}

// Subscription is a topic and where it is sent.
type Subscription struct {
	Topic string `json:"topic"`
	URI   string `json:"uri"`
}

// InstallSpec puts an app into a shop without the merchant's screens.
type InstallSpec struct {
	ClientID string   `json:"client_id"`
	Scopes   []string `json:"scopes,omitempty"`
	// Token is the access token; empty means that one is made up.
	Token string `json:"token,omitempty"`
	// Expires makes the token end after that many seconds and adds a refresh token.
	Expires int `json:"expires,omitempty"`
}

// Installed is what an installation gave.
type Installed struct {
	Token        string `json:"token"`
	RefreshToken string `json:"refresh_token,omitempty"`
}

// OrderSpec makes an order.
type OrderSpec struct {
	Name  string     `json:"name,omitempty"`
	Lines []LineSpec `json:"lines"`
	// Financial is the REST spelling; paid when empty.
	Financial string `json:"financial,omitempty"`
	Test      bool   `json:"test,omitempty"`
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	// NoAddress leaves out the shipping address, as digital and pickup orders do. NoCustomerData leaves out all that
	// is protected, as for an app without approval.
	NoAddress      bool        `json:"no_address,omitempty"`
	NoCustomerData bool        `json:"no_customer_data,omitempty"`
	Address        *Address    `json:"address,omitempty"`
	Attributes     []Attribute `json:"attributes,omitempty"`
	Shipping       string      `json:"shipping,omitempty"`
	Tip            string      `json:"tip,omitempty"`
	// Risk is the recommendation: accept, cancel, investigate or none.
	Risk string `json:"risk,omitempty"`
	// Hold places a hold with this reason on every fulfilment order at once.
	Hold string `json:"hold,omitempty"`
	// Scheduled makes the fulfilment orders wait for this moment.
	Scheduled *time.Time `json:"scheduled,omitempty"`
	CreatedAt *time.Time `json:"created_at,omitempty"`
	// Quiet sends no webhook: the event was lost.
	Quiet bool `json:"quiet,omitempty"`
}

// LineSpec makes a line.
type LineSpec struct {
	Title        string `json:"title,omitempty"`
	SKU          string `json:"sku,omitempty"`
	VariantTitle string `json:"variant_title,omitempty"`
	Product      string `json:"product,omitempty"`
	Variant      string `json:"variant,omitempty"`
	Price        string `json:"price,omitempty"`
	Quantity     int    `json:"quantity"`
	GiftCard     bool   `json:"gift_card,omitempty"`
	// Digital needs no shipping. Custom has no product.
	Digital    bool        `json:"digital,omitempty"`
	Custom     bool        `json:"custom,omitempty"`
	Attributes []Attribute `json:"attributes,omitempty"`
	// Location names where the line is to be fulfilled; the shop's first one when empty.
	Location string `json:"location,omitempty"`
	// Locations spreads the units over several: name to quantity.
	Locations map[string]int `json:"locations,omitempty"`
}

// Address is where an order goes.
type Address struct {
	FirstName    string `json:"first_name,omitempty"`
	LastName     string `json:"last_name,omitempty"`
	Company      string `json:"company,omitempty"`
	Address1     string `json:"address1,omitempty"`
	Address2     string `json:"address2,omitempty"`
	City         string `json:"city,omitempty"`
	Province     string `json:"province,omitempty"`
	ProvinceCode string `json:"province_code,omitempty"`
	Zip          string `json:"zip,omitempty"`
	Country      string `json:"country,omitempty"`
	CountryCode  string `json:"country_code,omitempty"`
	Phone        string `json:"phone,omitempty"`
}

// Attribute is something the customer was asked at checkout.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Action is something that a merchant does with an order in the shop's own pages.
type Action struct {
	// Do is one of pay, authorize, edit, refund, cancel, hold, release, fulfil, cancel_fulfilment, track, move, archive,
	// unarchive, delete, address, progress, touch.
	Do string `json:"do"`
	// Lines name what is meant; all that remains when empty.
	Lines []ActionLine `json:"lines,omitempty"`
	// Add are lines that an edit adds.
	Add []LineSpec `json:"add,omitempty"`
	// Amount is the money of a refund; without lines it moves money only.
	Amount string `json:"amount,omitempty"`
	// Restock is cancel, return or no_restock.
	Restock string `json:"restock,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Notes   string `json:"notes,omitempty"`
	// By is the client id of the app that places a hold.
	By         string   `json:"by,omitempty"`
	Company    string   `json:"company,omitempty"`
	Numbers    []string `json:"numbers,omitempty"`
	URLs       []string `json:"urls,omitempty"`
	Notify     bool     `json:"notify,omitempty"`
	Location   string   `json:"location,omitempty"`
	Fulfilment string   `json:"fulfilment,omitempty"`
	Address    *Address `json:"address,omitempty"`
	Email      string   `json:"email,omitempty"`
	// Quiet sends no webhook.
	Quiet bool `json:"quiet,omitempty"`
}

// ActionLine is a quantity of a line, which is named by its id, its sku or its title. In an edit the quantity is the
// new one.
type ActionLine struct {
	Line     string `json:"line"`
	Quantity int    `json:"quantity"`
}
