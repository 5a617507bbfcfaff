package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"onward/shared/shop"
	"onward/shared/store/woocommerce"
	"onward/shared/table"
)

// WooCommerce looks at WooCommerce stores.
type WooCommerce struct {
	// Client opens a store.
	Client    func(ctx context.Context, s table.Store) (*woocommerce.Client, error)
	PublicURL string
	Pepper    string
	Now       func() time.Time
}

// Home implements [Platform].
func (WooCommerce) Home(s table.Store) string { return s.Address }

// Look implements [Platform].
func (p WooCommerce) Look(ctx context.Context, s table.Store) []Check {
	client, err := p.Client(ctx, s)
	if err != nil {
		return []Check{unknown("subscriptions", "the store can't be opened")}
	}
	checks := []Check{p.subscriptions(ctx, s, client), p.tracking(ctx, s, client)}
	if client.Noise() != "" {
		checks = append(checks, warn("answers", "the store prints PHP warnings in front of its answers", "It works. The store's administrator should turn display_errors off."))
	}
	if client.Access().QueryAuth {
		checks = append(checks, warn("sending of the key", "the host drops the Authorization header, so the key goes in the address", "The host should pass the header on (CGIPassAuth), so that keys do not lie in its logs."))
	}
	return checks
}

func (p WooCommerce) hook(s table.Store) string { return "/hooks/store/" + s.Merchant + "/" + s.ID }

func (p WooCommerce) subscriptions(ctx context.Context, s table.Store, client *woocommerce.Client) Check {
	const name = "subscriptions"
	have, err := client.Hooks(ctx)
	if err != nil {
		return unknown(name, "they can't be read")
	}
	address := p.PublicURL + p.hook(s)
	var missing, off []string
	for _, topic := range woocommerce.Topics() {
		i := slices.IndexFunc(have, func(h woocommerce.Hook) bool { return h.Topic == topic && h.DeliveryURL == address })
		switch {
		case i < 0:
			missing = append(missing, topic)
		case !have[i].Active():
			off = append(off, topic+" is "+have[i].Status)
		}
	}
	const mend = "They are put back at the next look, within minutes after the test webhook. "
	switch {
	case len(off) > 0:
		return bad(name, strings.Join(off, ", "), mend+"A store turns a webhook off after five deliveries that were not answered well: check that it reaches "+p.PublicURL+".")
	case len(missing) > 0:
		return bad(name, "missing: "+strings.Join(missing, ", "), mend+"If they stay away, the key may lack the right to write.")
	default:
		return ok(name, fmt.Sprintf("all %d are active", len(woocommerce.Topics())))
	}
}

// tracking is where the store shows tracking numbers: as it was found out, and as it is now.
func (p WooCommerce) tracking(ctx context.Context, s table.Store, client *woocommerce.Client) Check {
	const name, everyDay = "place for tracking numbers", "It is found out anew by itself, within a day or with the next number. "
	var kept woocommerce.Learned
	if raw := s.Settings[shop.SettingLearned]; raw != "" {
		if err := json.Unmarshal([]byte(raw), &kept); err != nil {
			return unknown(name, "what was found out can't be read")
		}
	}
	store := woocommerce.NewStore(client, woocommerce.Learned{}, p.Now)
	if err := store.Learn(ctx); err != nil {
		return unknown(name, "it can't be found out just now")
	}
	now := store.Learned().Way
	const place = "Activate WooCommerce's order fulfilments, or install Shipment Tracking or Advanced Shipment Tracking, so that mails carry the number."
	switch {
	case now == "":
		return unknown(name, "is found out with the first order")
	case now == woocommerce.WayNote && kept.Way != "" && kept.Way != woocommerce.WayNote:
		return bad(name, "was "+string(kept.Way)+", which is gone: numbers go out as notes to the customer", everyDay+"Activate the plugin or feature again, or leave it so.")
	case now == woocommerce.WayNote:
		return warn(name, "notes to the customer: the store has no place of its own", place)
	case kept.Way != "" && kept.Way != now:
		return warn(name, "was "+string(kept.Way)+", is "+string(now), everyDay)
	default:
		return ok(name, string(now))
	}
}

// Sign implements [Platform]. What a store sends in place of an order when its webhook's user is gone has the
// subscriptions looked at again.
func (p WooCommerce) Sign(s table.Store) (path string, header http.Header, body []byte, signed bool) {
	if p.Pepper == "" {
		return "", nil, nil, false
	}
	body = []byte(`{"code":"onward_doctor","message":"A test.","data":{"status":401}}`)
	header = http.Header{
		"Content-Type": {"application/json"},
		// as the store's own headers are spelled
		woocommerce.HeaderTopic:     {"order.updated"},
		woocommerce.HeaderSource:    {s.Address + "/"},
		woocommerce.HeaderSignature: {woocommerce.Sign(body, shop.HookSecret(p.Pepper, s.Merchant, s.ID))},
	}
	return p.hook(s), header, body, true
}
