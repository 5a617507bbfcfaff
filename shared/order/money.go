package order

import "github.com/shopspring/decimal"

// Money is an exact amount in one currency (ISO 4217). It is never a float.
type Money struct {
	Amount   decimal.Decimal `json:"amount"`
	Currency string          `json:"currency,omitempty"`
}

// ParseMoney reads a decimal string such as "13.50". An empty amount is zero.
func ParseMoney(amount, currency string) (Money, error) {
	if amount == "" {
		return Money{Currency: currency}, nil
	}
	d, err := decimal.NewFromString(amount)
	if err != nil {
		return Money{}, &InputError{Field: "amount", Problem: "is not a decimal number"}
	}
	return Money{Amount: d, Currency: currency}, nil
}

// Equal compares value and currency: "13.5" equals "13.50".
func (m Money) Equal(other Money) bool {
	return m.Currency == other.Currency && m.Amount.Equal(other.Amount)
}

// IsZero reports whether there is neither an amount nor a currency, so that JSON can leave the field out.
func (m Money) IsZero() bool { return m.Currency == "" && m.Amount.IsZero() }

// String is the amount with its currency, for people.
func (m Money) String() string {
	if m.Currency == "" {
		return m.Amount.String()
	}
	return m.Amount.String() + " " + m.Currency
}
