package desk

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/table"
)

// Markets opens a merchant's account at a supplier. Its errors are the supplier's.
type Markets interface {
	Open(ctx context.Context, merchant string, s order.Supplier, account string) (supplier.Client, error)
}

const (
	// quoteFor bounds asking suppliers while somebody waits for a check.
	quoteFor = 12 * time.Second
	// quotesAtOnce is how many questions are asked at the same time.
	quotesAtOnce = 6
)

var errLate = errors.New("the supplier did not answer in time")

// pausedError says that the supplier takes no calls from the account.
type pausedError struct{ until time.Time }

func (e *pausedError) Error() string { return "paused until " + e.until.UTC().Format(time.RFC3339) }

// quoted is what suppliers said to the questions of a check; each is asked once.
type quoted struct {
	answers map[supplier.Inquiry]said
	// Asked is false where suppliers can't be asked at all here.
	asked bool
}

type said struct {
	quote supplier.Quote
	err   error
}

// inquiry is the question about an item of a purchase.
func inquiry(item order.Item, to order.Address) supplier.Inquiry {
	return supplier.Inquiry{Component: item.Component, Pieces: item.Quantity, ShipTo: to}
}

// quote asks suppliers about everything at once, for a bounded time. An account that takes no calls is not asked.
func (d *Desk) quote(ctx context.Context, merchant string, questions []supplier.Inquiry) quoted {
	out := quoted{answers: map[supplier.Inquiry]said{}, asked: d.Markets != nil}
	if !out.asked {
		return out
	}
	ctx, cancel := context.WithTimeout(ctx, quoteFor)
	defer cancel()
	type opened struct {
		client supplier.Client
		err    error
	}
	accounts := map[[2]string]opened{}
	asking := map[supplier.Inquiry]bool{}
	var mu sync.Mutex // over out.answers, which the answers fill while further questions are asked
	keep := func(q supplier.Inquiry, s said) {
		mu.Lock()
		defer mu.Unlock()
		out.answers[q] = s
	}
	var group errgroup.Group
	group.SetLimit(quotesAtOnce)
	for _, q := range questions {
		if asking[q] {
			continue
		}
		asking[q] = true
		at := [2]string{string(q.Component.Supplier), q.Component.Account}
		account, known := accounts[at]
		if !known {
			account.client, account.err = d.open(ctx, merchant, q.Component.Supplier, q.Component.Account)
			accounts[at] = account
		}
		quoter, can := account.client.(supplier.Quoter)
		if account.err != nil || !can {
			keep(q, said{err: account.err})
			continue
		}
		group.Go(func() error {
			quote, err := quoter.Quote(ctx, q)
			if ctx.Err() != nil {
				err = errLate
			}
			keep(q, said{quote, err})
			return nil
		})
	}
	_ = group.Wait() // each answer has its own error
	return out
}

func (d *Desk) open(ctx context.Context, merchant string, s order.Supplier, account string) (supplier.Client, error) {
	lease, err := d.Table.Lease(ctx, merchant, table.AccountThing(s, account))
	if err != nil {
		return nil, err
	}
	if lease.Ban.Until.After(d.Now()) {
		return nil, &pausedError{until: lease.Ban.Until}
	}
	client, err := d.Markets.Open(ctx, merchant, s, account)
	if err == nil {
		if _, can := client.(supplier.Quoter); !can {
			err = supplier.ErrCannotQuote
		}
	}
	return client, err
}

// unheard says why a supplier's word is missing.
func unheard(err error) string {
	if paused, ok := errors.AsType[*pausedError](err); ok {
		return "The supplier takes no calls from the account until " + paused.until.UTC().Format("15:04 MST") + "."
	}
	e, _ := errors.AsType[*supplier.Error](err)
	switch {
	case errors.Is(err, supplier.ErrCannotQuote):
		return "This supplier can't be asked beforehand."
	case errors.Is(err, errLate):
		return "The supplier did not answer in time."
	case e != nil && e.Kind == supplier.ConsentNeeded:
		return "The supplier account must be connected again before it can be asked."
	default:
		return "The supplier gave no answer."
	}
}
