package woocommerce

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"onward/shared/order"
	"onward/shared/store"
)

const (
	// changedPage is small, because shared hosts build large pages slowly.
	changedPage = 50
	// wayAge is after how long a store is asked again which way it has: merchants install plugins.
	wayAge = 7 * 24 * time.Hour
)

// Learned is what was found out of a store. The caller keeps it with the store;
// losing it costs some calls.
type Learned struct {
	Access Access    `json:"access"`
	Way    Way       `json:"way,omitempty"`
	WayAt  time.Time `json:"way_at,omitzero"`
}

// Store is a WooCommerce store behind the seam that all platforms share.
type Store struct {
	client *Client
	now    func() time.Time

	mu      sync.Mutex
	learned Learned
}

var _ store.Client = (*Store)(nil)

// NewStore puts a client behind the seam. known is what [Store.Learned] gave before.
func NewStore(c *Client, known Learned, now func() time.Time) *Store {
	return &Store{client: c, now: now, learned: known}
}

// Learned is what is known of the store by now.
func (s *Store) Learned() Learned {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.learned
	l.Access = s.client.Access()
	return l
}

// Order reads one order with its refunds, and with its fulfilments where the
// store keeps them by line.
func (s *Store) Order(ctx context.Context, id string) (order.Snapshot, error) {
	o, err := s.client.Order(ctx, id)
	if err != nil {
		return order.Snapshot{}, asStore(err)
	}
	snap := o.Snapshot()
	err = s.byWay(ctx, id, func(w Way) error {
		if w != WayFulfilments {
			return nil
		}
		held, err := s.client.Shipments(ctx, w, id)
		if err != nil {
			return err
		}
		snap.FulfilmentsKnown = true
		for _, h := range held {
			if !h.Draft {
				snap.Fulfilments = append(snap.Fulfilments, h.fulfilment())
			}
		}
		return nil
	})
	if err != nil {
		return order.Snapshot{}, asStore(err)
	}
	return snap, nil
}

// Learn finds out how the store keeps tracking, when that is not known or was long ago, as soon as the store has an
// order to ask about.
func (s *Store) Learn(ctx context.Context) error {
	if s.knows(s.Learned()) {
		return nil
	}
	page, err := s.client.Changed(ctx, Cursor{After: s.now().AddDate(-1, 0, 0)}, 1)
	if err != nil {
		return asStore(err)
	}
	if len(page.Orders) == 0 {
		return nil
	}
	return asStore(s.byWay(ctx, page.Orders[0].ID, func(Way) error { return nil }))
}

// knows reports whether the way is known, and not for so long that the merchant may have another by now.
func (s *Store) knows(l Learned) bool { return l.Way != "" && s.now().Sub(l.WayAt) < wayAge }

// Changed reads changed orders page by page, those in the trash among them. The
// caller's since is taken as it is: how much is to be read again is its choice.
func (s *Store) Changed(ctx context.Context, since time.Time, cursor string) (store.Page, error) {
	from := Cursor{After: since.Add(-time.Second)} // the store's own bound is exclusive
	if cursor != "" {
		if err := json.Unmarshal([]byte(cursor), &from); err != nil {
			return store.Page{}, &store.Error{Op: "woocommerce list orders", Kind: store.Refused, Code: "cursor"}
		}
	}
	page, err := s.client.Changed(ctx, from, changedPage)
	if err != nil {
		return store.Page{}, asStore(err)
	}
	var out store.Page
	for _, o := range page.Orders {
		err := s.client.withRefunds(ctx, &o)
		if KindOf(err) == KindNotFound {
			continue // deleted since the page was read
		}
		if err != nil {
			return store.Page{}, asStore(err)
		}
		out.Orders = append(out.Orders, o.Snapshot())
	}
	if !page.More {
		return out, nil
	}
	next, err := json.Marshal(page.Next)
	if err != nil {
		return store.Page{}, asStore(err)
	}
	out.Next = string(next)
	return out, nil
}

