package woocommerce

import (
	"github.com/shopspring/decimal"

	"onward/shared/order"
)

func (o *Order) money(amount decimal.Decimal) order.Money {
	return order.Money{Amount: amount, Currency: o.Currency}
}
