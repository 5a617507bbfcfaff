package house

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"onward/infra/play/catalogue"
	"onward/infra/play/gate"
	"onward/infra/play/plot"
	"onward/infra/sim/aliexpress"
)

// The app at the simulated AliExpress, and the merchant's buyer accounts there.
const (
	aliexpressKey    = "500001"
	aliexpressSecret = "play-aliexpress-secret"
)

func buyers() []string { return []string{"3300000001", "3300000002"} }

// suppliers is the supplier's side of the house.
type suppliers struct {
	aliexpress    *aliexpress.Sim
	aliexpressURL string
	fates         *fates
}

func (h *House) startSuppliers(ctx context.Context) error {
	settings := aliexpress.DefaultSettings()
	settings.Shapes = aliexpress.ShapesRotating
	settings.InvisibleFor = aliexpress.Duration(time.Second)
	opts := aliexpress.Options{
		Apps:     []aliexpress.App{{Key: aliexpressKey, Secret: aliexpressSecret, Online: true}},
		Products: catalogue.Products(), Settings: settings, Seed: 1,
	}
	for _, id := range buyers() {
		opts.Accounts = append(opts.Accounts, aliexpress.Account{ID: id, Nick: "buyer " + id})
	}
	h.aliexpress = aliexpress.New(opts)
	h.fates = &fates{sim: h.aliexpress, byCustomer: map[string][]plot.Fate{}, now: map[string]plot.Fate{}}
	g := gate.New(h.aliexpress, aliexpressCall)
	g.Ask(h.fates.judge)
	g.Around(h.fates.around)
	h.Gates = append(h.Gates, g)
	var err error
	if h.aliexpressURL, err = h.serve(ctx, g); err != nil {
		return err
	}
	go h.aliexpress.Run(ctx)
	h.Addresses = append(h.Addresses, Address{"simulated AliExpress", h.aliexpressURL + "/_sim"})
	h.Cast.Supplier = supplier{sim: h.aliexpress, fates: h.fates}
	return nil
}

// aliexpressCall names a call by its method.
func aliexpressCall(r *http.Request, body []byte) string {
	switch {
	case strings.HasPrefix(r.URL.Path, "/rest/"):
		return "aliexpress " + strings.TrimPrefix(r.URL.Path, "/rest")
	case r.URL.Path != "/sync":
		return ""
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "aliexpress"
	}
	for _, values := range []url.Values{form, r.URL.Query()} {
		if method := values.Get("method"); method != "" {
			return "aliexpress " + method
		}
	}
	return "aliexpress"
}

// fates are what purchases meet when they are placed, by customer.
type fates struct {
	sim *aliexpress.Sim

	mu         sync.Mutex
	byCustomer map[string][]plot.Fate
	now        map[string]plot.Fate // by out_order_id, of the call under way

	// repeat keeps others from placing while the simulator answers in another way.
	repeat sync.RWMutex
}

func (f *fates) meet(customer string, list []plot.Fate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byCustomer[customer] = append(f.byCustomer[customer], list...)
}

// judge takes the next fate of the customer for whom a purchase is being placed.
func (f *fates) judge(c gate.Call) (gate.Fate, bool) {
	id, customer := placing(c)
	if id == "" {
		return gate.Pass, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.byCustomer[customer]
	if len(list) == 0 {
		return gate.Pass, false
	}
	fate := list[0]
	f.byCustomer[customer] = list[1:]
	f.now[id] = fate
	switch fate {
	case plot.FateCutBefore:
		return gate.CutBefore, true
	case plot.FateCutAfter:
		return gate.CutAfter, true
	case plot.FatePass, plot.FateRepeated, plot.FateSplit:
	}
	return gate.Pass, true
}

// around prepares the simulator for a call.
func (f *fates) around(c gate.Call, serve func()) {
	id, _ := placing(c)
	f.mu.Lock()
	fate := f.now[id]
	delete(f.now, id)
	f.mu.Unlock()
	switch {
	case id != "" && fate == plot.FateRepeated:
		f.repeat.Lock()
		defer f.repeat.Unlock()
		f.sim.Change(func(s *aliexpress.Settings) { s.Repeat = aliexpress.RepeatError })
		defer f.sim.Change(func(s *aliexpress.Settings) { s.Repeat = aliexpress.RepeatSameIDs })
	case id != "" && fate == plot.FateSplit:
		// The kind and the number of parts are right, so it can't be refused.
		_, _ = f.sim.AddRule(aliexpress.Rule{Kind: aliexpress.RuleSplit, Parts: 2, OutOrderID: id})
		fallthrough
	case id != "":
		f.repeat.RLock()
		defer f.repeat.RUnlock()
	}
	serve()
}

// placing is the purchase's id and the customer's name of a call that places; empty of other calls.
func placing(c gate.Call) (id, customer string) {
	if !strings.HasSuffix(c.Kind, "order.create") {
		return "", ""
	}
	form, err := url.ParseQuery(string(c.Body))
	if err != nil {
		return "", ""
	}
	var in struct {
		OutOrderID string `json:"out_order_id"`
		Address    struct {
			ContactPerson string `json:"contact_person"`
		} `json:"logistics_address"`
	}
	if json.Unmarshal([]byte(form.Get("param_place_order_request4_open_api_d_t_o")), &in) != nil {
		return "", ""
	}
	return in.OutOrderID, in.Address.ContactPerson
}
