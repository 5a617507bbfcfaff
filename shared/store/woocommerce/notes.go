package woocommerce

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Note is an order note; one with ToCustomer was mailed.
type Note struct {
	ID         string
	Text       string
	ToCustomer bool
}

type wireNote struct {
	ID         flexString `json:"id"`
	Note       flexString `json:"note"`
	ToCustomer bool       `json:"customer_note"`
}

func (w wireNote) note() Note {
	return Note{ID: string(w.ID), Text: plain(string(w.Note)), ToCustomer: w.ToCustomer}
}

// Notes reads an order's notes. The store gives them all at once.
func (c *Client) Notes(ctx context.Context, orderID string) ([]Note, error) {
	const op = "list notes"
	a, err := c.read(ctx, op, orderPath(orderID)+"/notes", nil)
	if err != nil {
		return nil, err
	}
	var list flexList[wireNote]
	if err := json.Unmarshal(a.body, &list); err != nil {
		return nil, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
	}
	out := make([]Note, 0, len(list))
	for _, w := range list {
		out = append(out, w.note())
	}
	return out, nil
}

// AddNote writes a note. With toCustomer every call sends a mail, so the notes
// are read first (see [Client.AddShipment]).
func (c *Client) AddNote(ctx context.Context, orderID, text string, toCustomer bool) (Note, error) {
	const op = "add note"
	a, err := c.write(ctx, op, http.MethodPost, orderPath(orderID)+"/notes", nil, map[string]any{
		"note": text, "customer_note": toCustomer, "added_by_user": false,
	})
	if err != nil {
		return Note{}, err
	}
	var w wireNote
	if err := json.Unmarshal(a.body, &w); err != nil {
		return Note{}, &Error{Op: op, Kind: KindUnclear, Status: a.status, Err: scrub(err)}
	}
	return w.note(), nil
}

// mentions reports whether text holds the number as a word of its own.
func mentions(text, number string) bool {
	if number == "" {
		return false
	}
	text, number = strings.ToUpper(text), strings.ToUpper(number)
	for from := 0; ; {
		i := strings.Index(text[from:], number)
		if i < 0 {
			return false
		}
		start := from + i
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[start+len(number):])
		if !wordRune(before) && !wordRune(after) {
			return true
		}
		from = start + 1
	}
}

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
