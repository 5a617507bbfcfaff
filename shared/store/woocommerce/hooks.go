package woocommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// Topics are the webhook topics that a store is asked for. There is none for
// payment, refund or cancellation: they come as order.updated.
func Topics() []string {
	return []string{"order.created", "order.updated", "order.deleted", "order.restored"}
}

// Hook is a webhook as the store holds it. Its secret can never be read back.
type Hook struct {
	ID, Topic, Status, DeliveryURL string
}

// Active reports whether the store still delivers.
func (h Hook) Active() bool { return h.Status == "active" }

type wireHook struct {
	ID          flexString `json:"id"`
	Topic       flexString `json:"topic"`
	Status      flexString `json:"status"`
	DeliveryURL flexString `json:"delivery_url"`
}

func (w wireHook) hook() Hook {
	return Hook{ID: string(w.ID), Topic: string(w.Topic), Status: string(w.Status), DeliveryURL: string(w.DeliveryURL)}
}

// Hooks lists all webhooks of the store, other programs' too.
func (c *Client) Hooks(ctx context.Context) ([]Hook, error) {
	const op = "list webhooks"
	var all []Hook
	for page := 1; page <= maxPages; page++ {
		a, err := c.read(ctx, op, "/wc/v3/webhooks", query("status", "all", "per_page", perPage, "page", page))
		if err != nil {
			return nil, err
		}
		var list flexList[wireHook]
		if err := json.Unmarshal(a.body, &list); err != nil {
			return nil, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
		}
		for _, w := range list {
			all = append(all, w.hook())
		}
		if len(list) < perPage {
			return all, nil
		}
	}
	return nil, &Error{Op: op, Kind: KindMalformed, Err: fmt.Errorf("more than %d webhooks", maxPages*perPage)}
}

// CreateHook makes a webhook. The store pings the address at once. secret must
// be letters and digits: WordPress decodes HTML forms in it.
func (c *Client) CreateHook(ctx context.Context, topic, deliveryURL, secret string) (Hook, error) {
	const op = "create webhook"
	a, err := c.write(ctx, op, http.MethodPost, "/wc/v3/webhooks", nil, map[string]string{
		"name": "Onward " + topic, "topic": topic, "delivery_url": deliveryURL, "secret": secret,
	})
	if err != nil {
		return Hook{}, err
	}
	var w wireHook
	if err := json.Unmarshal(a.body, &w); err != nil || w.ID.id() == "" {
		return Hook{}, &Error{Op: op, Kind: KindUnclear, Status: a.status}
	}
	return w.hook(), nil
}

// DeleteHook removes a webhook for good; one that is gone already is no error.
func (c *Client) DeleteHook(ctx context.Context, id string) error {
	_, err := c.do(ctx, call{
		op: "delete webhook", method: http.MethodDelete, route: "/wc/v3/webhooks/" + url.PathEscape(id),
		query: query("force", "true"), write: true,
	})
	if KindOf(err) == KindNotFound {
		return nil
	}
	return err
}

// HookReport says what [Client.EnsureHooks] found and did.
type HookReport struct {
	Kept, Created, Removed int
	// Revived topics were switched off by the store: deliveries were lost, so
	// orders must be reconciled since the last good time.
	Revived []string
}

// EnsureHooks brings the store to exactly one active webhook per topic for
// deliveryURL. One that was switched off is deleted and made anew: switching it
// on keeps its count of failures, and the next failure would switch it off
// again. So this is to be called only while the receiver is well. With renew
// every webhook is made anew, for a secret that changed or was lost.
func (c *Client) EnsureHooks(ctx context.Context, deliveryURL, secret string, topics []string, renew bool) (HookReport, error) {
	var report HookReport
	held, err := c.Hooks(ctx)
	if err != nil {
		return report, err
	}
	for _, topic := range topics {
		keep := false
		var drop []Hook
		for _, h := range held {
			switch {
			case h.DeliveryURL != deliveryURL || h.Topic != topic:
			case h.Active() && !keep && !renew:
				keep = true
			default:
				drop = append(drop, h)
			}
		}
		if keep {
			report.Kept++
		} else {
			// Made before the old one goes: twice delivered is harmless, not at all is not.
			if _, err := c.CreateHook(ctx, topic, deliveryURL, secret); err != nil {
				return report, err
			}
			report.Created++
		}
		revived := false
		for _, h := range drop {
			if err := c.DeleteHook(ctx, h.ID); err != nil {
				return report, err
			}
			report.Removed++
			revived = revived || !h.Active() && !keep
		}
		if revived {
			report.Revived = append(report.Revived, topic)
		}
	}
	return report, nil
}

// RemoveHooks deletes every webhook that delivers to deliveryURL.
func (c *Client) RemoveHooks(ctx context.Context, deliveryURL string) (removed int, err error) {
	held, err := c.Hooks(ctx)
	if err != nil {
		return 0, err
	}
	for _, h := range held {
		if h.DeliveryURL != deliveryURL {
			continue
		}
		if err := c.DeleteHook(ctx, h.ID); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
