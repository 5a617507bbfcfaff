package connect

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Handler serves /connect/. Starts and what is given by hand take JSON, and forms of this site's own pages; what comes
// back from platforms is answered with pages.
func (f *Flows) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /connect/shopify", f.serve("shopify.entry", f.serveShopifyEntry))
	mux.HandleFunc("POST /connect/shopify", f.serve("shopify.start", f.start(func(ctx context.Context, a Actor, in input) (string, error) {
		return f.StartShopify(ctx, a, in.Shop, in.Store)
	})))
	mux.HandleFunc("GET /connect/shopify/callback", f.serve("shopify.callback", f.back(f.ShopifyCallback)))
	mux.HandleFunc("POST /connect/shopify/token", f.serve("shopify.token", f.byHand(func(ctx context.Context, a Actor, in input) (Connected, error) {
		return f.ShopifyToken(ctx, a, in.Shop, in.Store, in.Token)
	})))
	mux.HandleFunc("POST /connect/woocommerce", f.serve("woocommerce.start", f.start(func(ctx context.Context, a Actor, in input) (string, error) {
		return f.StartWooCommerce(ctx, a, in.Shop, in.Store)
	})))
	mux.HandleFunc("POST /connect/woocommerce/callback", f.serve("woocommerce.callback", f.serveWooCallback))
	mux.HandleFunc("GET /connect/woocommerce/return", f.serve("woocommerce.return", f.back(f.WooReturn)))
	mux.HandleFunc("POST /connect/woocommerce/key", f.serve("woocommerce.key", f.byHand(func(ctx context.Context, a Actor, in input) (Connected, error) {
		return f.WooKey(ctx, a, in.Shop, in.Store, in.Key, in.Secret)
	})))
	mux.HandleFunc("GET /connect/wix", f.serve("wix.entry", f.serveWixEntry))
	mux.HandleFunc("POST /connect/wix", f.serve("wix.start", f.start(func(ctx context.Context, a Actor, in input) (string, error) {
		return f.StartWix(ctx, a, in.Store, "")
	})))
	mux.HandleFunc("GET /connect/wix/return", f.serve("wix.return", f.back(f.WixReturn)))
	mux.HandleFunc("GET /connect/wix/dashboard", f.serve("wix.dashboard", f.serveWixDashboard))
	mux.HandleFunc("GET /connect/wix/link", f.serve("wix.link", f.serveWixLink))
	mux.HandleFunc("POST /connect/aliexpress", f.serve("aliexpress.start", f.start(func(ctx context.Context, a Actor, in input) (string, error) {
		return f.StartAliExpress(ctx, a, in.Account)
	})))
	mux.HandleFunc("GET /connect/aliexpress/callback", f.serve("aliexpress.callback", f.back(f.AliExpressCallback)))
	mux.HandleFunc("POST /connect/confirm", f.serve("confirm", f.serveConfirm))
	mux.HandleFunc("POST /connect/disconnect", f.serve("disconnect", f.serveDisconnect))
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(f.serve("cross_origin", func(http.ResponseWriter, *http.Request, *line) error {
		return problem(http.StatusForbidden, "cross_origin", "This was sent by a page of another site. Begin from Onward's own pages.")
	}))
	return cross.Handler(mux)
}

// line is what a request's one log line says: ids and codes, never credentials, codes or addresses.
type line struct {
	merchant, store, account string
	again, asked, waiting    bool
	warnings                 []string
}

func (l *line) connected(c Connected) {
	l.store, l.account, l.again = c.Store, c.Account, c.Again
	for _, x := range c.Found {
		if x.Warning {
			l.warnings = append(l.warnings, x.Code)
		}
	}
}

// serve gives a request its deadline, its headers, its answer when it fails, and its log line.
func (f *Flows) serve(op string, do func(http.ResponseWriter, *http.Request, *line) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		began := f.Now()
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		r = r.WithContext(ctx)
		guard(w.Header(), op == "wix.dashboard")
		var l line
		err := do(w, r, &l)
		attrs := []any{
			"op", op, "merchant", l.merchant, "store", l.store, "account", l.account, "again", l.again, "asked", l.asked,
			"waiting", l.waiting, "warnings", strings.Join(l.warnings, ","), "ms", f.Now().Sub(began).Milliseconds(),
		}
		level := slog.LevelInfo
		if err != nil {
			p := problemOf(err)
			attrs = append(attrs, "problem", p.Code, "status", p.Status)
			if p.Err != nil {
				attrs = append(attrs, "err", p.Err.Error())
			}
			if p.Status >= http.StatusInternalServerError {
				level = slog.LevelWarn
			}
			f.fail(w, r, p)
		}
		f.Log.Log(ctx, level, "connect.request", attrs...)
	}
}

