package woocommerce

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"
)

// orderJSON has every field of the recorded orders, in their order and with their types.
type orderJSON struct {
	ID            int           `json:"id"`
	ParentID      int           `json:"parent_id"`
	Status        string        `json:"status"`
	Currency      string        `json:"currency"`
	Version       string        `json:"version"`
	PricesInclude bool          `json:"prices_include_tax"`
	Created       string        `json:"date_created"`
	Modified      string        `json:"date_modified"`
	DiscountTotal string        `json:"discount_total"`
	DiscountTax   string        `json:"discount_tax"`
	ShippingTotal string        `json:"shipping_total"`
	ShippingTax   string        `json:"shipping_tax"`
	CartTax       string        `json:"cart_tax"`
	Total         string        `json:"total"`
	TotalTax      string        `json:"total_tax"`
	CustomerID    int           `json:"customer_id"`
	OrderKey      string        `json:"order_key"`
	Billing       address       `json:"billing"`
	Shipping      shippingJSON  `json:"shipping"`
	PayMethod     string        `json:"payment_method"`
	PayTitle      string        `json:"payment_method_title"`
	Transaction   string        `json:"transaction_id"`
	IP            string        `json:"customer_ip_address"`
	Agent         string        `json:"customer_user_agent"`
	Via           string        `json:"created_via"`
	Note          string        `json:"customer_note"`
	Completed     *string       `json:"date_completed"`
	Paid          *string       `json:"date_paid"`
	CartHash      string        `json:"cart_hash"`
	Number        string        `json:"number"`
	Meta          []meta        `json:"meta_data"`
	Lines         []lineJSON    `json:"line_items"`
	TaxLines      []any         `json:"tax_lines"`
	ShippingLines []shipJSON    `json:"shipping_lines"`
	FeeLines      []feeJSON     `json:"fee_lines"`
	CouponLines   []any         `json:"coupon_lines"`
	Refunds       []refundShort `json:"refunds"`
	PaymentURL    string        `json:"payment_url"`
	IsEditable    bool          `json:"is_editable"`
	NeedsPayment  bool          `json:"needs_payment"`
	NeedsProcess  bool          `json:"needs_processing"`
	CreatedGMT    string        `json:"date_created_gmt"`
	ModifiedGMT   string        `json:"date_modified_gmt"`
	CompletedGMT  *string       `json:"date_completed_gmt"`
	PaidGMT       *string       `json:"date_paid_gmt"`
	Symbol        string        `json:"currency_symbol"`
	Links         any           `json:"_links"`
}

type shippingJSON struct {
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Company   string `json:"company"`
	Line1     string `json:"address_1"`
	Line2     string `json:"address_2"`
	City      string `json:"city"`
	State     string `json:"state"`
	Postcode  string `json:"postcode"`
	Country   string `json:"country"`
	Phone     string `json:"phone"`
}

type lineJSON struct {
	ID          int        `json:"id"`
	Name        string     `json:"name"`
	ProductID   int        `json:"product_id"`
	VariationID int        `json:"variation_id"`
	Quantity    int        `json:"quantity"`
	TaxClass    string     `json:"tax_class"`
	Subtotal    string     `json:"subtotal"`
	SubtotalTax string     `json:"subtotal_tax"`
	Total       string     `json:"total"`
	TotalTax    string     `json:"total_tax"`
	Taxes       []any      `json:"taxes"`
	Meta        []lineMeta `json:"meta_data"`
	SKU         string     `json:"sku"`
	Unique      string     `json:"global_unique_id"`
	Price       float64    `json:"price"`
	Image       lineImage  `json:"image"`
	Parent      *string    `json:"parent_name"`
}

type lineMeta struct {
	ID           int    `json:"id"`
	Key          string `json:"key"`
	Value        string `json:"value"`
	DisplayKey   string `json:"display_key"`
	DisplayValue string `json:"display_value"`
}

// lineImage's id is "" for simple goods and 0 for variations, as recorded.
type lineImage struct {
	ID  any    `json:"id"`
	Src string `json:"src"`
}

type shipJSON struct {
	ID        int    `json:"id"`
	Title     string `json:"method_title"`
	Method    string `json:"method_id"`
	Instance  string `json:"instance_id"`
	Total     string `json:"total"`
	TotalTax  string `json:"total_tax"`
	Taxes     []any  `json:"taxes"`
	TaxStatus string `json:"tax_status"`
	Meta      []any  `json:"meta_data"`
}

type feeJSON struct {
	ID        int    `json:"id"`
	Name      string `json:"name"`
	TaxClass  string `json:"tax_class"`
	TaxStatus string `json:"tax_status"`
	Amount    string `json:"amount"`
	Total     string `json:"total"`
	TotalTax  string `json:"total_tax"`
	Taxes     []any  `json:"taxes"`
	Meta      []any  `json:"meta_data"`
}

type refundShort struct {
	ID     int    `json:"id"`
	Reason string `json:"reason"`
	Total  string `json:"total"`
}

