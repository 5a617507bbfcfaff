package table

import (
	"crypto/sha256"
	"encoding/base64"
	"unicode/utf8"
)

const (
	// cursorSum is how many bytes of a cursor bind it to its list.
	cursorSum = 6
	// maxCursor is the longest sort key that a cursor can name; DynamoDB refuses those above 1,024 bytes.
	maxCursor = 800
)

// start is the sort key behind which to begin. A cursor names a place between orders, not an order: it goes on from there
// whatever has come, changed or gone since.
func (q TabQuery) start(merchant string) (string, error) {
	if q.Cursor != "" {
		raw, err := base64.RawURLEncoding.DecodeString(q.Cursor)
		if err != nil || len(raw) <= cursorSum || len(raw) > cursorSum+maxCursor || !utf8.Valid(raw[cursorSum:]) {
			return "", ErrCursor
		}
		sk := string(raw[cursorSum:])
		if q.seal(merchant, sk) != q.Cursor {
			return "", ErrCursor
		}
		return sk, nil
	}
	if !q.OlderThan.IsZero() {
		return millisSort(q.OlderThan), nil
	}
	return "", nil
}

// seal makes a cursor. It is no secret: a forged one can lead nowhere but within the same list.
func (q TabQuery) seal(merchant, sk string) string {
	older := ""
	if !q.OlderThan.IsZero() {
		older = millisSort(q.OlderThan)
	}
	list := join(merchant, string(q.Tab), q.Store, string(q.Supplier), q.Country, string(q.Ask), older)
	sum := sha256.Sum256([]byte(list + "\x00" + sk))
	return base64.RawURLEncoding.EncodeToString(append(sum[:cursorSum:cursorSum], sk...))
}
