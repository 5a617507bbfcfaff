package doctor

import (
	"context"
	"net/http"

	"onward/shared/store/wix"
	"onward/shared/table"
)

// Wix looks at Wix sites. Its app's subscriptions are in Wix's dashboard, where no program can look, and only Wix can sign.
type Wix struct {
	BaseURL   string
	PublicURL string
	// PublicKey is the app's, as the deployment has it.
	PublicKey string
}

// Home implements [Platform].
func (p Wix) Home(table.Store) string { return p.BaseURL }

// Look implements [Platform].
func (p Wix) Look(context.Context, table.Store) []Check {
	return []Check{p.key(), unknown("subscriptions", "Wix shows them in the app's dashboard only: each must go to "+p.PublicURL+"/hooks/wix")}
}

// key is whether deliveries can be proven at all. Only Wix can sign, so that the key is the right one shows with the
// first delivery.
func (p Wix) key() Check {
	const name = "public key"
	if _, err := wix.ParsePublicKey(p.PublicKey); err != nil {
		return bad(name, "is none: every webhook is answered 500", "Copy it from the app's dashboard (Webhooks, Get Public Key) into the secret wixPublicKey. Wix repeats what was refused for two days.")
	}
	return ok(name, "can be read")
}

// Sign implements [Platform].
func (Wix) Sign(table.Store) (path string, header http.Header, body []byte, ok bool) {
	return "", nil, nil, false
}
