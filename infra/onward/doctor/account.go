package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"onward/shared/order"
	"onward/shared/supplier"
	"onward/shared/table"
)

// Accounts examines supplier accounts.
type Accounts struct {
	Open interface {
		Open(ctx context.Context, merchant string, s order.Supplier, account string) (supplier.Client, error)
	}
	Table interface {
		AcquireLease(ctx context.Context, merchant, thing, owner string, now, until time.Time) error
		ReleaseLease(ctx context.Context, merchant, thing, owner string, nextAllowed time.Time) error
	}
	Owner string
	// HTTP calls the suppliers' addresses that anybody may ask, to see their clocks.
	HTTP  *http.Client
	Homes map[order.Supplier]string
	Now   func() time.Time
}

const (
	// nobodys is an order number that no account has: asking for it proves the token and nothing else.
	nobodys = "1"
	// callFor is how long the account is kept for the one call.
	callFor = 30 * time.Second
	// consentSoon is how long before its end a consent is a matter for the merchant.
	consentSoon = 14 * 24 * time.Hour
)

const (
	again = "Have the merchant connect the supplier account again."
	busy  = "The supplier is busy or unreachable at the moment. Try again in a few minutes."
	// noToken is the code where the account's own tokens could not be had.
	noToken = "no_token"
)

// Examine examines an account.
func (d Accounts) Examine(ctx context.Context, a table.Account) []Check {
	now := d.Now()
	if !a.Disconnected.IsZero() {
		return []Check{bad("connection", "ended "+span(now.Sub(a.Disconnected))+" ago", again)}
	}
	checks := []Check{
		ok("connection", fmt.Sprintf("%s since %s", a.Supplier, a.Created.Format(time.DateOnly))), health(a.Health, now),
		ending("access token", a.AccessUntil, now, tokenSoon, "It is refreshed by itself hours ahead; if it is not, look at the log of reconcile. "+again),
		ending("consent", a.ConsentUntil, now, consentSoon, again),
	}
	if home := d.Homes[a.Supplier]; home != "" {
		checks = append(checks, clock(ctx, "clock of the supplier", home, d.HTTP, d.Now))
	}
	what := table.AccountThing(a.Supplier, a.ID)
	err := d.Table.AcquireLease(ctx, a.Merchant, what, d.Owner, now, now.Add(callFor))
	var held *table.HeldError
	switch {
	case errors.As(err, &held) && held.Banned():
		return append(checks, warn("calls", "the supplier takes none until "+held.At().Format(time.RFC3339)+" ("+held.Lease.Ban.Reason+")",
			"It ends by itself. If it comes back, fewer programs must use the app."))
	case errors.As(err, &held):
		return append(checks, ok("calls", "the account is being called just now"))
	case err != nil:
		return append(checks, unknown("calls", "the table can't be asked"))
	}
	defer func() { _ = d.Table.ReleaseLease(context.WithoutCancel(ctx), a.Merchant, what, d.Owner, d.Now()) }()
	return append(checks, d.call(ctx, a))
}

func (d Accounts) call(ctx context.Context, a table.Account) Check {
	const name = "calls"
	client, err := d.Open.Open(ctx, a.Merchant, a.Supplier, a.ID)
	if err == nil {
		_, err = client.Report(ctx, nobodys)
	}
	var e *supplier.Error
	switch {
	case err == nil:
		return ok(name, "the supplier answers")
	case !errors.As(err, &e):
		return unknown(name, "the supplier can't be asked")
	}
	detail := string(e.Kind)
	if e.Code != "" {
		detail += " (" + e.Code + ")"
	}
	switch e.Kind {
	case supplier.NotRun:
		if e.Code != "" && e.Code != noToken {
			// The gateway refused before anything ran, and will until something is set up otherwise.
			return bad(name, detail, "Check the app's key and secret at the supplier, that they are the deployment's, and this machine's clock.")
		}
		return warn(name, detail, busy)
	case supplier.NotVisible:
		return ok(name, "the supplier answers, and knows the token")
	case supplier.ConsentNeeded, supplier.TokenExpired:
		return bad(name, detail, again)
	case supplier.Refused, supplier.Repeated:
		return bad(name, detail, "Check the app's key and secret at the supplier, and that the app may use the API.")
	case supplier.Banned, supplier.Temporary, supplier.Unclear:
		return warn(name, detail, busy)
	default:
		return unknown(name, detail)
	}
}
