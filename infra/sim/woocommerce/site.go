package woocommerce

import (
	"maps"
	"time"
)

// Settings of a store: its version, what is installed, and how its host is set up.
type Settings struct {
	Version string `json:"version"`
	// Fulfilments is the core's beta feature.
	Fulfilments bool `json:"fulfilments"`
	// ShipmentTracking and AdvancedShipmentTracking are the plugins. With
	// OldTrackingRoutes the first answers under wc/v2 only.
	ShipmentTracking         bool `json:"shipment_tracking"`
	OldTrackingRoutes        bool `json:"old_tracking_routes"`
	AdvancedShipmentTracking bool `json:"advanced_shipment_tracking"`
	// PlainPermalinks: only index.php?rest_route= works.
	PlainPermalinks bool `json:"plain_permalinks"`
	// StripsAuthorization: the host does not pass the header on.
	StripsAuthorization bool `json:"strips_authorization"`
	// GMTOffsetMinutes is the site's time zone, Decimals its number of decimals.
	GMTOffsetMinutes int    `json:"gmt_offset_minutes"`
	Decimals         int32  `json:"decimals"`
	Currency         string `json:"currency"`
}

// DefaultSettings are those of the store that was recorded.
func DefaultSettings() Settings {
	return Settings{Version: "11.0.1", Decimals: 2, Currency: "USD"}
}

// Access is what a merchant has of a store: its address and a key.
type Access struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Key     string `json:"consumer_key"`
	Secret  string `json:"consumer_secret"`
}

type apiKey struct {
	secret, permissions string
}

type site struct {
	name string
	set  Settings
	// own is the key that Configure gave out.
	own  string
	keys map[string]apiKey
	// userGone: the user behind the webhooks was deleted or demoted.
	userGone bool

	orders map[int]*order
	hooks  []*hook
	queue  []job
	mails  []Mail
	log    []Delivered

	faults     []*Fault
	hookFaults HookFaults
	counts     map[string]int
	grants     map[string]string // one-time tokens of the wc-auth page

	nextPost, nextItem, nextMeta, nextNote, nextHook, nextFulfilment int
}

func newSite(name string) *site {
	return &site{
		name: name, set: DefaultSettings(), keys: map[string]apiKey{}, orders: map[int]*order{},
		counts: map[string]int{}, grants: map[string]string{},
		nextPost: 14, nextItem: 1, nextMeta: 19, nextNote: 1, nextHook: 1, nextFulfilment: 1,
	}
}

// take gives the next number of a sequence.
func take(next *int) int {
	n := *next
	*next++
	return n
}

// settings reads the settings under the lock.
func (st *site) settings(s *Sim) Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return st.set
}

func (s *Sim) address(st *site) string { return s.base + "/sites/" + st.name }

// Configure makes a store or changes one's settings, and gives the key to it.
func (s *Sim) Configure(name string, set Settings) Access {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.configure(name, set)
}

func (s *Sim) configure(name string, set Settings) Access {
	st := s.sites[name]
	if st == nil {
		st = newSite(name)
		s.sites[name] = st
	}
	st.set = set
	if st.own == "" {
		st.own = s.newKey(st, "read_write")
	}
	return Access{Name: name, Address: s.address(st), Key: st.own, Secret: st.keys[st.own].secret}
}

func (s *Sim) newKey(st *site, permissions string) string {
	key := "ck_" + s.hex(40)
	st.keys[key] = apiKey{secret: "cs_" + s.hex(40), permissions: permissions}
	return key
}

// clone copies a store as agencies do for staging: orders, keys and webhooks
// with their secrets come along, only the address differs.
func (s *Sim) clone(from *site, as string) Access {
	to := newSite(as)
	to.set, to.own, to.userGone = from.set, from.own, from.userGone
	maps.Copy(to.keys, from.keys)
	for id, o := range from.orders {
		to.orders[id] = o.clone()
	}
	for _, h := range from.hooks {
		c := *h
		to.hooks = append(to.hooks, &c)
	}
	to.nextPost, to.nextItem, to.nextMeta, to.nextNote = from.nextPost, from.nextItem, from.nextMeta, from.nextNote
	to.nextHook, to.nextFulfilment = from.nextHook, from.nextFulfilment
	s.sites[as] = to
	return Access{Name: as, Address: s.address(to), Key: to.own, Secret: to.keys[to.own].secret}
}

// local is a moment in the site's own time, as the fields without _gmt carry it.
func (st *site) local(t time.Time) string {
	return t.UTC().Add(time.Duration(st.set.GMTOffsetMinutes) * time.Minute).Format(stamp)
}

const stamp = "2006-01-02T15:04:05"

func gmt(t time.Time) string { return t.UTC().Format(stamp) }
