package woocommerce

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// flexString reads what stores and their plugins send as string, number,
// boolean or null. Numbers keep their digits: nothing passes through a float.
type flexString string

// UnmarshalJSON takes any scalar; objects and arrays become empty.
func (f *flexString) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	*f = ""
	switch {
	case len(b) == 0, b[0] == 'n', b[0] == '{', b[0] == '[':
		return nil
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return fmt.Errorf("text: %w", err)
		}
		*f = flexString(s)
	default:
		*f = flexString(b)
	}
	return nil
}

// decimal reads an amount; what is no number is zero and not ok.
func (f flexString) decimal() (decimal.Decimal, bool) {
	if f == "" {
		return decimal.Zero, true
	}
	d, err := decimal.NewFromString(string(f))
	return d, err == nil
}

// id gives the text of an id, "" for 0, which stands for "none".
func (f flexString) id() string {
	if f == "0" {
		return ""
	}
	return string(f)
}

// flexList reads a list that PHP turned into an object because a key was missing.
type flexList[T any] []T

// UnmarshalJSON takes an array, an object of elements by number, or null.
func (l *flexList[T]) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	*l = nil
	if len(b) == 0 || b[0] != '{' {
		if len(b) > 0 && b[0] != '[' {
			return nil
		}
		if err := json.Unmarshal(b, (*[]T)(l)); err != nil {
			return fmt.Errorf("list: %w", err)
		}
		return nil
	}
	var m map[string]T
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("list as object: %w", err)
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		x, _ := strconv.Atoi(keys[i])
		y, _ := strconv.Atoi(keys[j])
		return x < y
	})
	for _, k := range keys {
		*l = append(*l, m[k])
	}
	return nil
}

// flexObject reads an object that PHP turned into [] because it was empty.
type flexObject[T any] struct{ value T }

// UnmarshalJSON takes an object; anything else is the zero value.
func (o *flexObject[T]) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	if err := json.Unmarshal(b, &o.value); err != nil {
		return fmt.Errorf("object: %w", err)
	}
	return nil
}

// parseGMT reads a *_gmt date, which carries no zone and is UTC.
func parseGMT(s flexString) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04:05"} {
		if t, err := time.Parse(layout, string(s)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// scrub keeps a JSON error's place and drops its quotes of the input.
func scrub(err error) error {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return errors.New("not JSON at byte " + strconv.FormatInt(syntax.Offset, 10))
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return errors.New("unexpected " + kind.Value + " for " + kind.Field)
	}
	return errors.New("not JSON")
}
