package place_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/supplier"
)

// quoting is a market that can be asked beforehand.
type quoting struct {
	*market

	quote supplier.Quote
	err   error
	asked []supplier.Inquiry
}

func (q *quoting) Open(context.Context, string, order.Supplier, string) (supplier.Client, error) {
	return q, nil
}

func (q *quoting) Quote(_ context.Context, i supplier.Inquiry) (supplier.Quote, error) {
	q.asked = append(q.asked, i)
	return q.quote, q.err
}

func offered(codes ...string) supplier.Quote {
	var q supplier.Quote
	for _, c := range codes {
		q.Services = append(q.Services, supplier.Service{Code: c})
	}
	return q
}

func TestShippingByTheMerchantsRule(t *testing.T) {
	t.Parallel()
	rule := []order.FreightRule{{Services: []string{"FAST", "STD"}}}
	refusal := &supplier.Error{Kind: supplier.Refused, Reason: order.FailNotShippable, Message: "not there"}
	for name, c := range map[string]struct {
		rules  []order.FreightRule
		strict bool
		quote  supplier.Quote
		err    error
		asked  int
		sent   string // with which service; "-" for not sent
		state  order.PurchaseState
		reason order.FailureReason
	}{
		"no rule":                          {nil, false, offered("STD"), nil, 0, "", order.PurchasePlaced, ""},
		"no rule for the country":          {[]order.FreightRule{{Countries: []string{"DE"}, Services: []string{"STD"}}}, true, offered("STD"), nil, 0, "", order.PurchasePlaced, ""},
		"the best is offered":              {rule, false, offered("STD", "FAST"), nil, 1, "FAST", order.PurchasePlaced, ""},
		"the next best is offered":         {rule, true, offered("SLOW", "STD"), nil, 1, "STD", order.PurchasePlaced, ""},
		"none is offered":                  {rule, false, offered("SLOW"), nil, 1, "", order.PurchasePlaced, ""},
		"none is offered, and one must be": {rule, true, offered("SLOW"), nil, 1, "-", order.PurchaseRefused, order.FailShippingMethod},
		"no way there":                     {rule, false, supplier.Quote{ServicesErr: refusal}, nil, 1, "-", order.PurchaseRefused, order.FailNotShippable},
		"no answer":                        {rule, false, supplier.Quote{ServicesErr: &supplier.Error{Kind: supplier.Temporary}}, nil, 1, "-", order.PurchaseOpen, ""},
		"no token":                         {rule, true, supplier.Quote{}, &supplier.Error{Kind: supplier.NotRun}, 1, "-", order.PurchaseOpen, ""},
		"can't be asked":                   {rule, true, supplier.Quote{}, supplier.ErrCannotQuote, 1, "", order.PurchasePlaced, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &quoting{market: &market{answer: supplier.Placed{Orders: []string{"8001"}}}, quote: c.quote, err: c.err}
			b := newBench(t, m.market)
			b.freight, b.strict = c.rules, c.strict
			b.serve(m)
			require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
			assert.Len(t, m.asked, c.asked)
			p := b.order().Purchases[0]
			assert.Equal(t, c.state, p.State)
			assert.Equal(t, c.reason, p.Reason)
			if c.sent == "-" {
				assert.Empty(t, m.placed)
				return
			}
			require.Len(t, m.placed, 1)
			assert.Equal(t, c.sent, m.placed[0].Items[0].Component.Service)
			assert.Equal(t, c.sent, p.Items[0].Service, "what was sent is written down")
		})
	}
}

func TestARepeatIsSentAsTheFirstWas(t *testing.T) {
	t.Parallel()
	m := &quoting{market: &market{err: errors.New("connection reset")}, quote: offered("FAST")}
	b := newBench(t, m.market)
	b.freight = []order.FreightRule{{Services: []string{"FAST", "STD"}}}
	b.serve(m)
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	b.now = b.now.Add(time.Hour)
	m.quote = offered("STD")
	require.NoError(t, b.stage.Do(t.Context(), key(), b.effect))
	require.Len(t, m.placed, 2)
	assert.Equal(t, m.placed[0], m.placed[1])
	assert.Len(t, m.asked, 1, "and is not asked for again")
}
