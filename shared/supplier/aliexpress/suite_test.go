package aliexpress_test

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sim "onward/infra/sim/aliexpress"
	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/supplier/aliexpress"
	"onward/shared/supplier/suppliertest"
)

func TestSupplierSeam(t *testing.T) {
	t.Parallel()
	suppliertest.Run(t, func(t *testing.T) suppliertest.Market { t.Helper(); return newSeamMarket(t) })
}

// seamMarket is a simulated AliExpress with one account, for the suite of all suppliers.
type seamMarket struct {
	*sim.Sim
	account *aliexpress.Account

	mu    sync.Mutex
	token string
}

const seamAccount = "2637908814"

func newSeamMarket(t *testing.T) *seamMarket {
	t.Helper()
	const key, secret = "12345678", "suite-secret"
	now := func() time.Time { return time.UnixMilli(1764590400000).UTC() }
	settings := sim.DefaultSettings()
	settings.InvisibleFor = 0
	m := &seamMarket{token: "50000000a38EXAMPLE"}
	m.Sim = sim.New(sim.Options{
		Apps: []sim.App{{Key: key, Secret: secret}}, Accounts: []sim.Account{{ID: seamAccount, AccessToken: m.token}},
		Settings: settings, Seed: 17, Now: now,
	})
	server := httptest.NewServer(m.Sim)
	t.Cleanup(server.Close)
	client, err := aliexpress.New(aliexpress.Config{
		AppKey: key, AppSecret: secret, SyncURL: server.URL + "/sync", RestURL: server.URL + "/rest", HTTP: server.Client(), Now: now,
	})
	require.NoError(t, err)
	m.account = aliexpress.NewAccount(client, m.session, aliexpress.AccountOptions{})
	return m
}

func (m *seamMarket) session(context.Context) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.token, nil
}

func (m *seamMarket) Traits() suppliertest.Traits {
	return suppliertest.Traits{Supplier: order.AliExpress, PayBy: true}
}

func (m *seamMarket) Client() supplier.Client { return m.account }
func (m *seamMarket) Pass(d time.Duration)    { m.Advance(d) }

func (m *seamMarket) Goods() []order.Component {
	good := func(product, sku, options string) order.Component {
		return order.Component{
			Supplier: order.AliExpress, Account: seamAccount, Product: product, SKU: sku, Options: options, Service: "CAINIAO_STANDARD",
		}
	}
	return []order.Component{
		good("1005008453688391", "12000045158136202", "14:175#Silvery;5:361386#M"),
		good("1005008453688391", "12000045158136204", "14:193#Black;5:361386#M"),
		good("1005002704149141", "12000021778129031", "14:175;5:200003528#Length -26cm"),
	}
}

func (m *seamMarket) ShipTo() order.Address {
	return order.Address{
		Name: "Jane Sample", Line1: "100 Example Street", Line2: "STE 100", City: "Orlando", Province: "FL", Postcode: "32807", Country: "US",
		Phone: "+1 (407) 555-0100",
	}
}

func (m *seamMarket) Bought(_ *testing.T, purchase string) []string {
	for _, p := range m.Purchases() {
		if p.OutOrderID == purchase && p.Made > 0 {
			return p.Orders
		}
	}
	return nil
}

func (m *seamMarket) Contents(_ *testing.T, purchase string) int {
	for _, p := range m.Purchases() {
		if p.OutOrderID == purchase {
			return p.Contents
		}
	}
	return 0
}
