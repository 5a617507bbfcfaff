package desk

import (
	"cmp"
	"slices"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Connection is a store or a supplier account that asks for a person.
type Connection struct {
	About    string         `json:"about" enum:"store,account"`
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Platform order.Platform `json:"platform,omitempty"`
	Supplier order.Supplier `json:"supplier,omitempty"`
	Code     string         `json:"code" doc:"What is wrong: unreachable, consent_ending, consent_ended, or the trouble that the platform or supplier names."`
	Text     string         `json:"text" doc:"What it is and what to do."`
	Since    time.Time      `json:"since,omitzero"`
	Due      time.Time      `json:"due,omitzero" doc:"When it is too late."`
}

// What is wrong with connections beside what their health says.
const (
	codeUnreachable   = "unreachable"
	codeConsentEnding = "consent_ending"
	codeConsentEnded  = "consent_ended"
	// codeDisconnected is of what merchants disconnected themselves: it asks for nobody.
	codeDisconnected = "disconnected"
)

const (
	// endsSoon is how long before its end a consent is spoken of.
	endsSoon = 14 * 24 * time.Hour
	// unreachableAfter is for how long a store's changes could not be read, though that is tried every five minutes.
	unreachableAfter = 3 * time.Hour
)

// connectionsOf is the stores and accounts that ask for a person, what ends first or has lasted longest first.
func connectionsOf(stores []table.Store, accounts []table.Account, now time.Time) []Connection {
	out := []Connection{}
	for _, s := range stores {
		c := Connection{About: "store", ID: s.ID, Name: s.Name, Platform: s.Platform}
		switch {
		case s.Health.Code == codeDisconnected:
			continue
		case !s.Health.Well():
			c.Code, c.Text, c.Since = s.Health.Code, s.Health.ToDo, s.Health.Since
		case s.Disconnected.IsZero() && !s.Imported.IsZero() && now.Sub(s.Watermark) > unreachableAfter:
			c.Code, c.Since = codeUnreachable, s.Watermark
			c.Text = "The store has not answered for hours. Orders and tracking numbers wait, nothing is lost: see whether the shop is up and lets Onward in."
		default:
			continue
		}
		out = append(out, c)
	}
	for _, k := range accounts {
		c := Connection{About: "account", ID: k.ID, Name: k.Name, Supplier: k.Supplier}
		switch {
		case k.Health.Code == codeDisconnected:
			continue
		case !k.Health.Well():
			c.Code, c.Text, c.Since = k.Health.Code, k.Health.ToDo, k.Health.Since
		case k.ConsentUntil.IsZero() || !k.Disconnected.IsZero() || k.ConsentUntil.Sub(now) >= endsSoon:
			continue
		case !k.ConsentUntil.After(now):
			c.Code, c.Since = codeConsentEnded, k.ConsentUntil
			c.Text = "Your consent has ended: nothing can be bought or looked at here. Connect the account again."
		default:
			c.Code, c.Due = codeConsentEnding, k.ConsentUntil
			c.Text = "Your consent ends soon: connect the account again before, and nothing stops."
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b Connection) int {
		return cmp.Or(cmp.Compare(zeroLast(a.Due), zeroLast(b.Due)), a.Since.Compare(b.Since))
	})
	return out
}

func zeroLast(t time.Time) int64 {
	if t.IsZero() {
		return 1<<63 - 1
	}
	return t.Unix()
}
