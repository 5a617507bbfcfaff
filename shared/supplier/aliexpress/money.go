package aliexpress

import (
	"bytes"

	"github.com/shopspring/decimal"
)

// Money is an amount in a currency, exactly as the platform stated it.
type Money struct {
	Amount   decimal.Decimal
	Currency string
}

// wireMoney is the platform's {amount, currency_code}.
type wireMoney struct {
	Amount   text `json:"amount"`
	Currency text `json:"currency_code"`
}

// UnmarshalJSON also takes a bare amount, and anything else as unknown.
func (w *wireMoney) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) > 0 && data[0] == '{' {
		type plain wireMoney
		return decode(data, (*plain)(w))
	}
	return w.Amount.UnmarshalJSON(data)
}

// money is nil where the amount is missing or not a number: an unknown price
// must not look like a free one.
func (w wireMoney) money() *Money {
	return parseMoney(string(w.Amount), string(w.Currency))
}

func parseMoney(amount, currency string) *Money {
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return nil
	}
	return &Money{Amount: d, Currency: currency}
}
