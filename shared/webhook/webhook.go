// Package webhook answers stores' webhooks and suppliers' push messages: prove the delivery over its raw
// bytes, find whose it is, hand it to a queue, answer. At most one read and one send happen before the answer.
package webhook

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/store"
	"onward/shared/table"
)

// Routes finds whose an outside id is.
type Routes interface {
	Route(ctx context.Context, kind table.RouteKind, outside string) (table.Route, error)
	Store(ctx context.Context, merchant, id string) (table.Store, error)
}

// Pushes opens suppliers' push messages.
type Pushes interface {
	// Open proves a message and answers the supplier's order number; empty when the message concerns none.
	Open(header http.Header, body []byte) (orderID string, err error)
}

// Deps is what the handler needs.
type Deps struct {
	Routes Routes
	Sender queue.Sender
	// Apps opens webhooks of platforms with one secret for all shops.
	Apps map[order.Platform]store.Hooks
	// PerStore opens webhooks of platforms with a secret for each store (WooCommerce).
	PerStore func(s table.Store) (store.Hooks, error)
	Pushes   map[order.Supplier]Pushes
	Now      func() time.Time
	Log      *slog.Logger
}

// maxBody is the largest body that is read.
const maxBody = 10 << 20

// maxPush is the largest push message of a supplier.
const maxPush = 256 << 10

// New makes the handler.
func New(d Deps) http.Handler {
	h := &handler{Deps: d}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hooks/{platform}", h.app)
	mux.HandleFunc("POST /hooks/store/{merchant}/{store}", h.perStore)
	mux.HandleFunc("POST /hooks/supplier/{supplier}", h.supplier)
	return mux
}

type handler struct{ Deps }

// app takes a webhook of a platform that signs with the app's secret. The shop is believed only after that.
func (h *handler) app(w http.ResponseWriter, r *http.Request) {
	platform := order.Platform(r.PathValue("platform"))
	hooks, ok := h.Apps[platform]
	if !ok {
		h.answer(w, r, line{platform: platform}, http.StatusNotFound, errors.New("no such platform"))
		return
	}
	body, receipt, ok := h.open(w, r, platform, hooks)
	if !ok {
		return
	}
	l := line{platform: platform, topic: receipt.Topic, outside: receipt.Outside, delivery: receipt.Delivery}
	if receipt.Ping {
		h.answer(w, r, l, http.StatusOK, nil)
		return
	}
	route, err := h.Routes.Route(r.Context(), table.StoreRoute(platform), receipt.Outside)
	if errors.Is(err, table.ErrNotFound) {
		h.unknown(w, r, l, hooks, body)
		return
	}
	if err != nil {
		h.answer(w, r, l, http.StatusInternalServerError, err)
		return
	}
	h.queue(w, r, l, hooks, queue.Intake{Merchant: route.Merchant, Owner: route.Store}, body)
}

// unknown answers for a shop that nobody connected. Privacy requests of a shop that is gone have nothing to do
// and must still be answered well; anything else is refused, so that the platform shows it.
func (h *handler) unknown(w http.ResponseWriter, r *http.Request, l line, hooks store.Hooks, body []byte) {
	news, err := hooks.Read(l.topic, body)
	if err == nil && (news.Privacy != nil || news.Installed || news.Uninstalled) {
		h.answer(w, r, l, http.StatusOK, nil)
		return
	}
	h.answer(w, r, l, http.StatusNotFound, errors.New("no store is connected for this shop"))
}

// perStore takes a webhook of a platform that signs with a secret for each store; the path names the store.
func (h *handler) perStore(w http.ResponseWriter, r *http.Request) {
	merchant, id := r.PathValue("merchant"), r.PathValue("store")
	s, err := h.Routes.Store(r.Context(), merchant, id)
	l := line{outside: merchant + "/" + id}
	if errors.Is(err, table.ErrNotFound) {
		h.answer(w, r, l, http.StatusNotFound, errors.New("no such store"))
		return
	}
	if err != nil {
		h.answer(w, r, l, http.StatusInternalServerError, err)
		return
	}
	hooks, err := h.PerStore(s)
	if err != nil {
		h.answer(w, r, l, http.StatusNotFound, err)
		return
	}
	body, receipt, ok := h.open(w, r, s.Platform, hooks)
	if !ok {
		return
	}
	l.platform, l.topic, l.delivery = s.Platform, receipt.Topic, receipt.Delivery
	if receipt.Ping || !s.Disconnected.IsZero() {
		h.answer(w, r, l, http.StatusOK, nil)
		return
	}
	h.queue(w, r, l, hooks, queue.Intake{Merchant: merchant, Owner: id}, body)
}

