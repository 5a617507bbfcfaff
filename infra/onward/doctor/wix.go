package doctor

import (
	"context"
	"net/http"

	"onward/shared/table"
)

// Wix looks at Wix sites. Its app's subscriptions are in Wix's dashboard, where no program can look, and only Wix can sign.
type Wix struct {
	BaseURL   string
	PublicURL string
}

// Home implements [Platform].
func (p Wix) Home(table.Store) string { return p.BaseURL }

// Look implements [Platform].
func (p Wix) Look(context.Context, table.Store) []Check {
	return []Check{unknown("subscriptions", "Wix shows them in the app's dashboard only: each must go to "+p.PublicURL+"/hooks/wix")}
}

// Sign implements [Platform].
func (Wix) Sign(table.Store) (path string, header http.Header, body []byte, ok bool) {
	return "", nil, nil, false
}
