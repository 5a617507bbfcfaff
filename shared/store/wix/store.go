package wix

import (
	"context"
	"errors"
	"net/http"
	"time"

	"onward/shared/order"
	"onward/shared/store"
)

// Store is a site behind the seam that all platforms share.
type Store struct{ site *Site }

var _ store.Client = (*Store)(nil)

// NewStore puts a site behind the seam.
func NewStore(site *Site) *Store { return &Store{site: site} }

// Order reads one order with its fulfilments and, where money was given back,
// its refunds.
func (s *Store) Order(ctx context.Context, id string) (order.Snapshot, error) {
	o, err := s.site.Order(ctx, id)
	if err != nil {
		return order.Snapshot{}, asStore(err)
	}
	f, err := s.site.Fulfilments(ctx, id)
	if err != nil {
		return order.Snapshot{}, asStore(err)
	}
	var t Transactions
	if o.refunded() {
		if t, err = s.site.Transactions(ctx, id); err != nil {
			return order.Snapshot{}, asStore(err)
		}
	}
	return assemble(&o, &f, &t), nil
}

// Changed reads a page of changed orders, each of them whole, in three calls at
// most. An order that Wix shows in a way we do not understand is left out: it is
// read by its id when its webhook comes, and fails there by name.
func (s *Store) Changed(ctx context.Context, since time.Time, cursor string) (store.Page, error) {
	page, err := s.site.ChangedOrders(ctx, since, cursor)
	if err != nil {
		return store.Page{}, asStore(err)
	}
	var ids, refunded []string
	for i := range page.Orders {
		ids = append(ids, page.Orders[i].ID)
		if page.Orders[i].refunded() {
			refunded = append(refunded, page.Orders[i].ID)
		}
	}
	fulfilments, err := s.fulfilmentsOf(ctx, ids)
	if err != nil {
		return store.Page{}, asStore(err)
	}
	transactions, err := s.transactionsOf(ctx, refunded)
	if err != nil {
		return store.Page{}, asStore(err)
	}
	out := store.Page{Next: page.Next}
	for i := range page.Orders {
		o := &page.Orders[i]
		f, t := fulfilments[o.ID], transactions[o.ID]
		snapshot := assemble(o, &f, &t)
		_, snapshot.FulfilmentsKnown = fulfilments[o.ID]
		out.Orders = append(out.Orders, snapshot)
	}
	return out, nil
}

func (s *Store) fulfilmentsOf(ctx context.Context, ids []string) (map[string]OrderFulfilments, error) {
	out := map[string]OrderFulfilments{}
	if len(ids) == 0 {
		return out, nil
	}
	all, err := s.site.FulfilmentsOf(ctx, ids)
	for _, f := range all {
		out[f.OrderID] = f
	}
	return out, err
}

func (s *Store) transactionsOf(ctx context.Context, ids []string) (map[string]Transactions, error) {
	out := map[string]Transactions{}
	if len(ids) == 0 {
		return out, nil
	}
	all, err := s.site.TransactionsOf(ctx, ids)
	for _, t := range all {
		out[t.OrderID] = t
	}
	return out, err
}

// assemble puts together what Wix keeps apart. A refunded quantity that was
// never sent is cancelled; one that was sent is a return, and changes nothing.
func assemble(o *Order, f *OrderFulfilments, t *Transactions) order.Snapshot {
	s := o.facts()
	s.FulfilmentsKnown, s.Fulfilments = true, f.facts()
	if o.refunded() {
		s.Refunded = o.money(Amount{t.Succeeded()})
	}
	for i, l := range o.LineItems {
		s.Lines[i].Cancelled = max(0, min(l.RefundQuantity, l.Quantity-f.Units(l.ID)))
	}
	return s
}

// Holdings reads what the site holds of an order.
func (s *Store) Holdings(ctx context.Context, id string) (order.Holdings, error) {
	o, f, err := s.held(ctx, id)
	if err != nil {
		return order.Holdings{}, asStore(err)
	}
	h := order.Holdings{Fulfilments: f.facts(), Open: map[string]int{}}
	for _, l := range o.LineItems {
		h.Open[l.ID] = max(0, l.Quantity-f.Units(l.ID))
	}
	switch o.Status {
	case StatusApproved:
	case StatusCanceled, StatusRejected:
		h.Cancelled = true
	default:
		h.Blocked = order.BlockHeld // it waits for the merchant's approval
	}
	return h, nil
}

func (s *Store) held(ctx context.Context, id string) (Order, OrderFulfilments, error) {
	o, err := s.site.Order(ctx, id)
	if err != nil {
		return Order{}, OrderFulfilments{}, err
	}
	f, err := s.site.Fulfilments(ctx, id)
	return o, f, err
}

// Complete does nothing: Wix counts an order's quantities by itself.
func (s *Store) Complete(context.Context, string) error { return nil }

// asStore gives an error of this package the kind that the seam's callers decide
// on. What is no call's failure is a request that we refused to send.
func asStore(err error) error {
	if err == nil {
		return nil
	}
	if _, ready := errors.AsType[*store.Error](err); ready {
		return err
	}
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		return &store.Error{Kind: store.Refused, Op: "wix", Code: "NOT_SENT", Err: err}
	}
	return &store.Error{
		Kind: storeKind(failed), Op: "wix " + failed.Operation, Code: failed.Code, Status: failed.Status,
		RetryAfter: failed.RetryAfter, Err: failed,
	}
}

func storeKind(e *Error) store.Kind {
	switch e.Failure {
	case Throttled:
		return store.Throttled
	case Unauthorized:
		return store.Unauthorized
	case NoAccess:
		return store.MissingScope
	case Removed:
		return store.Gone
	case NotFound:
		return store.NotFound
	case TrackingExists:
		return store.Exists
	case Conflict:
		return store.Changed
	case Unclear:
		return store.Unclear
	case Refused:
		// Not documented for Wix; elsewhere these say that the site, not the request, is at fault.
		switch e.Status {
		case http.StatusPaymentRequired:
			return store.Frozen
		case http.StatusLocked:
			return store.Locked
		}
		return store.Refused
	case Temporary:
	}
	return store.Temporary
}