// open reads the raw body and proves it.
func (h *handler) open(w http.ResponseWriter, r *http.Request, platform order.Platform, hooks store.Hooks) ([]byte, store.Receipt, bool) {
	l := line{platform: platform}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		h.answer(w, r, l, http.StatusRequestEntityTooLarge, store.ErrOversized)
		return nil, store.Receipt{}, false
	}
	receipt, err := hooks.Open(r.Header, body)
	if err != nil {
		h.answer(w, r, l, statusOf(err), err)
		return nil, store.Receipt{}, false
	}
	return body, receipt, true
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, store.ErrForged):
		return http.StatusUnauthorized
	case errors.Is(err, store.ErrForeign):
		return http.StatusForbidden
	case errors.Is(err, store.ErrOversized):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, store.ErrKey):
		return http.StatusInternalServerError
	default:
		return http.StatusBadRequest
	}
}

// queue hands the delivery on and answers. Of a body too large to travel only its order's id does.
func (h *handler) queue(w http.ResponseWriter, r *http.Request, l line, hooks store.Hooks, in queue.Intake, body []byte) {
	l.merchant, l.store = in.Merchant, in.Owner
	in.Source, in.Topic, in.Received = string(l.platform), l.topic, h.Now().UTC()
	m, err := queue.NewIntake(in, body)
	if errors.Is(err, queue.ErrNoOrder) {
		m, err = h.hint(hooks, in, body)
	}
	if err != nil {
		h.answer(w, r, l, http.StatusBadRequest, err)
		return
	}
	if err := h.Sender.Send(r.Context(), m); err != nil {
		h.answer(w, r, l, http.StatusInternalServerError, err)
		return
	}
	h.answer(w, r, l, http.StatusOK, nil)
}

func (h *handler) hint(hooks store.Hooks, in queue.Intake, body []byte) (queue.Message, error) {
	news, err := hooks.Read(in.Topic, body)
	if err != nil {
		return queue.Message{}, err
	}
	if news.OrderID == "" {
		return queue.Message{}, store.ErrUnreadable
	}
	in.Order = news.OrderID
	return queue.NewIntake(in, body)
}

// supplier takes a supplier's push message: a reason to look at once, never a fact.
func (h *handler) supplier(w http.ResponseWriter, r *http.Request) {
	supplier := order.Supplier(r.PathValue("supplier"))
	l := line{platform: order.Platform(supplier)}
	pushes, ok := h.Pushes[supplier]
	if !ok {
		h.answer(w, r, l, http.StatusNotFound, errors.New("no such supplier"))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPush))
	if err != nil {
		h.answer(w, r, l, http.StatusRequestEntityTooLarge, store.ErrOversized)
		return
	}
	id, err := pushes.Open(r.Header, body)
	if err != nil {
		h.answer(w, r, l, statusOf(err), err)
		return
	}
	l.outside = id
	if id == "" {
		h.answer(w, r, l, http.StatusOK, nil)
		return
	}
	route, err := h.Routes.Route(r.Context(), table.OrderRoute(supplier), id)
	if errors.Is(err, table.ErrNotFound) {
		// Not bought through here, or its number is not written down yet: polling finds it.
		h.answer(w, r, l, http.StatusOK, nil)
		return
	}
	if err == nil {
		l.merchant = route.Merchant
		row := table.Waiting{WaitingRef: table.WaitingRef{
			Supplier: supplier, Account: route.Account, Purchase: route.Purchase, Order: id,
			Key: order.Key{Merchant: route.Merchant, Store: route.Store, ID: route.Order},
		}}
		err = h.Sender.Send(r.Context(), queue.Polls([]table.Waiting{row}, true)...)
	}
	if err != nil {
		h.answer(w, r, l, http.StatusInternalServerError, err)
		return
	}
	h.answer(w, r, l, http.StatusOK, nil)
}

// line is what a delivery's log line says: ids, never bodies.
type line struct {
	platform                                  order.Platform
	merchant, store, topic, outside, delivery string
}

func (h *handler) answer(w http.ResponseWriter, r *http.Request, l line, status int, err error) {
	level, why := slog.LevelInfo, ""
	if err != nil {
		level, why = slog.LevelWarn, err.Error()
	}
	h.Log.Log(r.Context(), level, "webhook", "platform", l.platform, "merchant", l.merchant, "store", l.store,
		"topic", l.topic, "outside", l.outside, "delivery", l.delivery, "status", status, "why", why)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	if status != http.StatusOK {
		_, _ = io.WriteString(w, http.StatusText(status)+"\n")
	}
}
