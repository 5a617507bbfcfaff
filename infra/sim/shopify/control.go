package shopify

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

//go:embed control.txt
var controlText string

// controls is the merchant's and the operator's side: what no app can call.
func (s *Sim) controls(mux *http.ServeMux) {
	mux.HandleFunc("GET /_sim", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, controlText)
	})
	handle(mux, "POST /_sim/reset", func(*http.Request, struct{}) (any, error) {
		return nil, s.act(func() error { s.clear(); return nil })
	})
	handle(mux, "POST /_sim/clock", func(_ *http.Request, in struct {
		Ahead string `json:"ahead"`
	},
	) (any, error) {
		return nil, s.Ahead(in.Ahead)
	})
	handle(mux, "POST /_sim/shops", func(_ *http.Request, in ShopSpec) (any, error) { return nil, s.CreateShop(in) })
	handle(mux, "POST /_sim/apps", func(_ *http.Request, in AppSpec) (any, error) { return nil, s.CreateApp(in) })
	handle(mux, "POST /_sim/apps/{app}/secret", func(r *http.Request, in struct {
		Secret  string `json:"client_secret"`
		Settled bool   `json:"settled"`
	},
	) (any, error) {
		return nil, s.RotateSecret(r.PathValue("app"), in.Secret, in.Settled)
	})
	handle(mux, "POST /_sim/shops/{shop}/installs", func(r *http.Request, in InstallSpec) (any, error) {
		return s.Install(r.PathValue("shop"), in)
	})
	handle(mux, "POST /_sim/shops/{shop}/installs/{app}/scopes", func(r *http.Request, in struct {
		Scopes []string `json:"scopes"`
	},
	) (any, error) {
		return nil, s.SetScopes(r.PathValue("shop"), r.PathValue("app"), in.Scopes)
	})
	handle(mux, "DELETE /_sim/shops/{shop}/installs/{app}", func(r *http.Request, _ struct{}) (any, error) {
		return nil, s.Uninstall(r.PathValue("shop"), r.PathValue("app"))
	})
	handle(mux, "POST /_sim/shops/{shop}/installs/{app}/privacy", func(r *http.Request, in struct {
		Topic  string  `json:"topic"`
		Orders []int64 `json:"orders"`
	},
	) (any, error) {
		return nil, s.Privacy(r.PathValue("shop"), r.PathValue("app"), in.Topic, in.Orders)
	})
	handle(mux, "POST /_sim/shops/{shop}/installs/{app}/drain", func(r *http.Request, _ struct{}) (any, error) {
		return nil, s.Drain(r.PathValue("shop"), r.PathValue("app"))
	})
	s.controlOrders(mux)
	s.controlTraffic(mux)
}

func (s *Sim) controlOrders(mux *http.ServeMux) {
	handle(mux, "POST /_sim/shops/{shop}/orders", func(r *http.Request, in OrderSpec) (any, error) {
		return s.CreateOrder(r.PathValue("shop"), in)
	})
	handle(mux, "GET /_sim/shops/{shop}/orders", func(r *http.Request, _ struct{}) (any, error) {
		return s.Orders(r.PathValue("shop")), nil
	})
	handle(mux, "GET /_sim/shops/{shop}/orders/{order}", func(r *http.Request, _ struct{}) (any, error) {
		return s.Order(r.PathValue("shop"), r.PathValue("order"))
	})
	handle(mux, "POST /_sim/shops/{shop}/orders/{order}/actions", func(r *http.Request, in Action) (any, error) {
		return s.Do(r.PathValue("shop"), r.PathValue("order"), in)
	})
	handle(mux, "GET /_sim/shops/{shop}/mails", func(r *http.Request, _ struct{}) (any, error) {
		return s.Mails(r.PathValue("shop")), nil
	})
}

func (s *Sim) controlTraffic(mux *http.ServeMux) {
	handle(mux, "POST /_sim/webhooks", func(_ *http.Request, in Rules) (any, error) { s.SetRules(in); return done(), nil })
	handle(mux, "POST /_sim/webhooks/deliver", func(r *http.Request, _ struct{}) (any, error) {
		return object{"tries": s.Deliver(context.WithoutCancel(r.Context())), "pending": s.Pending()}, nil
	})
	handle(mux, "GET /_sim/webhooks", func(*http.Request, struct{}) (any, error) {
		return object{"pending": s.Pending(), "deliveries": s.Deliveries()}, nil
	})
	handle(mux, "POST /_sim/faults", func(_ *http.Request, in Fault) (any, error) { return nil, s.Fail(in) })
	handle(mux, "DELETE /_sim/faults", func(*http.Request, struct{}) (any, error) { s.Heal(); return done(), nil })
	handle(mux, "GET /_sim/calls", func(*http.Request, struct{}) (any, error) { return s.Calls(), nil })
	handle(mux, "DELETE /_sim/calls", func(*http.Request, struct{}) (any, error) { s.ResetCalls(); return done(), nil })
}

// handle is one control call: JSON in, JSON out, 400 with the reason when it cannot be done.
func handle[T any](mux *http.ServeMux, pattern string, do func(*http.Request, T) (any, error)) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		var in T
		dec := json.NewDecoder(io.LimitReader(r.Body, 4<<20))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			reply(w, http.StatusBadRequest, object{"error": "the body is not understood: " + err.Error()})
			return
		}
		out, err := do(r, in)
		if err != nil {
			reply(w, http.StatusBadRequest, object{"error": err.Error()})
			return
		}
		if out == nil {
			out = done()
		}
		reply(w, http.StatusOK, out)
	})
}

func done() object { return object{"ok": true} }

// Ahead moves the clock so that it is ahead of the real one by a duration such as 61m.
func (s *Sim) Ahead(by string) error {
	d, err := time.ParseDuration(by)
	if err != nil {
		return fmt.Errorf("clock: %w", err)
	}
	return s.act(func() error { s.ahead = d; return nil })
}
