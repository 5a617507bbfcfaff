package pages

import (
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"onward/shared/api/desk"
)

// Deps is what the pages work with.
type Deps struct {
	Desk *desk.Desk
	// Sessions knows who is signed in; package connect asks it as well.
	Sessions *Sessions
	// Connect serves /connect/: the way to the platforms' own pages and back (package connect). Nil where it is not offered.
	Connect http.Handler
	Now     func() time.Time
	Log     *slog.Logger
}

// New makes the handler of all pages.
func New(d Deps) http.Handler {
	p := &pages{Deps: d, assets: loadAssets()}
	p.templates = parse(p.assets, d.Now)
	mux := http.NewServeMux()
	if d.Connect != nil {
		mux.Handle("/connect/", d.Connect)
	}
	mux.HandleFunc("GET /assets/{version}/{name}", p.asset)
	mux.HandleFunc("GET /sign-in", p.signInPage)
	mux.HandleFunc("POST /sign-in", p.signIn)
	mux.HandleFunc("POST /sign-out", p.signOut)
	for pattern, do := range p.routes() {
		mux.HandleFunc(pattern, p.signedIn(do))
	}
	return p.guarded(mux)
}

type pages struct {
	Deps

	assets    assets
	templates map[string]*template.Template
}

// routes is every page that takes a session.
func (p *pages) routes() map[string]handler {
	return map[string]handler{
		"GET /{$}":    p.home,
		"GET /needs":  p.needs,
		"GET /notice": p.notice,

		"GET /orders":                         p.orders,
		"GET /orders.csv":                     p.exportOrders,
		"POST /orders/export":                 p.exportAll,
		"GET /orders/count":                   p.count,
		"POST /orders/bulk":                   p.bulk,
		"POST /orders/place":                  p.placeMany,
		"GET /orders/{store}/{order}":         p.order,
		"GET /orders/{store}/{order}/steps":   p.steps,
		"GET /orders/{store}/{order}/fresh":   p.fresh,
		"GET /orders/{store}/{order}/edit":    p.editPage,
		"POST /orders/{store}/{order}/{name}": p.act,

		"GET /orders/{store}/{order}/evidence": p.evidence,

		"GET /attention":       p.attention,
		"GET /attention/kinds": p.kinds,
		"GET /failed":          p.failed,

		"GET /mappings":                           p.mappings,
		"GET /mappings/{store}/{variant}":         p.mapping,
		"POST /mappings/{store}/{variant}":        p.saveMapping,
		"POST /mappings/{store}/{variant}/remove": p.removeMapping,

		"GET /stores":                      p.stores,
		"GET /stores/new":                  p.newStore,
		"POST /stores/new":                 p.addStore,
		"POST /stores/page":                p.platformPage,
		"GET /stores/{store}":              p.store,
		"POST /stores/{store}/hold":        p.holdStore,
		"POST /stores/{store}/sync":        p.syncStore,
		"POST /stores/{store}/settings":    p.saveSettings,
		"POST /stores/{store}/credentials": p.reconnect,
		"POST /stores/{store}/disconnect":  p.disconnect,

		"GET /accounts":                       p.accounts,
		"GET /accounts/new":                   p.newAccount,
		"POST /accounts/new":                  p.addAccount,
		"POST /accounts/page":                 p.supplierPage,
		"GET /accounts/{account}":             p.account,
		"POST /accounts/{account}/hold":       p.holdAccount,
		"POST /accounts/{account}/tokens":     p.renew,
		"POST /accounts/{account}/disconnect": p.disconnectAccount,
		"POST /accounts/{account}/sync":       p.syncAccount,

		"GET /statistics": p.statistics,

		"GET /jobs":               p.jobs,
		"GET /jobs/{job}":         p.job,
		"GET /jobs/{job}/state":   p.jobState,
		"GET /jobs/{job}/file":    p.ordersFile,
		"POST /jobs/{job}/cancel": p.cancelJob,

		"GET /imports":                p.newImport,
		"POST /imports":               p.checkImport,
		"GET /imports/template":       p.importTemplate,
		"GET /imports/{job}":          p.importPage,
		"GET /imports/{job}/notes":    p.importNotes,
		"POST /imports/{job}/start":   p.startImport,
		"POST /imports/{job}/discard": p.discardImport,

		"GET /settings":                        p.settings,
		"POST /settings/merchant":              p.saveMerchant,
		"POST /settings/hold":                  p.holdAll,
		"POST /settings/tokens":                p.createToken,
		"POST /settings/tokens/{token}/revoke": p.revokeToken,

		"GET /digest":                                                                  p.digestLine,
		"GET /settings/notifications":                                                  p.notifications,
		"POST /settings/notifications/new":                                             p.createEndpoint,
		"GET /settings/notifications/digest":                                           p.digestPreview,
		"POST /settings/notifications/digest":                                          p.saveDigest,
		"GET /settings/notifications/endpoints/{endpoint}":                             p.endpoint,
		"POST /settings/notifications/endpoints/{endpoint}/{name}":                     p.actOnEndpoint,
		"GET /settings/notifications/endpoints/{endpoint}/deliveries/{delivery}":       p.delivery,
		"GET /settings/notifications/endpoints/{endpoint}/deliveries/{delivery}/state": p.deliveryState,
		"POST /settings/notifications/endpoints/{endpoint}/deliveries/{delivery}":      p.resend,
	}
}
