package notify

import (
	"context"
	"time"
	_ "time/tzdata" // the functions' machines have no list of time zones

	"onward/shared/order"
	"onward/shared/table"
)

// Digest is what needs a merchant today: the data of [EventDigest].
type Digest struct {
	// Day is the merchant's.
	Day             string `json:"day"`
	Failed          Count  `json:"failed"`
	AwaitingOrder   Count  `json:"awaiting_order"`
	AwaitingPayment Count  `json:"awaiting_payment"`
	// Attention counts orders that ask for a person; Orders is the first of them.
	Attention Count         `json:"attention"`
	Orders    []DigestOrder `json:"orders"`
	// Connections is stores and accounts that do not work.
	Connections []Trouble `json:"connections"`
	// Consents is accounts whose consent ends within two weeks.
	Consents []Ending `json:"consents"`
}

// Count is a number of orders; More says that there are others.
type Count struct {
	Orders int  `json:"orders"`
	More   bool `json:"more,omitempty"`
}

// DigestOrder is an order that asks for a person.
type DigestOrder struct {
	Store     string      `json:"store"`
	Order     string      `json:"order"`
	Name      string      `json:"name,omitempty"`
	Tab       order.State `json:"tab"`
	Attention int         `json:"attention"`
}

// Ending is when an account's consent ends.
type Ending struct {
	Account string         `json:"account"`
	On      order.Supplier `json:"on"`
	Until   time.Time      `json:"until"`
}

const (
	// mostCounted is the largest exact count.
	mostCounted = 999
	// digestRows and digestPages bound what is read of a tab, digestOrders what is named.
	digestRows   = 250
	digestPages  = 4
	digestOrders = 20
	// consentWarning is how long before its end a consent is named.
	consentWarning = 14 * 24 * time.Hour
	// digestGrace is how late a digest is still sent.
	digestGrace = 3 * time.Hour
)

// digest sends a merchant's digest when its hour has come.
func (r *Rounds) digest(ctx context.Context, m table.Merchant) error {
	if m.Notify.DigestHour == nil || !wants(m.Notify, EventDigest) {
		return nil
	}
	due := dueAt(m, r.now())
	if r.now().Sub(due) >= digestGrace || !m.Notify.LastDigest.Before(due) {
		return nil
	}
	d, err := r.Digest(ctx, m, due)
	if err != nil {
		return err
	}
	n, err := news(m.ID, EventDigest, due, d, d.Day)
	if err != nil {
		return err
	}
	if err := r.sender.Send(ctx, n); err != nil {
		return err
	}
	_, err = r.book.UpdateMerchant(ctx, m.ID, func(m *table.Merchant) error {
		m.Notify.LastDigest = due
		return nil
	})
	return err
}

// dueAt is the latest moment at which it was the merchant's hour.
func dueAt(m table.Merchant, now time.Time) time.Time {
	zone, err := time.LoadLocation(m.TimeZone)
	if err != nil || m.TimeZone == "Local" {
		zone = time.UTC
	}
	local := now.In(zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), *m.Notify.DigestHour, 0, 0, 0, zone)
	if at.After(now) {
		at = time.Date(local.Year(), local.Month(), local.Day()-1, *m.Notify.DigestHour, 0, 0, 0, zone)
	}
	return at
}

// Digest computes what needs a merchant on the day of a moment in the merchant's zone.
func (r *Rounds) Digest(ctx context.Context, m table.Merchant, day time.Time) (Digest, error) {
	d := Digest{Day: day.Format(time.DateOnly), Orders: []DigestOrder{}, Consents: []Ending{}}
	for tab, into := range map[order.State]*Count{
		order.Failed: &d.Failed, order.AwaitingOrder: &d.AwaitingOrder, order.AwaitingPayment: &d.AwaitingPayment,
	} {
		n, more, err := r.book.CountTab(ctx, m.ID, tab, mostCounted)
		if err != nil {
			return d, err
		}
		*into = Count{Orders: n, More: more}
	}
	if err := r.asking(ctx, m.ID, &d); err != nil {
		return d, err
	}
	var err error
	if d.Connections, err = r.inTrouble(ctx, m.ID); err != nil {
		return d, err
	}
	accounts, err := r.book.Accounts(ctx, m.ID)
	if err != nil {
		return d, err
	}
	for _, a := range accounts {
		if !a.ConsentUntil.IsZero() && a.Disconnected.IsZero() && a.ConsentUntil.Sub(r.now()) < consentWarning {
			d.Consents = append(d.Consents, Ending{Account: a.ID, On: a.Supplier, Until: a.ConsentUntil})
		}
	}
	return d, nil
}

// asking counts and names the orders that ask for a person, in the tabs where something still happens.
func (r *Rounds) asking(ctx context.Context, merchant string, d *Digest) error {
	seen := map[order.Key]bool{}
	for _, tab := range []order.State{
		order.Failed, order.AwaitingOrder, order.AwaitingPayment, order.AwaitingShipment, order.AwaitingFulfillment, order.Canceled,
	} {
		cursor := ""
		for range digestPages {
			page, err := r.book.ListTab(ctx, merchant, table.TabQuery{Tab: tab, Cursor: cursor, Limit: digestRows})
			if err != nil {
				return err
			}
			for _, row := range page.Rows {
				if row.Attention == 0 || seen[row.Key] {
					continue
				}
				seen[row.Key] = true
				d.Attention.Orders++
				if len(d.Orders) < digestOrders {
					d.Orders = append(d.Orders, DigestOrder{
						Store: row.Key.Store, Order: row.Key.ID, Name: row.Name, Tab: tab, Attention: row.Attention,
					})
				}
			}
			if cursor = page.Cursor; cursor == "" {
				break
			}
		}
		d.Attention.More = d.Attention.More || cursor != ""
	}
	return nil
}
