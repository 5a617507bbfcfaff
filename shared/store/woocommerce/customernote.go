package woocommerce

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// customerNotes tells numbers by a note to the customer: the last resort, which
// every store has. Every note is a mail, so the notes are read first, and a
// number that any of them names is not told again.
type customerNotes struct{ c *Client }

const noteLabel = "Tracking number: "

var noteNumber = regexp.MustCompile(`(?m)^Tracking number: (\S+)`)

// list gives the notes that this package wrote.
func (n customerNotes) list(ctx context.Context, orderID string) ([]Shipment, error) {
	notes, err := n.c.Notes(ctx, orderID)
	if err != nil {
		return nil, err
	}
	var out []Shipment
	for _, note := range notes {
		s := Shipment{ID: note.ID}
		for _, m := range noteNumber.FindAllStringSubmatch(note.Text, -1) {
			s.Numbers = append(s.Numbers, m[1])
		}
		if len(s.Numbers) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

func (n customerNotes) add(ctx context.Context, o Order, s NewShipment) ([]string, bool, error) {
	intro := "Your parcel is on its way."
	if len(s.Parcels) > 1 {
		intro = "Your parcels are on their way."
	}
	return n.tell(ctx, o.ID, intro, s.Parcels, s.Notify)
}

func (n customerNotes) change(ctx context.Context, ch Change) (bool, error) {
	_, changed, err := n.tell(ctx, ch.OrderID, "The tracking of your parcel has changed.", ch.Parcels, ch.Notify)
	return changed, err
}

// tell writes one note with the numbers that no note names yet. A private note
// does not count when the customer is to be told.
func (n customerNotes) tell(ctx context.Context, orderID, intro string, parcels []Parcel, notify bool) ([]string, bool, error) {
	notes, err := n.c.Notes(ctx, orderID)
	if err != nil {
		return nil, false, err
	}
	var ids []string
	missing := slices.DeleteFunc(slices.Clone(parcels), func(p Parcel) bool {
		i := slices.IndexFunc(notes, func(note Note) bool {
			return (note.ToCustomer || !notify) && mentions(note.Text, p.Number)
		})
		if i >= 0 && !slices.Contains(ids, notes[i].ID) {
			ids = append(ids, notes[i].ID)
		}
		return i >= 0
	})
	if len(missing) == 0 {
		return ids, false, nil
	}
	var b strings.Builder
	b.WriteString(intro)
	for _, p := range missing {
		b.WriteString("\n\n" + noteLabel + p.Number)
		if p.Carrier != "" {
			b.WriteString("\nCarrier: " + p.Carrier)
		}
		if p.URL != "" {
			b.WriteString("\n" + p.URL)
		}
	}
	note, err := n.c.AddNote(ctx, orderID, b.String(), notify)
	if err != nil {
		return ids, false, err
	}
	return append(ids, note.ID), true, nil
}
