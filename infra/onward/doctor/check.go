// Package doctor examines what can be wrong with a store, a supplier account, or the deployment itself, and says how to
// mend it. It changes nothing, but for one test webhook that has subscriptions looked at again.
package doctor

import (
	"fmt"
	"time"

	"onward/shared/table"
)

// Verdict is what a check came to.
type Verdict string

// The verdicts. Unknown is for what can't be checked: it is not a pass.
const (
	OK      Verdict = "ok"
	Warn    Verdict = "warn"
	Bad     Verdict = "bad"
	Unknown Verdict = "unknown"
)

// Check is one thing that was examined.
type Check struct {
	Name    string
	Verdict Verdict
	Detail  string
	// Mend is what to do about it.
	Mend string
}

func ok(name, detail string) Check         { return Check{Name: name, Verdict: OK, Detail: detail} }
func warn(name, detail, mend string) Check { return Check{name, Warn, detail, mend} }
func bad(name, detail, mend string) Check  { return Check{name, Bad, detail, mend} }
func unknown(name, detail string) Check    { return Check{Name: name, Verdict: Unknown, Detail: detail} }

// Worst is the worst of the verdicts; Unknown counts as OK here, for exit codes.
func Worst(checks []Check) Verdict {
	worst := OK
	for _, c := range checks {
		if c.Verdict == Bad || c.Verdict == Warn && worst == OK {
			worst = c.Verdict
		}
	}
	return worst
}

// health is what the deployment itself knows to be wrong.
func health(h table.Health, now time.Time) Check {
	if h.Well() {
		return ok("health", "nothing is known to be wrong")
	}
	return bad("health", fmt.Sprintf("%s, for %s", h.Code, span(now.Sub(h.Since))), h.ToDo)
}

// span words a length of time for people.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d seconds", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// ending is how long something that ends is still good.
func ending(name string, until, now time.Time, soon time.Duration, mend string) Check {
	left := until.Sub(now)
	switch {
	case until.IsZero():
		return ok(name, "has no end")
	case left <= 0:
		return bad(name, "ended "+span(-left)+" ago", mend)
	case left < soon:
		return warn(name, "ends in "+span(left), mend)
	default:
		return ok(name, "holds for "+span(left))
	}
}
