package aliexpress

import (
	"context"

	"github.com/shopspring/decimal"
)

const methodFreightQuery = "aliexpress.ds.freight.query"

// FreightQuery asks how a variant can be sent. Country is an ISO code;
// Province and City are names.
type FreightQuery struct {
	ProductID string
	SKUID     string
	Quantity  int
	Country   string
	Province  string
	City      string
	Currency  string // default USD
	Language  string // default en_US
}

// FreightOption is one shipping method on offer.
type FreightOption struct {
	Code    string // what an order names the method by
	Company string
	Fee     *Money // nil = none stated
	// Free: no fee at all. FreeFrom: no fee once the goods reach it (zero
	// means always); nil = never by amount.
	Free     bool
	FreeFrom *decimal.Decimal
	MinDays  int
	MaxDays  int
	Tracked  bool
	ShipFrom string
	Stock    *int // nil = not told
}

// Cost is the fee for goods of that value; known is false where the answer
// gave neither a fee nor a reason for none.
func (o FreightOption) Cost(goods decimal.Decimal) (fee decimal.Decimal, known bool) {
	switch {
	case o.Free, o.FreeFrom != nil && goods.GreaterThanOrEqual(*o.FreeFrom):
		return decimal.Zero, true
	case o.Fee == nil:
		return decimal.Zero, false
	}
	return o.Fee.Amount, true
}

type wireFreightQuery struct {
	Quantity  int    `json:"quantity"`
	Country   string `json:"shipToCountry"`
	ProductID string `json:"productId"`
	SKUID     string `json:"selectedSkuId"`
	Language  string `json:"language"`
	Locale    string `json:"locale"`
	Currency  string `json:"currency"`
	Province  string `json:"provinceCode,omitempty"`
	City      string `json:"cityCode,omitempty"`
}

type wireFreight struct {
	Success flag               `json:"success"`
	Code    text               `json:"code"`
	Msg     text               `json:"msg"`
	Options list[wireDelivery] `json:"delivery_options"`
}

type wireDelivery struct {
	Code      text  `json:"code"`
	Company   text  `json:"company"`
	Fee       text  `json:"shipping_fee_cent"` // in major units, whatever its name says
	Currency  text  `json:"shipping_fee_currency"`
	Free      flag  `json:"free_shipping"`
	MayBeFree flag  `json:"mayHavePFS"`
	Threshold text  `json:"free_shipping_threshold"`
	MinDays   whole `json:"min_delivery_days"`
	MaxDays   whole `json:"max_delivery_days"`
	Tracking  flag  `json:"tracking"`
	ShipFrom  text  `json:"ship_from_country"`
	Stock     whole `json:"available_stock"`
}

// QueryFreight lists the shipping methods on offer. An address that none
// reaches is [Refused].
func (c *Client) QueryFreight(ctx context.Context, session string, f FreightQuery) ([]FreightOption, error) {
	language := defaulted(f.Language, "en_US")
	req, err := compact(wireFreightQuery{
		Quantity: f.Quantity, Country: CountryCode(f.Country), ProductID: f.ProductID, SKUID: f.SKUID,
		Language: language, Locale: language, Currency: defaulted(f.Currency, "USD"), Province: f.Province, City: f.City,
	})
	if err != nil {
		return nil, err
	}
	q := call{method: methodFreightQuery, session: session, params: map[string]string{"queryDeliveryReq": req}}
	a, err := c.do(ctx, q)
	if err != nil {
		return nil, err
	}
	var w wireFreight
	there, err := a.result(&w)
	if err != nil || !there {
		return nil, unreadable(q, a.requestID, "unreadable answer")
	}
	if e := freightError(w, a.requestID); e != nil {
		return nil, e
	}
	var options []FreightOption
	for _, d := range w.Options {
		options = append(options, d.option())
	}
	return options, nil
}

func freightError(w wireFreight, requestID string) *Error {
	if !w.Success.set || w.Success.on {
		return nil
	}
	e := &Error{Op: methodFreightQuery, Kind: Refused, Code: string(w.Code), SubCode: string(w.Msg), RequestID: requestID}
	switch {
	case w.Code == "505" || w.Msg == "DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS":
		e.Reason = ReasonNotShippable
	case w.Msg == "DELIVERY_INFO_EMPTY":
		e.Reason = ReasonShippingMethod
	default:
		e.Kind, e.Reason, e.SubCode, e.Message = Temporary, ReasonOutage, "", string(w.Msg)
	}
	e.Fix = e.Reason.fix()
	return e
}

func (w wireDelivery) option() FreightOption {
	o := FreightOption{
		Code: string(w.Code), Company: string(w.Company), Fee: parseMoney(string(w.Fee), string(w.Currency)),
		Free: w.Free.on, MinDays: int(w.MinDays.n), MaxDays: int(w.MaxDays.n), Tracked: w.Tracking.on, ShipFrom: string(w.ShipFrom),
	}
	if w.Stock.set {
		n := int(w.Stock.n)
		o.Stock = &n
	}
	if w.MayBeFree.on {
		if threshold, err := decimal.NewFromString(string(w.Threshold)); err == nil {
			o.FreeFrom = &threshold
		}
	}
	return o
}