func (s *Sim) payload(st *site, o *order) orderJSON {
	m := func(d decimal.Decimal) string { return d.StringFixed(st.set.Decimals) }
	zero := m(decimal.Zero)
	at := s.address(st)
	b := o.billing
	sh := o.shipping
	pending := o.status == "pending" || o.status == "failed"
	p := orderJSON{
		ID: o.id, Status: o.status, Currency: o.currency, Version: st.set.Version,
		Created: st.local(o.created), Modified: st.local(o.modified),
		DiscountTotal: zero, DiscountTax: zero, ShippingTax: zero, CartTax: zero, TotalTax: zero,
		Total: m(o.total()), OrderKey: o.key, Billing: b,
		Shipping:  shippingJSON{sh.FirstName, sh.LastName, sh.Company, sh.Line1, sh.Line2, sh.City, sh.State, sh.Postcode, sh.Country, sh.Phone},
		PayMethod: o.payMethod, PayTitle: o.payTitle, Via: o.via, Note: o.note,
		Completed: optional(o.completed, st.local), Paid: optional(o.paid, st.local), Number: o.number,
		Meta: nonNil(o.meta), TaxLines: []any{}, CouponLines: []any{}, Lines: []lineJSON{},
		ShippingLines: []shipJSON{}, FeeLines: []feeJSON{}, Refunds: []refundShort{},
		PaymentURL: fmt.Sprintf("%s/checkout/order-pay/%d/?pay_for_order=true&key=%s", at, o.id, o.key),
		IsEditable: pending || o.status == "on-hold" || o.status == "auto-draft", NeedsPayment: pending && o.total().IsPositive(),
		NeedsProcess: o.needsProcessing(), CreatedGMT: gmt(o.created), ModifiedGMT: gmt(o.modified),
		CompletedGMT: optional(o.completed, gmt), PaidGMT: optional(o.paid, gmt), Symbol: symbol(o.currency),
		Links: links(fmt.Sprintf("%s/wp-json/wc/v3/orders", at), o.id),
	}
	shipping := decimal.Zero
	for _, x := range o.ship {
		shipping = shipping.Add(x.total)
		p.ShippingLines = append(p.ShippingLines, shipJSON{ID: x.id, Title: x.title, Method: x.method, Total: m(x.total), TotalTax: zero, Taxes: []any{}, TaxStatus: "taxable", Meta: []any{}})
	}
	p.ShippingTotal = m(shipping)
	for _, x := range o.fees {
		p.FeeLines = append(p.FeeLines, feeJSON{ID: x.id, Name: x.name, TaxStatus: "none", Total: m(x.total), TotalTax: zero, Taxes: []any{}, Meta: []any{}})
	}
	for _, x := range o.refunds {
		p.Refunds = append(p.Refunds, refundShort{ID: x.id, Reason: x.reason, Total: "-" + m(x.amount)})
	}
	for _, l := range o.lines {
		p.Lines = append(p.Lines, l.json(m))
	}
	return p
}

func (l line) json(m func(decimal.Decimal) string) lineJSON {
	zero := m(decimal.Zero)
	j := lineJSON{
		ID: l.id, Name: l.name, ProductID: l.product, VariationID: l.variation, Quantity: l.quantity,
		Subtotal: m(l.total()), SubtotalTax: zero, Total: m(l.total()), TotalTax: zero, Taxes: []any{},
		Meta: []lineMeta{}, SKU: l.sku, Price: l.price.InexactFloat64(), Image: lineImage{ID: ""},
	}
	if l.variation != 0 {
		j.Image.ID, j.Parent = 0, &l.parent
		j.Meta = append(j.Meta, lineMeta{ID: l.metaID, Key: "size", Value: l.size, DisplayKey: "Size", DisplayValue: l.size})
	}
	return j
}

func optional(t time.Time, format func(time.Time) string) *string {
	if t.IsZero() {
		return nil
	}
	text := format(t)
	return &text
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func symbol(currency string) string {
	switch currency {
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	default:
		return "$"
	}
}

type hrefJSON struct {
	Href  string     `json:"href"`
	Hints *hintsJSON `json:"targetHints,omitempty"`
}

type hintsJSON struct {
	Allow []string `json:"allow"`
}

func links(collection string, id int) any {
	self := fmt.Sprintf("%s/%d", collection, id)
	return struct {
		Self       []hrefJSON `json:"self"`
		Collection []hrefJSON `json:"collection"`
		Templates  []any      `json:"email_templates"`
	}{
		Self:       []hrefJSON{{Href: self, Hints: &hintsJSON{Allow: []string{"GET", "POST", "PUT", "PATCH", "DELETE"}}}},
		Collection: []hrefJSON{{Href: collection}},
		Templates: []any{struct {
			Embeddable bool   `json:"embeddable"`
			Href       string `json:"href"`
		}{true, self + "/actions/email_templates"}},
	}
}
