package order

import (
	"slices"
	"time"
)

// FulfilmentState is how far the store knows of a fulfilment.
type FulfilmentState string

// The fulfilment states.
const (
	// FulfilmentTelling is decided on and not confirmed by the store.
	FulfilmentTelling FulfilmentState = "telling"
	// FulfilmentTold is confirmed by the store.
	FulfilmentTold FulfilmentState = "told"
	// FulfilmentStuck was refused by the store; the merchant must act. Reason says what.
	FulfilmentStuck FulfilmentState = "stuck"
	// FulfilmentWithdrawn was undone in the store by somebody.
	FulfilmentWithdrawn FulfilmentState = "withdrawn"
	// FulfilmentRolledBack is still in the store, but the merchant took its units back to Awaiting order.
	FulfilmentRolledBack FulfilmentState = "rolled_back"
)

// Fulfilment is one shipment as the store is told of it, or as somebody else told it.
type Fulfilment struct {
	ID    string          `json:"id"`
	State FulfilmentState `json:"state"`
	// Foreign was made in the store by hand or by another app, and adopted.
	Foreign bool             `json:"foreign,omitempty"`
	Lines   []FulfilledUnits `json:"lines"`
	Parcels []ParcelRef      `json:"parcels,omitempty"`
	// Manual is the numbers given by hand; they replace those of the parcels.
	Manual []Tracking `json:"manual,omitempty"`
	// Told is the numbers that the store confirmed last.
	Told []string `json:"told,omitempty"`
	// OutsideIDs is the store's ids: several when its locations made it split.
	OutsideIDs []string  `json:"outside_ids,omitempty"`
	ToldAt     time.Time `json:"told_at,omitzero"`
	CreatedAt  time.Time `json:"created_at"`
	// Revision rises with every change of numbers, so that each telling has its own effect.
	Revision int `json:"revision,omitempty"`
	// Further: the customer had been told of another shipment of this order before.
	Further bool   `json:"further,omitempty"`
	Reason  string `json:"reason,omitempty"`
	// Refused is the numbers that the store refused; they are not told again by themselves.
	Refused []string `json:"refused,omitempty"`
	// TakeOver: the merchant wants its lines taken over from another app's location before it is told.
	TakeOver bool `json:"take_over,omitempty"`
	// Tried is what calls without a known outcome may have put into the store; empty once it is confirmed.
	Tried []Attempted `json:"tried,omitempty"`
}

// Attempted is what a call was about to tell the store.
type Attempted struct {
	Numbers []string         `json:"numbers,omitempty"`
	Lines   []FulfilledUnits `json:"lines"`
}

// FulfilledUnits is a quantity of a line within a fulfilment, and the lot it was bought in (empty when not bought here).
type FulfilledUnits struct {
	Line  string `json:"line"`
	Lot   string `json:"lot,omitempty"`
	Units int    `json:"units"`
}

// ParcelRef points to a parcel by its place.
type ParcelRef struct {
	Purchase string `json:"purchase"`
	Order    string `json:"order"`
	Ordinal  int    `json:"ordinal"`
}

// Tracking is a number with all that is known of who carries it, before any store's spelling.
type Tracking struct {
	Number  string `json:"number"`
	Carrier string `json:"carrier,omitempty"`
	Service string `json:"service,omitempty"`
	URL     string `json:"url,omitempty"`
}

// foreignLocation reports whether the store refused it because its items are at a location where only another app fulfils.
func (f *Fulfilment) foreignLocation() bool {
	return f.State == FulfilmentStuck && f.Reason == string(BlockForeignLocation)
}

// settled reports whether the store has confirmed the units.
func (f *Fulfilment) settled() bool { return f.State == FulfilmentTold }

// pending reports whether the fulfilment holds units that the store has not confirmed.
func (f *Fulfilment) pending() bool {
	return f.State == FulfilmentTelling || f.State == FulfilmentStuck || f.State == FulfilmentWithdrawn
}

// units is how many of a line the fulfilment covers.
func (f *Fulfilment) units(line string) int {
	n := 0
	for _, l := range f.Lines {
		if l.Line == line {
			n += l.Units
		}
	}
	return n
}

// LineTotals is the fulfilment's quantities by line, whatever lots they came from, in line order.
func (f *Fulfilment) LineTotals() []LineUnits { return totals(f.Lines) }

func totals(list []FulfilledUnits) []LineUnits {
	var out []LineUnits
	for _, l := range list {
		if l.Units == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(u LineUnits) bool { return u.Line == l.Line })
		if i < 0 {
			out = append(out, LineUnits{Line: l.Line, Units: l.Units})
		} else {
			out[i].Units += l.Units
		}
	}
	return out
}

// total is how many units the fulfilment covers.
func (f *Fulfilment) total() int {
	n := 0
	for _, l := range f.Lines {
		n += l.Units
	}
	return n
}
