package shopify

import (
	"bytes"
	"embed"
	"encoding/json"
	"maps"
	"time"

	"github.com/shopspring/decimal"
)

//go:embed template/webhook-*.json
var templates embed.FS

// object is a JSON object.
type object = map[string]any

// template reads a recorded payload afresh. Payloads are made by filling such a copy in, so that each keeps every
// field and type of the recorded one.
func template(name string) object {
	raw, err := templates.ReadFile("template/webhook-" + name + ".json")
	if err != nil {
		panic("shopify simulator: " + err.Error())
	}
	var out object
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&out); err != nil {
		panic("shopify simulator: template " + name + ": " + err.Error())
	}
	return out
}

// first is the first object of a list in a template: the pattern for all of them.
func first(in object, field string) object {
	list, _ := in[field].([]any)
	pattern, _ := list[0].(object)
	return copyOf(pattern)
}

// part is an object within a template.
func part(in object, field string) object {
	inner, _ := in[field].(object)
	return inner
}

func copyOf(in object) object {
	out, _ := clone(in).(object)
	return out
}

func clone(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for key, value := range v {
			out[key] = clone(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = clone(v[i])
		}
		return out
	}
	return v
}

// fill overwrites fields of a payload.
func fill(in, with object) object {
	maps.Copy(in, with)
	return in
}

// restTime writes a time as payloads do.
func restTime(t time.Time) string {
	return t.In(time.FixedZone("EST", -5*3600)).Format("2006-01-02T15:04:05-07:00")
}

func restTimeOrNil(t *time.Time) any {
	if t == nil {
		return nil
	}
	return restTime(*t)
}

// price writes an amount as payloads do: with two decimals.
func price(d decimal.Decimal) string { return d.StringFixed(2) }

func moneySet(d decimal.Decimal, currency string) object {
	side := func() object { return object{"amount": price(d), "currency_code": currency} }
	return object{"shop_money": side(), "presentment_money": side()}
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func idOrNil(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}
