package shop

import (
	"context"

	"onward/shared/carrier"
	"onward/shared/store"
	"onward/shared/store/wix"
	"onward/shared/table"
)

// Wix is Wix as a [Platform]. One client serves all sites: it keeps their tokens and their call rate.
type Wix struct{ Calls *wix.Client }

// Client makes a site's client; the instance id is all that it needs.
func (p Wix) Client(s table.Store, _ Credentials) (store.Client, error) {
	return wix.NewStore(p.Calls.Site(s.Outside)), nil
}

// Refresh does nothing: tokens are got on demand by the app's own credentials.
func (Wix) Refresh(_ context.Context, _ table.Store, c Credentials) (Credentials, error) {
	return c, nil
}

// Carriers is Wix's list.
func (Wix) Carriers(table.Store) carrier.Platform { return carrier.Wix }
