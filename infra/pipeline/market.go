package pipeline

import (
	"context"
	"net/http"
	"strconv"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/account"
	"onward/shared/order"
	"onward/shared/supplier/aliexpress"
	"onward/shared/webhook"
)

const (
	marketHost   = "aliexpress.test"
	marketKey    = "12345678"
	marketSecret = "helloworld"
	marketBuyer  = "2637908814"
	accountID    = "acc1"
)

// Market is the simulated supplier.
type Market struct {
	*sim.Sim

	clock *clock
}

func newMarket(c *clock, seed uint64, pushes *http.Client) *Market {
	settings := sim.DefaultSettings()
	settings.AnyProduct, settings.InvisibleFor, settings.Limits = true, 0, nil
	s := sim.New(sim.Options{
		Apps:     []sim.App{{Key: marketKey, Secret: marketSecret, Callback: onwardURL + "/hooks/supplier/aliexpress", Online: true}},
		Accounts: []sim.Account{{ID: marketBuyer, Nick: "buyer"}},
		Settings: settings, Seed: seed, Now: c.Now, HTTP: pushes,
	})
	return &Market{Sim: s, clock: c}
}

func (m *Market) tokens() (account.Tokens, error) {
	access, refresh, err := m.IssueToken(marketKey, marketBuyer)
	if err != nil {
		return account.Tokens{}, err
	}
	now := m.clock.Now()
	return account.Tokens{
		Access: access, Refresh: refresh, Refreshable: true,
		AccessUntil: now.AddDate(0, 0, 30), RefreshUntil: now.AddDate(0, 0, 60),
	}, nil
}

func (m *Market) platform(calls *http.Client) (account.Platform, error) {
	client, err := aliexpress.New(aliexpress.Config{
		AppKey: marketKey, AppSecret: marketSecret, SyncURL: "https://" + marketHost + "/sync", RestURL: "https://" + marketHost + "/rest",
		HTTP: calls, Now: m.clock.Now,
	})
	if err != nil {
		return nil, err
	}
	return account.AliExpress{Calls: client}, nil
}

func (m *Market) pushes() webhook.Pushes {
	return aliexpress.Pushes{AppKey: marketKey, AppSecret: marketSecret}
}

// Deliver sends the push messages that are due.
func (m *Market) Deliver(ctx context.Context) { m.Tick(ctx) }

// article is something that the merchant sells, and what is bought for it.
type article struct {
	components []order.Component
}

func component(n, pieces int) order.Component {
	return order.Component{
		Supplier: order.AliExpress, Account: accountID, Product: strconv.Itoa(1_005_000_000_000_001 + n), Options: "14:29#Black",
		Quantity: pieces,
	}
}

// catalogue is the merchant's articles: single pieces, a pair, a bundle of two products of different sellers.
func catalogue() []article {
	return []article{
		{components: []order.Component{component(0, 1)}},
		{components: []order.Component{component(1, 1)}},
		{components: []order.Component{component(2, 2)}},
		{components: []order.Component{component(3, 1), component(4, 1)}},
		{components: []order.Component{component(5, 1)}},
	}
}
