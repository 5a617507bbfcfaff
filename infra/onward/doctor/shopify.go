package doctor

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"onward/shared/order"
	"onward/shared/store/shopify"
	"onward/shared/table"
)

// Shopify looks at shops of the deployment's app.
type Shopify struct {
	// Client opens a shop; version is told which API version really answered.
	Client func(ctx context.Context, s table.Store, version func(served string)) (*shopify.Client, error)
	App    shopify.App
	// Version is the API version that the deployment asks for.
	Version   string
	PublicURL string
	Now       func() time.Time
}

// Home implements [Platform].
func (p Shopify) Home(s table.Store) string {
	return strings.ReplaceAll(p.App.BaseURL, "{shop}", s.Outside) + "/"
}

// Look implements [Platform].
func (p Shopify) Look(ctx context.Context, s table.Store) []Check {
	served := ""
	client, err := p.Client(ctx, s, func(v string) { served = v })
	if err != nil {
		return []Check{unknown("permissions", "the shop can't be opened")}
	}
	checks := []Check{p.scopes(ctx, client), p.subscriptions(ctx, client)}
	switch {
	case served == "":
		checks = append(checks, unknown("API version", "the shop does not say which one answers"))
	case served != p.Version:
		checks = append(checks, bad("API version", p.Version+" is no longer served; "+served+" answers", updateOnward))
	default:
		checks = append(checks, p.support(served))
	}
	return checks
}

const updateOnward = "Update Onward, then set the parameter ShopifyApiVersion."

// support is how long the version will be served.
func (p Shopify) support(version string) Check {
	const name = "API version"
	end, known := shopify.VersionEnds(version)
	if known && p.Now().After(end.Add(-shopify.EndsSoon)) {
		return warn(name, version+" is served until about "+end.Format(time.DateOnly), updateOnward)
	}
	return ok(name, version)
}

func (p Shopify) scopes(ctx context.Context, client *shopify.Client) Check {
	granted, err := client.Scopes(ctx)
	if err != nil {
		return unknown("permissions", "they can't be read")
	}
	if missing := shopify.MissingScopes(granted, shopify.WantedScopes()); len(missing) > 0 {
		return bad("permissions", "missing: "+strings.Join(missing, ", "), "Connect the shop again and approve them. Until then the shop shows empty lists instead of errors.")
	}
	return ok("permissions", "all that are needed are granted")
}

func (p Shopify) subscriptions(ctx context.Context, client *shopify.Client) Check {
	have, err := client.Subscriptions(ctx)
	if err != nil {
		return unknown("subscriptions", "they can't be read")
	}
	address := p.PublicURL + "/hooks/" + string(order.Shopify)
	there, elsewhere := map[string]bool{}, 0
	for _, s := range have {
		if s.Address == address {
			there[s.Topic] = true
		} else {
			elsewhere++
		}
	}
	var missing []string
	for _, topic := range shopify.OrderTopics() {
		if !there[topic] {
			missing = append(missing, topic)
		}
	}
	switch {
	case len(missing) > 0 && elsewhere > 0:
		return bad("subscriptions", fmt.Sprintf("%d missing, and %d go to another address", len(missing), elsewhere),
			"If the deployment's address changed, set PublicUrl and wait for the next look (within six hours, or at once by the test webhook).")
	case len(missing) > 0:
		return bad("subscriptions", "missing: "+strings.Join(missing, ", "), "They are put back at the next look, within minutes after the test webhook. If they stay away, look at the log of reconcile.")
	default:
		return ok("subscriptions", fmt.Sprintf("all %d are there", len(there)))
	}
}

// Sign implements [Platform]. That permissions may have changed has them, and the subscriptions, looked at again.
func (p Shopify) Sign(s table.Store) (path string, header http.Header, body []byte, signed bool) {
	if p.App.ClientSecret == "" {
		return "", nil, nil, false
	}
	body = []byte(`{"id":"onward-doctor"}`)
	header = http.Header{
		"Content-Type":          {"application/json"},
		"X-Shopify-Topic":       {shopify.TopicAppScopesUpdate},
		"X-Shopify-Shop-Domain": {s.Outside},
		"X-Shopify-Webhook-Id":  {"onward-doctor-" + ulid.Make().String()},
		"X-Shopify-Hmac-Sha256": {shopify.SignWebhook(body, p.App.ClientSecret)},
	}
	return "/hooks/" + string(order.Shopify), header, body, true
}
