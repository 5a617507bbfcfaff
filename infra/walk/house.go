package walk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"onward/infra/pipeline"
	"onward/infra/sim/shopify"
	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/connect"
	"onward/shared/job"
	"onward/shared/order"
	"onward/shared/pages"
	"onward/shared/plan"
	"onward/shared/project"
	"onward/shared/queue"
)

// merchantID is the one merchant's.
const merchantID = "lumen"

// House is an installation in one process with one merchant, who has connected nothing yet. Its pages and API are served
// on loopback, and so are those of the store and the supplier that browsers are sent to.
type House struct {
	// URL is where the pages begin. Token is the owner's.
	URL, Token string
	Desk       *desk.Desk

	// mu is held by whatever uses the world: requests, and what happens outside.
	mu      sync.Mutex
	world   *pipeline.World
	servers []*httptest.Server
}

// NewHouse opens one. What goes wrong in it is logged to out. Close ends it.
func NewHouse(ctx context.Context, out io.Writer) (*House, error) {
	w, err := pipeline.New(pipeline.Options{Bare: true, Seed: 1}) //nolint:contextcheck // a world has no context
	if err != nil {
		return nil, err
	}
	h := &House{world: w}
	log := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var inner http.Handler
	h.URL = h.serve(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		inner.ServeHTTP(rw, r)
	}))
	w.Hear(strings.TrimPrefix(h.URL, "http://"))
	if inner, err = h.assemble(w.Face(), log); err != nil { //nolint:contextcheck // requests carry their own
		h.Close()
		return nil, fmt.Errorf("walk: %w", err)
	}
	if err := w.ShopifySim().CreateShop(shopify.ShopSpec{Domain: pipeline.Domain, Name: "Lumen Lamps"}); err != nil {
		h.Close()
		return nil, fmt.Errorf("walk: %w", err)
	}
	_, token, err := h.Desk.CreateMerchant(ctx, desk.Actor{Role: desk.Deployment}, desk.NewMerchant{ID: merchantID, Name: "Lumen & Co"})
	if err != nil {
		h.Close()
		return nil, fmt.Errorf("walk: %w", err)
	}
	h.Token = token.Secret
	return h, nil
}

// Close ends its servers.
func (h *House) Close() {
	for _, s := range h.servers {
		s.Close()
	}
}

func (h *House) serve(inner http.Handler) string {
	s := httptest.NewServer(inner)
	h.servers = append(h.servers, s)
	return s.URL
}

// assemble wires pages, API and jobs as functions/api and functions/job do.
func (h *House) assemble(f pipeline.Face, log *slog.Logger) (http.Handler, error) {
	now := h.world.Now
	calls, err := h.world.SupplierCalls(h.serve(f.Market))
	if err != nil {
		return nil, err
	}
	app := f.App
	app.BaseURL, app.RedirectURL = h.serve(f.Shop)+"/shops/{shop}", h.URL+"/connect/shopify/callback"
	operator := sha256.Sum256([]byte("operator"))
	h.Desk = desk.New(desk.Deps{
		Table: f.Table, Decider: f.Decider, Policies: f.Policies, Sender: f.Sender, Vault: f.Vault,
		Consents: map[order.Supplier]desk.Consent{order.AliExpress: desk.AliExpress{Calls: calls}},
		Plans:    map[order.Supplier]plan.Plan{order.AliExpress: plan.AliExpress(1)},
		Pepper:   []byte(f.Pepper), OperatorHash: hex.EncodeToString(operator[:]), Now: now, Log: log,
	})
	sessions := pages.NewSessions(h.Desk, []byte(f.Pepper), now)
	flows := connect.New(connect.Deps{
		Table: f.Table, Vault: f.Vault, Sessions: sessions, Shopify: app, ShopifyHTTP: http.DefaultClient, WooHTTP: http.DefaultClient,
		AliExpress: calls, AllowLoopback: true, PublicURL: h.URL, SignIn: "/sign-in", Pepper: f.Pepper, Now: now, Log: log,
	})
	h.Desk.Connector = flows
	stage := job.New(job.Deps{
		Jobs:    f.Table,
		Workers: job.Workers(job.Work{Table: f.Table, Decider: f.Decider, Projector: project.New(f.Table), Sender: f.Sender, Now: now}),
		Lease:   time.Minute, Owner: func() string { return "job" }, Now: now, Log: log,
	})
	h.world.Serve(queue.KindJob, func(ctx context.Context, m queue.Message) error { return stage.Do(ctx, *m.Job) })
	faces := pages.New(pages.Deps{Desk: h.Desk, Sessions: sessions, Connect: flows.Handler(), Now: now, Log: log})
	return api.New(api.Deps{Desk: h.Desk, Requests: f.Table, Pages: faces, Now: now, Log: log}), nil
}
