package woocommerce

import (
	"encoding/json"
	"errors"
	"html"
	"strings"

	"github.com/shopspring/decimal"
)

type wireOrder struct {
	ID        flexString               `json:"id"`
	Number    flexString               `json:"number"`
	Status    flexString               `json:"status"`
	Version   flexString               `json:"version"`
	Currency  flexString               `json:"currency"`
	Total     flexString               `json:"total"`
	Created   flexString               `json:"date_created_gmt"`
	Modified  flexString               `json:"date_modified_gmt"`
	Paid      flexString               `json:"date_paid_gmt"`
	Completed flexString               `json:"date_completed_gmt"`
	PaidLocal flexString               `json:"date_paid"`
	Billing   flexObject[wireAddress]  `json:"billing"`
	Shipping  flexObject[wireAddress]  `json:"shipping"`
	Lines     flexList[wireLine]       `json:"line_items"`
	Methods   flexList[wireShipMethod] `json:"shipping_lines"`
	Refunds   flexList[wireRefundRef]  `json:"refunds"`
	Needs     *bool                    `json:"needs_processing"`
}

type wireAddress struct {
	FirstName flexString `json:"first_name"`
	LastName  flexString `json:"last_name"`
	Company   flexString `json:"company"`
	Line1     flexString `json:"address_1"`
	Line2     flexString `json:"address_2"`
	City      flexString `json:"city"`
	State     flexString `json:"state"`
	Postcode  flexString `json:"postcode"`
	Country   flexString `json:"country"`
	Email     flexString `json:"email"`
	Phone     flexString `json:"phone"`
}

type wireLine struct {
	ID        flexString         `json:"id"`
	Name      flexString         `json:"name"`
	Product   flexString         `json:"product_id"`
	Variation flexString         `json:"variation_id"`
	Quantity  flexString         `json:"quantity"`
	SKU       flexString         `json:"sku"`
	Price     flexString         `json:"price"`
	Total     flexString         `json:"total"`
	Meta      flexList[wireMeta] `json:"meta_data"`
}

type wireMeta struct {
	ID           flexString      `json:"id"`
	Key          flexString      `json:"key"`
	Value        json.RawMessage `json:"value"`
	DisplayKey   flexString      `json:"display_key"`
	DisplayValue flexString      `json:"display_value"`
}

// text is the value when it is a scalar, else "".
func (m wireMeta) text() string {
	var s flexString
	_ = s.UnmarshalJSON(m.Value) // an odd value is no text, which is all that is asked
	return string(s)
}

type wireShipMethod struct {
	Method flexString `json:"method_id"`
}

type wireRefundRef struct {
	ID    flexString `json:"id"`
	Total flexString `json:"total"`
}

// DecodeOrder reads an order object of REST v3, which is also a webhook's body.
func DecodeOrder(body []byte) (Order, error) {
	var w wireOrder
	if err := json.Unmarshal(body, &w); err != nil {
		return Order{}, errors.New("woocommerce: decode order: " + scrub(err).Error())
	}
	return w.order()
}

func (w wireOrder) order() (Order, error) {
	if !isID(string(w.ID)) {
		return Order{}, errors.New("woocommerce: decode order: no id")
	}
	o := Order{
		ID: string(w.ID), Number: string(w.Number), Version: string(w.Version),
		Status:   strings.TrimPrefix(string(w.Status), "wc-"),
		Currency: string(w.Currency),
		Created:  parseGMT(w.Created), Modified: parseGMT(w.Modified),
		PaidAt: parseGMT(w.Paid), CompletedAt: parseGMT(w.Completed),
		NeedsProcessing: w.Needs == nil || *w.Needs,
	}
	if o.PaidAt.IsZero() && w.PaidLocal != "" {
		// That it was paid matters; the hour of a zone we are not told does not.
		o.PaidAt = parseGMT(w.PaidLocal)
	}
	o.Total = o.amount(w.Total, "total")
	for _, m := range w.Methods {
		o.ShippingMethods = append(o.ShippingMethods, string(m.Method))
	}
	for _, r := range w.Refunds {
		// A deleted refund may stay behind as id 0 and "-0.00".
		if amount := o.amount(r.Total, "refund").Abs(); isID(string(r.ID)) {
			o.Refunds = append(o.Refunds, RefundRef{ID: string(r.ID), Amount: amount})
			o.RefundedTotal = o.RefundedTotal.Add(amount)
		}
	}
	o.RefundsPending = len(o.Refunds) > 0
	for _, l := range w.Lines {
		o.Lines = append(o.Lines, o.line(l))
	}
	o.address(w.Shipping.value, w.Billing.value)
	return o, nil
}

func (o *Order) amount(s flexString, what string) decimal.Decimal {
	d, ok := s.decimal()
	if !ok {
		o.Doubts = append(o.Doubts, what+" is not a number")
	}
	return d
}

func (o *Order) line(w wireLine) Line {
	l := Line{
		ID: w.ID.id(), ProductID: w.Product.id(), VariationID: w.Variation.id(),
		SKU: string(w.SKU), Name: html.UnescapeString(string(w.Name)),
		Quantity: o.amount(w.Quantity, "line quantity"),
		Price:    o.amount(w.Price, "line price"), Total: o.amount(w.Total, "line total"),
	}
	l.Fractional = !l.Quantity.IsInteger()
	if l.Quantity.IsNegative() || l.Quantity.GreaterThan(decimal.NewFromInt(1_000_000)) {
		o.Doubts = append(o.Doubts, "line quantity out of range")
		l.Quantity = decimal.Zero
	}
	l.Ordered = int(l.Quantity.IntPart())
	for _, m := range w.Meta {
		name, value := string(m.DisplayKey), string(m.DisplayValue)
		if name == "" {
			name = string(m.Key)
		}
		if value == "" {
			value = m.text()
		}
		// Keys with an underscore are the store's own bookkeeping.
		if name != "" && value != "" && !strings.HasPrefix(string(m.Key), "_") {
			l.Options = append(l.Options, Option{Name: html.UnescapeString(name), Value: plain(value)})
		}
	}
	return l
}
