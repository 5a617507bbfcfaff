package wix

import (
	"errors"
	"fmt"
)

// ErrUnknown reports a site, order or fulfilment that is not there.
var ErrUnknown = errors.New("wix sim: unknown site, order or fulfilment")

// ErrRefused reports what Wix would not let anybody do.
var ErrRefused = errors.New("wix sim: refused")

// at does something with an order under the lock.
func (s *Sim) at(siteID, orderID string, do func(*site, *record) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.sites[siteID]
	if st == nil {
		return ErrUnknown
	}
	r := st.find(orderID)
	if r == nil {
		return ErrUnknown
	}
	return do(st, r)
}

// Install has a site install the app; origin is the site it was copied from.
func (s *Sim) Install(siteID, origin string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.sites[siteID]
	if st == nil {
		st = newSite(siteID)
		s.sites[siteID] = st
	}
	st.installed = true
	event := doc{"appId": s.opts.AppID}
	if origin != "" {
		event["originInstanceId"] = origin
	}
	s.send(st, "AppInstalled", event)
}

// Remove has a site remove the app: its tokens end.
func (s *Sim) Remove(siteID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.sites[siteID]
	if st == nil {
		return ErrUnknown
	}
	st.installed = false
	s.send(st, "AppRemoved", doc{"appId": s.opts.AppID})
	return nil
}

// SetShippingMail is the dashboard's switch for the mail to buyers.
func (s *Sim) SetShippingMail(siteID string, on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.sites[siteID]
	if st == nil {
		return ErrUnknown
	}
	st.shippingMail = on
	return nil
}

// Buy makes an order and says its id. A checkout begun tells nobody; an order
// that waits for approval is created and not yet approved.
func (s *Sim) Buy(siteID string, n NewOrder) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.sites[siteID]
	if st == nil {
		return "", ErrUnknown
	}
	r, err := s.generate(st, n)
	if err != nil {
		return "", err
	}
	st.orders = append(st.orders, r)
	s.touch(r)
	switch {
	case n.Imported:
		s.emitAction(st, r, "imported", doc{"order": r.order})
	case r.text("status") != "INITIALIZED":
		s.emit(st, r, orderDomain, "created", doc{"createdEvent": doc{"entity": r.order}})
		if r.text("status") == "APPROVED" {
			s.emitAction(st, r, "approved", doc{"order": r.order})
		}
	}
	return r.id, nil
}

// Approve accepts an order, whether it waited or was a checkout begun.
func (s *Sim) Approve(siteID, orderID string) error {
	return s.at(siteID, orderID, func(st *site, r *record) error {
		before := r.text("status")
		if before != "PENDING" && before != "INITIALIZED" {
			return fmt.Errorf("%w: order is %s", ErrRefused, before)
		}
		r.order["status"] = "APPROVED"
		s.touch(r)
		if before == "INITIALIZED" {
			s.emit(st, r, orderDomain, "created", doc{"createdEvent": doc{"entity": r.order}})
		}
		s.emitAction(st, r, "approved", doc{"order": r.order})
		s.emitUpdated(st, r)
		return nil
	})
}

// Pay has the buyer pay.
func (s *Sim) Pay(siteID, orderID string) error {
	return s.at(siteID, orderID, func(st *site, r *record) error {
		s.paymentStatus(st, r, "PAID")
		return nil
	})
}

func (s *Sim) paymentStatus(st *site, r *record, status string) {
	before := r.text("paymentStatus")
	if before == status {
		return
	}
	r.order["paymentStatus"] = status
	s.touch(r)
	s.emitAction(st, r, "payment_status_updated", doc{"order": r.order, "previousPaymentStatus": before})
	s.emitUpdated(st, r)
}

// Cancel cancels an order.
func (s *Sim) Cancel(siteID, orderID string) error {
	return s.at(siteID, orderID, func(st *site, r *record) error {
		r.order["status"] = "CANCELED"
		s.touch(r)
		s.emitAction(st, r, "canceled", doc{"order": r.order, "restockAllItems": false, "sendOrderCanceledEmail": false})
		s.emitUpdated(st, r)
		return nil
	})
}

// Edit changes the quantities of lines; none removes the line.
func (s *Sim) Edit(siteID, orderID string, quantities map[string]int) error {
	return s.at(siteID, orderID, func(st *site, r *record) error {
		left, items := r.left(), []any{}
		for _, l := range r.lines() {
			if to, ok := quantities[l.id]; ok && to < l.quantity-left[l.id] {
				return fmt.Errorf("%w: line %s is fulfilled already", ErrRefused, l.id)
			}
		}
		old, _ := r.order["lineItems"].([]any)
		for _, item := range old {
			l, _ := item.(doc)
			if to, ok := quantities[fmt.Sprint(l["id"])]; ok {
				if to < 1 {
					continue
				}
				l["quantity"] = to
			}
			items = append(items, l)
		}
		r.order["lineItems"] = items
		r.order["fulfillmentStatus"] = r.status()
		r.draftOrderID++
		s.touch(r)
		s.emitAction(st, r, "committed", doc{
			"order": r.order, "draftOrderId": fmt.Sprintf("draft-%d", r.draftOrderID),
			"changes": []any{}, "commitSettings": doc{"sendNotificationsToBuyer": false},
		})
		s.emitUpdated(st, r)
		return nil
	})
}

// FulfilByHand is the merchant's own fulfilment in the dashboard. No lines
// means all that is left, no number a shipment without tracking.
func (s *Sim) FulfilByHand(siteID, orderID string, lines map[string]int, number, provider, link string) (id string, err error) {
	err = s.at(siteID, orderID, func(st *site, r *record) error {
		var t *tracking
		if number != "" {
			t = &tracking{Number: number, Provider: provider, Link: link}
		}
		f, bad := s.fulfil(st, r, r.chosen(lines), t, "")
		if bad != nil {
			return fmt.Errorf("%w: %s", ErrRefused, text(bad.body))
		}
		id = f.id
		return nil
	})
	return id, err
}

// chosen are the lines of a fulfilment by hand, in the order's order.
func (r *record) chosen(lines map[string]int) []units {
	var out []units
	left := r.left()
	for _, l := range r.lines() {
		n, picked := lines[l.id]
		if len(lines) == 0 {
			n, picked = left[l.id], l.ships && left[l.id] > 0
		}
		if picked {
			out = append(out, units{ID: l.id, Quantity: &n})
		}
	}
	return out
}

// UnfulfilByHand takes a fulfilment back in the dashboard.
func (s *Sim) UnfulfilByHand(siteID, orderID, fulfilmentID string) error {
	return s.at(siteID, orderID, func(st *site, r *record) error {
		f := r.fulfilment(fulfilmentID)
		if f == nil {
			return ErrUnknown
		}
		s.unfulfil(st, r, f)
		return nil
	})
}

// Anonymise erases the buyer from an order.
func (s *Sim) Anonymise(siteID, orderID string) error {
	return s.at(siteID, orderID, func(st *site, r *record) error {
		for _, field := range []string{"buyerInfo", "recipientInfo", "shippingInfo", "billingInfo", "buyerNote"} {
			delete(r.order, field)
		}
		s.touch(r)
		s.emit(st, r, orderDomain, "updated", doc{
			"triggeredByAnonymizeRequest": true, "updatedEvent": doc{"currentEntity": r.order},
		})
		return nil
	})
}
