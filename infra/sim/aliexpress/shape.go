package aliexpress

import (
	"encoding/json"
	"math/rand/v2"
)

// The parts of an answer whose wording varies.
type (
	// fields is an object; an absent value is left out.
	fields map[string]any
	// listing is a list and the name of the object around it when not simplified.
	listing struct {
		wrapper string
		items   []any
	}
	// digits is a number that must keep every digit.
	digits string
	// yes is a boolean.
	yes bool
	// absent leaves its field out.
	absent struct{}
	// inText is a list that travels as one JSON string, whatever is asked.
	inText struct{ v any }
)

// wording decides how an answer is written.
type wording struct {
	rotating bool
	simplify bool
	random   *rand.Rand
}

// chance is true once in n when every shape may come.
func (w wording) chance(n int) bool { return w.rotating && w.random.IntN(n) == 0 }

func (w wording) write(v any) any {
	switch v := v.(type) {
	case fields:
		out := map[string]any{}
		for name, value := range v {
			switch written := w.write(value).(type) {
			case absent:
			default:
				out[name] = written
			}
		}
		return out
	case listing:
		return w.list(v)
	case digits:
		if v == "" {
			return absent{}
		}
		if w.rotating && w.random.IntN(2) == 0 {
			return string(v)
		}
		return json.Number(v)
	case yes:
		if w.rotating && w.random.IntN(2) == 0 {
			if v {
				return "true"
			}
			return "false"
		}
		return bool(v)
	case inText:
		text, err := json.Marshal(wording{simplify: true, random: w.random}.write(v.v))
		if err != nil {
			return absent{}
		}
		return string(text)
	case nil:
		return absent{}
	}
	return v
}

func (w wording) list(l listing) any {
	items := make([]any, 0, len(l.items))
	for _, item := range l.items {
		items = append(items, w.write(item))
	}
	if len(items) == 0 {
		if w.chance(2) {
			return map[string]any{}
		}
		return absent{}
	}
	var inner any = items
	if len(items) == 1 && w.chance(3) {
		inner = items[0]
	}
	plain := w.simplify
	if w.rotating {
		plain = w.random.IntN(2) == 0
	}
	if plain {
		return inner
	}
	return map[string]any{l.wrapper: inner}
}

// envelope puts a method's answer into its wrapper, the request's id inside it
// or beside it.
func (w wording) envelope(wrapper string, body fields, requestID string) map[string]any {
	inner, _ := w.write(body).(map[string]any)
	out := map[string]any{wrapper: inner}
	if w.chance(2) {
		out["code"], out["request_id"] = "0", requestID
		return out
	}
	inner["request_id"] = requestID
	return out
}
