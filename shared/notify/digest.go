package notify

import (
	"context"
	"fmt"
	"time"
	_ "time/tzdata" // the functions' machines have no list of time zones

	"golang.org/x/sync/errgroup"

	"onward/shared/order"
	"onward/shared/table"
)

// Digest is what needs a merchant today: the data of [EventDigest].
type Digest struct {
	Day             string         `json:"day" doc:"The day in the merchant's time zone."`
	Failed          OrderCount     `json:"failed"`
	AwaitingOrder   OrderCount     `json:"awaiting_order"`
	AwaitingPayment OrderCount     `json:"awaiting_payment"`
	Attention       OrderCount     `json:"attention" doc:"Orders that ask for a person."`
	Asks            map[string]int `json:"asks" doc:"How many of those orders ask for what."`
	Orders          []DigestOrder  `json:"orders" doc:"The newest twenty of them."`
	Connections     []Trouble      `json:"connections" doc:"Stores, supplier accounts and webhook endpoints that do not work."`
	Consents        []Ending       `json:"consents" doc:"Supplier accounts whose consent ends within two weeks."`
}

// OrderCount is a number of orders; More says that there are others.
type OrderCount struct {
	Orders int  `json:"orders"`
	More   bool `json:"more,omitempty" doc:"There are others: counting ended there."`
}

// DigestOrder is an order that asks for a person.
type DigestOrder struct {
	Store string                `json:"store"`
	Order string                `json:"order"`
	Name  string                `json:"name,omitempty"`
	Tabs  []order.State         `json:"tabs"`
	Codes []order.AttentionCode `json:"codes" doc:"What it asks for."`
	Due   time.Time             `json:"due,omitzero" doc:"The first deadline that passes."`
}

// Ending is when an account's consent ends.
type Ending struct {
	Account string         `json:"account"`
	Name    string         `json:"name,omitempty"`
	On      order.Supplier `json:"on"`
	Until   time.Time      `json:"until"`
}

// depth is how much is read for a digest: so many orders of each tab are counted, and so many that ask for a person looked at.
type depth struct{ counted, asking int }

// Somebody who waits gets a look, of at most a thousand rows together; nobody waits for the whole.
func look() depth  { return depth{counted: 240, asking: 200} }
func whole() depth { return depth{counted: 999, asking: 1000} }

const (
	// digestOrders is how many orders are named.
	digestOrders = 20
	// consentWarning is how long before its end a consent is named.
	consentWarning = 14 * 24 * time.Hour
)

// DigestBook is what a digest is made from.
type DigestBook interface {
	Connections(ctx context.Context, merchant string) (stores []table.Store, accounts []table.Account, err error)
	CountTab(ctx context.Context, merchant string, tab order.State, most int) (n int, more bool, err error)
	ListTab(ctx context.Context, merchant string, q table.TabQuery) (table.Page, error)
}

// Look is what needs a merchant at this moment. It reads less than the digest that is sent.
func Look(ctx context.Context, b DigestBook, m table.Merchant, now time.Time) (Digest, error) {
	return digestOf(ctx, b, m, now, now.In(Zone(m)), look())
}

// digestOf computes what needs a merchant on a day of the merchant's.
func digestOf(ctx context.Context, b DigestBook, m table.Merchant, now, day time.Time, deep depth) (Digest, error) {
	d := Digest{Day: day.Format(time.DateOnly)}
	var stores []table.Store
	var accounts []table.Account
	var asking []table.Row
	group, ctx := errgroup.WithContext(ctx)
	for tab, into := range map[order.State]*OrderCount{
		order.Failed: &d.Failed, order.AwaitingOrder: &d.AwaitingOrder, order.AwaitingPayment: &d.AwaitingPayment,
	} {
		group.Go(func() (err error) {
			into.Orders, into.More, err = b.CountTab(ctx, m.ID, tab, deep.counted)
			return err
		})
	}
	group.Go(func() (err error) {
		asking, d.Attention.More, err = rowsOf(ctx, b, m.ID, table.TabAttention, deep.asking)
		return err
	})
	group.Go(func() (err error) { stores, accounts, err = b.Connections(ctx, m.ID); return err })
	if err := group.Wait(); err != nil {
		return d, fmt.Errorf("digest: %w", err)
	}
	d.ask(asking)
	d.Connections = inTrouble(connectionsOf(m, stores, accounts))
	d.Consents = ending(accounts, now)
	return d, nil
}

// ask counts what orders ask for, and names the first of them.
func (d *Digest) ask(rows []table.Row) {
	d.Attention.Orders, d.Asks, d.Orders = len(rows), map[string]int{}, []DigestOrder{}
	for _, row := range rows {
		o := DigestOrder{Store: row.Key.Store, Order: row.Key.ID, Name: row.Name, Tabs: row.States, Codes: []order.AttentionCode{}}
		for _, a := range row.Asks {
			d.Asks[string(a.Code)]++
			o.Codes = append(o.Codes, a.Code)
			if !a.Due.IsZero() && (o.Due.IsZero() || a.Due.Before(o.Due)) {
				o.Due = a.Due
			}
		}
		if len(d.Orders) < digestOrders {
			d.Orders = append(d.Orders, o)
		}
	}
}

func ending(accounts []table.Account, now time.Time) []Ending {
	out := []Ending{}
	for _, a := range accounts {
		if !a.ConsentUntil.IsZero() && a.Disconnected.IsZero() && a.ConsentUntil.Sub(now) < consentWarning {
			out = append(out, Ending{Account: a.ID, Name: a.Name, On: a.Supplier, Until: a.ConsentUntil})
		}
	}
	return out
}

// rowsOf is the newest rows of a list; more says that there are others.
func rowsOf(ctx context.Context, b DigestBook, merchant string, tab order.State, most int) (rows []table.Row, more bool, err error) {
	cursor := ""
	for len(rows) < most {
		page, err := b.ListTab(ctx, merchant, table.TabQuery{Tab: tab, Cursor: cursor, Limit: most - len(rows)})
		if err != nil {
			return nil, false, err
		}
		rows = append(rows, page.Rows...)
		if cursor = page.Cursor; cursor == "" {
			return rows, false, nil
		}
	}
	return rows, true, nil
}