// Holdings reads what the store holds just now.
func (s *Store) Holdings(ctx context.Context, id string) (order.Holdings, error) {
	o, err := s.client.Order(ctx, id)
	if err != nil {
		return order.Holdings{}, asStore(err)
	}
	h := order.Holdings{Completed: o.Completed(), Cancelled: o.Cancelled()}
	if o.Aside() {
		h.Blocked = order.BlockHeld
	}
	err = s.byWay(ctx, id, func(w Way) error {
		held, err := s.client.Shipments(ctx, w, id)
		if err != nil {
			return err
		}
		h.Fulfilments, h.Open = nil, nil
		for _, x := range held {
			h.Fulfilments = append(h.Fulfilments, x.fulfilment())
		}
		if w == WayFulfilments {
			h.Open = o.Open(held)
		}
		return nil
	})
	return h, asStore(err)
}

// Fulfil records a shipment. Called again after an unclear outcome it finds what
// the first call did, and does no more than what is missing.
func (s *Store) Fulfil(ctx context.Context, f store.Fulfilment) (ids []string, err error) {
	o, err := s.client.Order(ctx, f.Order)
	if err != nil {
		return nil, asStore(err)
	}
	if o.Cancelled() {
		return nil, asStore(&NotCompletableError{Status: o.Status})
	}
	n := NewShipment{Parcels: parcels(f.Tracking), Notify: f.Notify, ShippedAt: f.ShippedAt}
	for _, l := range f.Lines {
		n.Items = append(n.Items, Item{Line: l.Line, Qty: l.Units})
	}
	err = s.byWay(ctx, f.Order, func(w Way) error {
		ids, _, err = s.client.AddShipment(ctx, w, o, n)
		return err
	})
	return ids, asStore(err)
}

// Retrack replaces tracking; see [Store.Replace].
func (s *Store) Retrack(ctx context.Context, r store.Retrack) error {
	_, err := s.Replace(ctx, r)
	return err
}

// Replace brings the numbers of a recorded shipment up to date and says what
// holds them now: the plugins' entries cannot be changed, only added and
// deleted, so there the ids are new.
func (s *Store) Replace(ctx context.Context, r store.Retrack) (ids []string, err error) {
	ch := Change{OrderID: r.Order, IDs: r.IDs, Was: r.Was, Parcels: parcels(r.Tracking), Notify: r.Notify}
	err = s.byWay(ctx, r.Order, func(w Way) error {
		if _, err := s.client.ChangeShipment(ctx, w, ch); err != nil {
			return err
		}
		ids = r.IDs
		if w == WayFulfilments {
			return nil
		}
		ids, err = s.holders(ctx, w, r.Order, ch.Parcels)
		return err
	})
	return ids, asStore(err)
}

func (s *Store) holders(ctx context.Context, w Way, orderID string, ps []Parcel) ([]string, error) {
	held, err := s.client.Shipments(ctx, w, orderID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, h := range held {
		for _, p := range ps {
			if holdsAll(h.Numbers, []string{p.Number}) {
				ids = append(ids, h.ID)
				break
			}
		}
	}
	return ids, nil
}

// Complete sets the order to completed, which mails the customer once.
func (s *Store) Complete(ctx context.Context, id string) error {
	_, err := s.client.Complete(ctx, id)
	return asStore(err)
}

// byWay runs do with the store's way, finding the way first when it is not
// known, old, or found to be gone.
func (s *Store) byWay(ctx context.Context, orderID string, do func(Way) error) error {
	if known := s.Learned(); s.knows(known) {
		err := do(known.Way)
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindNoRoute || e.Code == "" {
			return err
		}
	}
	way, err := s.client.DetectWay(ctx, orderID)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.learned.Way, s.learned.WayAt = way, s.now()
	s.mu.Unlock()
	return do(way)
}

func parcels(ts []store.Tracking) []Parcel {
	out := make([]Parcel, 0, len(ts))
	for _, t := range ts {
		if t.Number != "" {
			out = append(out, Parcel{Number: t.Number, Carrier: t.Company, URL: t.URL})
		}
	}
	return out
}
