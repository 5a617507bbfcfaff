package wix

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/shopspring/decimal"
)

var errScalar = errors.New("wix: unexpected kind of value")

// Text is a value that Wix documents as a string and sends as a number, or the
// other way round. A number's digits are kept as they are.
type Text string

// UnmarshalJSON takes a string or a number.
func (t *Text) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0 || string(raw) == "null":
		*t = ""
	case raw[0] == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return errScalar
		}
		*t = Text(s)
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		*t = Text(raw)
	default:
		return errScalar
	}
	return nil
}

// Time is a moment; absent and empty ones are zero.
type Time time.Time

// UnmarshalJSON takes RFC 3339, of any precision.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var s Text
	if err := s.UnmarshalJSON(raw); err != nil {
		return err
	}
	if s == "" {
		*t = Time{}
		return nil
	}
	parsed, err := time.Parse(time.RFC3339Nano, string(s))
	if err != nil {
		return errScalar
	}
	*t = Time(parsed.UTC())
	return nil
}

// Amount is a sum in the currency of its order.
type Amount struct{ decimal.Decimal }

// UnmarshalJSON takes Wix's {amount, formattedAmount}, or a bare number.
func (a *Amount) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '{' {
		var price struct {
			Amount Text `json:"amount"`
		}
		if err := json.Unmarshal(raw, &price); err != nil {
			return errScalar
		}
		return a.set(price.Amount)
	}
	var bare Text
	if err := bare.UnmarshalJSON(raw); err != nil {
		return err
	}
	return a.set(bare)
}

func (a *Amount) set(s Text) error {
	a.Decimal = decimal.Zero
	if s == "" {
		return nil
	}
	d, err := decimal.NewFromString(string(s))
	if err != nil {
		return errScalar
	}
	a.Decimal = d
	return nil
}
