package stats

import (
	"strconv"
	"strings"
	"time"

	"onward/shared/order"
)

// Kind is what sort of milestone it is.
type Kind string

// The kinds. They are part of what is kept, which is paid for by its size: they are short, and must stay.
const (
	// Reached: some of the order came to a tab for the first time.
	Reached Kind = "i"
	// Numbered: the first tracking number of a supplier's order became known. Took counts from the payment to the
	// supplier, or from placing where that is not known.
	Numbered Kind = "n"
	// Told: the store confirmed a parcel. Took counts from when the supplier shipped it.
	Told Kind = "t"
	// Failed: something could not be bought, for this reason at this supplier.
	Failed Kind = "f"
)

// Milestone is a point that an order comes to once.
type Milestone struct {
	Kind Kind
	// Tab is of Reached, Reason of Failed.
	Tab    order.State
	Reason order.FailureReason
	// Supplier is empty for what counts over all suppliers: of Reached there is one without and one for each supplier.
	Supplier order.Supplier
	// Subject tells apart what an order can have several of: suppliers' orders, and parcels.
	Subject string
	At      time.Time
	Took    time.Duration
}

// ID names the milestone within its order.
func (m Milestone) ID() string {
	switch m.Kind {
	case Reached:
		return m.Tally()
	case Failed:
		return m.Tally()
	case Numbered, Told:
		return string(m.Kind) + "#" + m.Subject
	default:
		return ""
	}
}

// Tally names what the milestone is added to on its day.
func (m Milestone) Tally() string {
	detail := ""
	switch m.Kind {
	case Reached:
		detail = string(m.Tab)
	case Failed:
		detail = string(m.Reason)
	case Numbered, Told:
		detail = strconv.Itoa(stepOf(m.Took))
	}
	return strings.Join([]string{string(m.Kind), detail, string(m.Supplier)}, "#")
}

// Day is the sums of one day, by what [Milestone.Tally] names. Days begin at midnight UTC.
type Day struct {
	Date    time.Time
	Tallies map[string]int
}

// Kept is for how long days' sums are kept.
const Kept = 400 * 24 * time.Hour

// DateOf is the day of a moment.
func DateOf(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

// readTally takes apart what [Milestone.Tally] made. The supplier comes last, for its name is nobody's here to choose.
func readTally(name string) (kind Kind, detail string, supplier order.Supplier, ok bool) {
	parts := strings.SplitN(name, "#", 3)
	if len(parts) != 3 {
		return "", "", "", false
	}
	return Kind(parts[0]), parts[1], order.Supplier(parts[2]), true
}
