package shopify

import (
	"time"

	"github.com/shopspring/decimal"
)

type shop struct {
	id               int64
	domain, name     string
	currency         string
	created          time.Time
	autoFulfil       bool
	frozen, locked   bool
	maximum, restore float64
	locations        []*location
	orders           []*order
	number           int
	installs         map[string]*install
	mails            []Mail
}

type location struct {
	id      int64
	name    string
	service bool
	// app is the client id of the app whose service this is, empty for a service of somebody else.
	app string
	// unasked: the shop does not ask the service by itself.
	unasked bool
}

// app is an app as its developer set it up.
type app struct {
	id                 int64
	clientID           string
	secret, previous   string
	scopes             []string
	configured         []Subscription
	privacyURI         string
	signsWithPrevious  bool
	permanentForbidden bool
}

// install is an app in a shop.
type install struct {
	id            int64
	app           *app
	scopes        []string
	tokens        map[string]*token
	refreshes     map[string]*refresh
	codes         map[string]*code
	subscriptions []*subscription
	available     float64
	filledAt      time.Time
}

type token struct {
	expires time.Time
	// from is the refresh token that this one was made with.
	from string
}

type refresh struct {
	expires time.Time
	// replacedBy is set after a refresh; the token is good until the replacement's access token is first used.
	replacedBy string
	burnt      bool
}

type code struct {
	scopes []string
	used   bool
}

type subscription struct {
	id               int64
	topic, uri       string
	created, updated time.Time
	failures         int
	// configured: it stands in the app's configuration and is never deleted.
	configured bool
}

type order struct {
	id                    int64
	number                int
	name                  string
	created, updated      time.Time
	cancelled, closed     *time.Time
	cancelReason          string
	financial             string
	test                  bool
	email, phone          string
	ship                  *Address
	attributes            []Attribute
	lines                 []*line
	fulfilmentOrders      []*fulfilmentOrder
	fulfilments           []*fulfilment
	refunds               []*refund
	shipping, tip         decimal.Decimal
	paid                  decimal.Decimal
	risk                  string
	hasProtectedData      bool
	customerID, addressID int64
}

type line struct {
	id, product, variant     int64
	title, sku, variantTitle string
	price                    decimal.Decimal
	quantity                 int
	// removed units were refunded or edited away before they were sent; returned ones after.
	removed, returned    int
	ships, giftCard, tip bool
	attributes           []Attribute
}

type fulfilmentOrder struct {
	id               int64
	status           string
	request          string
	location         *location
	lines            []*fulfilmentOrderLine
	holds            []*hold
	fulfillAt        time.Time
	created, updated time.Time
}

type fulfilmentOrderLine struct {
	id               int64
	line             *line
	total, remaining int
}

type hold struct {
	id            int64
	reason, notes string
	app           string
}

type fulfilment struct {
	id               int64
	name, status     string
	company          string
	numbers, urls    []string
	lines            []*fulfilmentLine
	location         *location
	created, updated time.Time
}

type fulfilmentLine struct {
	id       int64
	line     *line
	quantity int
	from     []*taken
}

// taken is what a fulfilment took out of a fulfilment order, so that cancelling can put it back.
type taken struct {
	order    *fulfilmentOrder
	line     *fulfilmentOrderLine
	quantity int
}

type refund struct {
	id      int64
	created time.Time
	note    string
	amount  decimal.Decimal
	lines   []refundLine
}

type refundLine struct {
	id       int64
	line     *line
	quantity int
	restock  string
}

// Mail is a message that the shop would have sent to a customer.
type Mail struct {
	Kind    string    `json:"kind"` // shipping_confirmation or shipping_update
	At      time.Time `json:"at"`
	Order   string    `json:"order"`
	OrderID string    `json:"order_id"`
	To      string    `json:"to"`
	Company string    `json:"company,omitempty"`
	Numbers []string  `json:"numbers,omitempty"`
	URLs    []string  `json:"urls,omitempty"`
	Lines   []string  `json:"lines,omitempty"`
}
