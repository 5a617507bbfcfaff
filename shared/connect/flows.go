package connect

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/store/shopify"
	"onward/shared/store/wix"
	"onward/shared/supplier/aliexpress"
	"onward/shared/table"
)

// Table is the part of the table that connecting needs.
type Table interface {
	Merchant(ctx context.Context, id string) (table.Merchant, error)
	storeTable
	accountTable
	routeTable
	flowTable
}

type storeTable interface {
	CreateStore(ctx context.Context, s table.Store) error
	Store(ctx context.Context, merchant, id string) (table.Store, error)
	Stores(ctx context.Context, merchant string) ([]table.Store, error)
	UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
	PutPolicy(ctx context.Context, merchant, store string, seen int64, v table.PolicyVersion) (table.PolicyVersion, error)
}

type accountTable interface {
	CreateAccount(ctx context.Context, a table.Account) error
	Account(ctx context.Context, merchant, id string) (table.Account, error)
	Accounts(ctx context.Context, merchant string) ([]table.Account, error)
	UpdateAccount(ctx context.Context, merchant, id string, do func(*table.Account) error) (table.Account, error)
}

type routeTable interface {
	ClaimRoute(ctx context.Context, r table.Route) error
	Route(ctx context.Context, kind table.RouteKind, outside string) (table.Route, error)
	DeleteRoute(ctx context.Context, r table.Route) error
}

type flowTable interface {
	CreateFlow(ctx context.Context, f table.Flow) error
	Flow(ctx context.Context, merchant, id string) (table.Flow, error)
	UpdateFlow(ctx context.Context, merchant, id string, do func(*table.Flow) error) (table.Flow, error)
}

// Vault seals and unseals credentials; thing binds them to what they belong to.
type Vault interface {
	Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error)
	Unseal(ctx context.Context, merchant, thing string, sealed []byte) ([]byte, error)
}

// Actor is a merchant's user who may connect stores.
type Actor struct {
	Merchant string
	// By is how the user is named.
	By string
}

// ErrSignedOut says that a request carries no valid session or token.
var ErrSignedOut = errors.New("not signed in")

// Sessions finds who asks: [ErrSignedOut], or a [*Error] when the user may not connect anything.
type Sessions interface {
	Who(r *http.Request) (Actor, error)
}

// Deps is what connecting works with. Platforms that an operator leaves out are left zero.
type Deps struct {
	Table    Table
	Vault    Vault
	Sessions Sessions

	Shopify        shopify.App
	ShopifyVersion string
	ShopifyHTTP    *http.Client
	// WooHTTP must refuse private addresses (package safedial). AllowLoopback is the same switch as its own.
	WooHTTP       *http.Client
	AllowLoopback bool
	Wix           WixApp
	AliExpress    *aliexpress.Client

	// AppName is what merchants read on the platforms' pages.
	AppName string
	// PublicURL is this installation's address, without a slash at its end.
	PublicURL string
	// SignIn is the path of the sign-in page. It is given the address to go on to as "next".
	SignIn string
	// Pepper derives the secrets of WooCommerce's webhooks.
	Pepper string
	// ImportAge is how old the open orders are that a new store's first reading imports; 0 is 60 days, less than 0 none.
	ImportAge time.Duration
	Now       func() time.Time
	Log       *slog.Logger
}

// WixApp is the app as Wix knows it.
type WixApp struct {
	ID, Secret string
	Calls      *wix.Client
	// InstallURL is [DefaultWixInstall] when empty.
	InstallURL string
	// TrustReturn believes the instance id that comes back from the installation without a signature. Wix does not
	// document a signed one there; without this the merchant opens the app in the dashboard once, which is signed.
	TrustReturn bool
}

const (
	// flowLife is how long a merchant may take on the platform's pages.
	flowLife = 30 * time.Minute
	// patience ends the calls of one request, well within what API Gateway waits.
	patience = 22 * time.Second
	// defaultImport is how old imported orders are at most.
	defaultImport = 60 * 24 * time.Hour
)

// Flows connects. It is safe for concurrent use.
type Flows struct{ Deps }

// New makes Flows.
func New(d Deps) *Flows {
	if d.AppName == "" {
		d.AppName = "Onward"
	}
	if d.SignIn == "" {
		d.SignIn = "/signin"
	}
	if d.ImportAge == 0 {
		d.ImportAge = defaultImport
	}
	return &Flows{Deps: d}
}

func (f *Flows) platform(p order.Platform) shop.Platform {
	switch p {
	case order.Shopify:
		return shop.Shopify{App: f.Shopify, Version: f.ShopifyVersion, HTTP: f.ShopifyHTTP, Now: f.Now}
	case order.WooCommerce:
		return shop.WooCommerce{HTTP: f.WooHTTP, Now: f.Now}
	default:
		return shop.Wix{Calls: f.Wix.Calls}
	}
}

// keeper puts webhooks in place, whenever it is asked.
func (f *Flows) keeper() shop.Keeper {
	return shop.Keeper{Table: f.Table, PublicURL: f.PublicURL, Pepper: f.Pepper, Now: f.Now}
}