func (f *Flows) fail(w http.ResponseWriter, r *http.Request, p *Error) {
	if wantsJSON(r) {
		writeJSON(w, p.Status, "application/problem+json", p.wire())
		return
	}
	title := "Not connected"
	if p.Status == http.StatusAccepted {
		title = "One more step"
	}
	f.page(w, p.Status, view{Title: title, Text: p.ToDo, Link: f.PublicURL + "/", LinkText: "Back to " + f.AppName})
}

func wantsJSON(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" || strings.Contains(r.Header.Get("Accept"), "application/json") || isJSON(r)
}

func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// input is what starts and hand-made connections are given.
type input struct {
	Shop    string `json:"shop"`
	Store   string `json:"store"`
	Account string `json:"account"`
	Token   string `json:"token"`
	Key     string `json:"key"`
	Secret  string `json:"secret"`
}

const maxInput = 64 << 10

func readInput(w http.ResponseWriter, r *http.Request) (input, error) {
	var in input
	r.Body = http.MaxBytesReader(w, r.Body, maxInput)
	if isJSON(r) {
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			return in, problem(http.StatusBadRequest, "invalid_json", "The body is no JSON object with texts.")
		}
		return in, nil
	}
	if err := r.ParseForm(); err != nil {
		return in, problem(http.StatusBadRequest, "invalid_form", "The form cannot be read. Fill it in again.")
	}
	form := r.PostForm
	return input{
		Shop: form.Get("shop"), Store: form.Get("store"), Account: form.Get("account"), Token: form.Get("token"), Key: form.Get("key"), Secret: form.Get("secret"),
	}, nil
}

func (f *Flows) signedIn(r *http.Request, l *line) (Actor, error) {
	a, err := f.Sessions.Who(r)
	l.merchant = a.Merchant
	return a, err
}

// visitor is who is signed in, nil for nobody.
func (f *Flows) visitor(r *http.Request, l *line) (*Actor, error) {
	a, err := f.signedIn(r, l)
	if errors.Is(err, ErrSignedOut) {
		return nil, nil //nolint:nilnil // nobody is a fine answer
	}
	if err != nil {
		return nil, err
	}
	return &a, nil
}

// start answers with the platform's page: programs get its address, browsers go there.
func (f *Flows) start(begin func(ctx context.Context, a Actor, in input) (string, error)) func(http.ResponseWriter, *http.Request, *line) error {
	return func(w http.ResponseWriter, r *http.Request, l *line) error {
		a, err := f.signedIn(r, l)
		if err != nil {
			return err
		}
		in, err := readInput(w, r)
		if err != nil {
			return err
		}
		page, err := begin(r.Context(), a, in)
		if err != nil {
			return err
		}
		if wantsJSON(r) {
			writeJSON(w, http.StatusOK, "application/json", map[string]string{"url": page})
			return nil
		}
		http.Redirect(w, r, page, http.StatusSeeOther)
		return nil
	}
}

func (f *Flows) byHand(do func(ctx context.Context, a Actor, in input) (Connected, error)) func(http.ResponseWriter, *http.Request, *line) error {
	return func(w http.ResponseWriter, r *http.Request, l *line) error {
		a, err := f.signedIn(r, l)
		if err != nil {
			return err
		}
		in, err := readInput(w, r)
		if err != nil {
			return err
		}
		return f.step(w, r, l)(done(do(r.Context(), a, in)))
	}
}

// back answers a browser that a platform sent back.
func (f *Flows) back(do func(ctx context.Context, who *Actor, query url.Values) (Step, error)) func(http.ResponseWriter, *http.Request, *line) error {
	return func(w http.ResponseWriter, r *http.Request, l *line) error {
		who, err := f.visitor(r, l)
		if err != nil {
			return err
		}
		return f.step(w, r, l)(do(r.Context(), who, r.URL.Query()))
	}
}

// step answers with what a step led to.
func (f *Flows) step(w http.ResponseWriter, r *http.Request, l *line) func(Step, error) error {
	return func(s Step, err error) error {
		switch {
		case err != nil:
			return err
		case s.Ask != nil:
			l.asked = true
			f.page(w, http.StatusOK, view{Title: "Connect this?", Ask: s.Ask})
		case s.Waiting:
			l.waiting = true
			f.page(w, http.StatusOK, view{Title: "Waiting for the store", Text: "The store has not sent its key yet. This page looks again by itself; if nothing comes within a minute, begin again.", Again: true})
		case wantsJSON(r):
			l.connected(*s.Done)
			writeJSON(w, http.StatusOK, "application/json", s.Done)
		default:
			l.connected(*s.Done)
			title := s.Done.Name + " is connected"
			if s.Done.Again {
				title = s.Done.Name + " is connected again"
			}
			f.page(w, http.StatusOK, view{Title: title, Text: "This is what was found:", Found: s.Done.Found, Link: f.PublicURL + "/", LinkText: "Go to " + f.AppName})
		}
		return nil
	}
}
