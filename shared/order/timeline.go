package order

import (
	"encoding/json"
	"slices"
	"time"
)

// TailEntries is how many timeline entries an order carries with it at most. Older ones are
// kept beside it; whoever is about to push one out appends it first.
const TailEntries = 6

// tailBytes is how large their events may be together: a very large order carries fewer.
const tailBytes = 32 << 10

// Entry is one step in the life of an order: what happened, when, by which settings it
// was judged, and what came of it. The same event, policy and time give the same outcome again.
type Entry struct {
	// Version is the order's version that this step made.
	Version int64     `json:"version"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	By      string    `json:"by,omitempty"`
	// Event is the normalised event as [MarshalEvent] wrote it.
	Event  json.RawMessage `json:"event,omitempty"`
	Policy int64           `json:"policy"`
	Moves  []Move          `json:"moves,omitempty"`
	// Opened and Closed are the effects that this step decided on or ended.
	Opened []string `json:"opened,omitempty"`
	Closed []string `json:"closed,omitempty"`
	// Raised is the attention that this step asked for.
	Raised []AttentionCode `json:"raised,omitempty"`
}

// movesKept is how many moves an entry names line by line. Beyond, moves of the same kind are added up.
const movesKept = 40

// Move is a quantity of a line going from one state to another. From is empty for a new line. Line is
// empty where a step moved so many lines that their moves were added up.
type Move struct {
	Line  string `json:"line,omitempty"`
	Units int    `json:"units"`
	From  State  `json:"from,omitempty"`
	To    State  `json:"to"`
}

// Redacted is the entry without the event's content, for erasure: what happened, when, and what
// came of it stays.
func (e Entry) Redacted() Entry {
	e.Event = nil
	return e
}

// record appends the timeline entry of this decision to the order's tail.
func (d *decision) record(before Order, e Event, moves []Move) error {
	if d.o.Erased {
		e = withoutPerson(e)
	}
	raw, err := MarshalEvent(e)
	if err != nil {
		return err
	}
	entry := Entry{
		Version: d.o.Version, At: d.now, Kind: e.Kind(), Event: raw, Policy: d.p.Version,
		Moves: summed(moves), Opened: missing(d.o.Effects, before.Effects), Closed: missing(before.Effects, d.o.Effects),
		Raised: raised(before.Attention, d.o.Attention),
	}
	if c, ok := e.(chosen); ok {
		entry.By = c.by()
	}
	d.o.Tail = trimTail(append(d.o.Tail, entry))
	return nil
}

func missing(from, in []Effect) []string {
	var out []string
	for _, e := range from {
		found := false
		for _, other := range in {
			found = found || other.ID == e.ID
		}
		if !found {
			out = append(out, e.ID)
		}
	}
	return out
}

func raised(before, after []Attention) []AttentionCode {
	var out []AttentionCode
	for _, a := range after {
		if findAttention(before, a.Code, a.Subject) == nil {
			out = append(out, a.Code)
		}
	}
	return out
}

func summed(moves []Move) []Move {
	if len(moves) <= movesKept {
		return moves
	}
	var out []Move
	for _, m := range moves {
		i := slices.IndexFunc(out, func(x Move) bool { return x.From == m.From && x.To == m.To })
		if i < 0 {
			out = append(out, Move{From: m.From, To: m.To})
			i = len(out) - 1
		}
		out[i].Units += m.Units
	}
	return out
}

// trimTail keeps the latest entries, as many as the order may carry, and the latest one always.
func trimTail(tail []Entry) []Entry {
	first, size := len(tail), 0
	for first > 0 && len(tail)-first < TailEntries {
		size += len(tail[first-1].Event) + 80*len(tail[first-1].Moves)
		if size > tailBytes && first < len(tail) {
			break
		}
		first--
	}
	return tail[first:]
}

// withoutPerson is the event without what names the customer, for orders whose customer was erased.
func withoutPerson(e Event) Event {
	switch e := e.(type) {
	case StoreSaid:
		e.Snapshot.ShipTo, e.Snapshot.Email = Address{Country: e.Snapshot.ShipTo.Country}, ""
		return e
	case Edit:
		blank := ""
		if e.ShipTo != nil {
			e.ShipTo = &Address{Country: e.ShipTo.Country}
		}
		if e.Note != nil {
			e.Note = &blank
		}
		if e.SupplierNote != nil {
			e.SupplierNote = &blank
		}
		return e
	case PlaceAnswered:
		e.Message = ""
		return e
	case SetHold:
		e.Reason = ""
		return e
	default:
		return e
	}
}
