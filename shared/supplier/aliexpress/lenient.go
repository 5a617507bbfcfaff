package aliexpress

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/shopspring/decimal"
)

// decode reads JSON.
func decode(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

// text is a string that may arrive as a string, number or boolean. Numbers
// keep their digits: order ids have 16 of them and SKU ids 17.
type text string

// UnmarshalJSON keeps the literal and treats null, objects and lists as absent.
func (t *text) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] == 'n' || data[0] == '{' || data[0] == '[' {
		*t = ""
		return nil
	}
	if data[0] == '"' {
		var s string
		if err := decode(data, &s); err != nil {
			return err
		}
		*t = text(strings.TrimSpace(s))
		return nil
	}
	literal := string(data)
	if data[0] != 't' && data[0] != 'f' && strings.ContainsAny(literal, "eE") {
		d, err := decimal.NewFromString(literal)
		if err != nil {
			return fmt.Errorf("number: %w", err)
		}
		literal = d.String()
	}
	*t = text(literal)
	return nil
}

// flag is a boolean that may arrive as true, "true", 1 or "1", or not at all.
type flag struct{ set, on bool }

// UnmarshalJSON leaves an unknown word unset, so that it never counts as yes.
func (f *flag) UnmarshalJSON(data []byte) error {
	var t text
	if err := t.UnmarshalJSON(data); err != nil {
		return err
	}
	switch strings.ToLower(string(t)) {
	case "true", "1", "y", "yes":
		*f = flag{set: true, on: true}
	case "false", "0", "n", "no":
		*f = flag{set: true}
	default:
		*f = flag{}
	}
	return nil
}

// whole is an integer that may arrive as a number or a string.
type whole struct {
	set bool
	n   int64
}

// UnmarshalJSON leaves an empty or unreadable value unset.
func (w *whole) UnmarshalJSON(data []byte) error {
	var t text
	if err := t.UnmarshalJSON(data); err != nil {
		return err
	}
	*w = whole{}
	if d, err := decimal.NewFromString(string(t)); err == nil && d.IsInteger() && d.BigInt().IsInt64() {
		*w = whole{set: true, n: d.IntPart()}
	}
	return nil
}

// list is a sequence in any of the platform's shapes: an array, an object with
// one key around the array, one bare element, {}, "", null or absent.
type list[T any] []T

// UnmarshalJSON reads whichever shape is there; only an element that is not a
// T at all is an error.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	*l = nil
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0 || data[0] == 'n':
		return nil
	case data[0] == '[':
		return l.fromArray(data)
	case data[0] == '{':
		return l.fromObject(data)
	case data[0] == '"':
		return l.fromString(data)
	}
	return l.add(data)
}

func (l *list[T]) fromArray(data []byte) error {
	var elements []json.RawMessage
	if err := decode(data, &elements); err != nil {
		return err
	}
	for _, element := range elements {
		if element = bytes.TrimSpace(element); element[0] == 'n' {
			continue
		}
		if err := l.add(element); err != nil {
			return err
		}
	}
	return nil
}

func (l *list[T]) fromObject(data []byte) error {
	var object map[string]json.RawMessage
	if err := decode(data, &object); err != nil {
		return err
	}
	if len(object) == 0 {
		return nil
	}
	if len(object) == 1 {
		for key, inner := range object {
			if l.isWrapper(key, bytes.TrimSpace(inner)) {
				return l.UnmarshalJSON(inner)
			}
		}
	}
	return l.add(data)
}

// fromString serves lists that travel as one JSON string, and single scalars.
func (l *list[T]) fromString(data []byte) error {
	var s string
	if err := decode(data, &s); err != nil {
		return err
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return nil
	case s[0] == '[' || s[0] == '{':
		return l.UnmarshalJSON([]byte(s))
	}
	return l.add(data)
}

func (l *list[T]) add(data []byte) error {
	var element T
	if err := json.Unmarshal(data, &element); err != nil {
		return fmt.Errorf("list of %T: %w", element, err)
	}
	*l = append(*l, element)
	return nil
}

// isWrapper tells the typed object around a list from a lone element: the
// element's own type does not know the wrapper's single key.
func (l *list[T]) isWrapper(key string, inner []byte) bool {
	element := reflect.TypeFor[T]()
	if element.Kind() != reflect.Struct {
		return true
	}
	if len(inner) == 0 || (inner[0] != '[' && inner[0] != '{') {
		return false
	}
	for field := range element.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == key {
			return false
		}
	}
	return true
}
