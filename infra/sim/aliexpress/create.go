package aliexpress

import (
	"encoding/json"
	"time"

	"github.com/shopspring/decimal"
)

const (
	orderParameter = "param_place_order_request4_open_api_d_t_o"
	repeatWindow   = 24 * time.Hour
)

type createOrder struct {
	OutOrderID string          `json:"out_order_id"`
	Address    json.RawMessage `json:"logistics_address"`
	Items      []createItem    `json:"product_items"`
}

type createItem struct {
	ProductID json.Number `json:"product_id"`
	Count     json.Number `json:"product_count"`
	SKUAttr   string      `json:"sku_attr"`
	Service   string      `json:"logistics_service_name"`
	Memo      string      `json:"order_memo"`
}

type createExtend struct {
	Payment struct {
		Currency string `json:"pay_currency"`
		TryToPay any    `json:"try_to_pay"`
	} `json:"payment"`
	Trade struct {
		NationalAddress string `json:"nat_addr"`
	} `json:"trade_extra_param"`
}

// create is order creation: repeats first, then the checks, then the orders,
// one for each seller.
func (s *Sim) create(req request, rule *Rule) (fields, *refusal) {
	if req.get(orderParameter) == "" {
		return nil, missing(orderParameter)
	}
	var order createOrder
	var extend createExtend
	if json.Unmarshal([]byte(req.get(orderParameter)), &order) != nil {
		return nil, unmapped(orderParameter)
	}
	if text := req.get("ds_extend_request"); text != "" && json.Unmarshal([]byte(text), &extend) != nil {
		return nil, unmapped("ds_extend_request")
	}
	if req.account.NoAgreement {
		return nil, &refusal{kind: "ISP", code: "15", message: "Remote service error", subCode: "isv.account-migration-check-fail", subMessage: "The dropshipping agreement is not signed"}
	}
	asked := s.purchase(req.account.ID, order.OutOrderID)
	asked.Requests++
	asked.contents[req.get(orderParameter)+"\n"+req.get("ds_extend_request")] = true
	asked.Contents = len(asked.contents)
	if order.OutOrderID != "" && asked.Made > 0 && s.now().Sub(asked.madeAt) < repeatWindow {
		asked.Repeats++
		return s.repeated(asked), nil
	}
	if rule != nil && rule.Kind == RuleFailCreate {
		asked.Refused++
		return failed(rule.Code, rule.Message), nil
	}
	made, code, message := s.plan(order, extend)
	if code != "" {
		asked.Refused++
		return failed(code, message), nil
	}
	if rule != nil && rule.Kind == RuleSplit {
		made = split(made, rule.Parts)
	}
	ids := s.keep(req, order, made, asked)
	body := fields{"is_success": yes(true), "order_list": idList(ids)}
	if wantsPayment(extend.Payment.TryToPay) && !s.payAll(ids, req.account) {
		body["error_msg"] = "OrderCreated, autoPay fail:APIPayFail"
	}
	return fields{"result": body}, nil
}

func (s *Sim) repeated(asked *Purchase) fields {
	switch s.settings.Repeat {
	case RepeatError:
		return failed("REPEATED_ORDER_ERROR", "The order is repeated, please try again")
	case RepeatErrorWithIDs:
		return fields{"result": fields{"is_success": yes(false), "error_code": "REPEATED_ORDER_ERROR", "order_list": idList(asked.Orders)}}
	case RepeatSameIDs:
	}
	return fields{"result": fields{"is_success": yes(true), "order_list": idList(asked.Orders)}}
}

func failed(code, message string) fields {
	return fields{"result": fields{"is_success": yes(false), "error_code": code, "error_msg": message}}
}

func idList(ids []string) listing {
	l := listing{wrapper: "number"}
	for _, id := range ids {
		l.items = append(l.items, digits(id))
	}
	return l
}

func wantsPayment(v any) bool { return v == true || v == "true" }

// plan turns a request into orders, or says what is wrong with it.
func (s *Sim) plan(order createOrder, extend createExtend) (made []*Order, code, message string) {
	country, code, message := checkAddress(order.Address, extend.Trade.NationalAddress)
	if code != "" {
		return nil, code, message
	}
	if len(order.Items) == 0 {
		return nil, "PARM_ILLEGL", "product_items is empty"
	}
	bySeller := map[string]*Order{}
	for _, item := range order.Items {
		child, product, code := s.line(item, country)
		if code != "" {
			return nil, code, ""
		}
		o, there := bySeller[product.StoreID]
		if !there {
			o = &Order{StoreID: product.StoreID, StoreName: product.StoreName}
			bySeller[product.StoreID] = o
			made = append(made, o)
		}
		if child.Currency != made[0].currencyOr(child.Currency) {
			return nil, "PRICE_PAY_CURRENCY_ERROR", ""
		}
		o.Children = append(o.Children, child)
	}
	for _, o := range made {
		for _, c := range o.Children {
			p, _ := s.product(c.ProductID)
			sku, _ := p.sku(c.SKUAttr)
			sku.Stock -= c.Count
		}
	}
	return made, "", ""
}

func (o *Order) currencyOr(other string) string {
	if len(o.Children) == 0 {
		return other
	}
	return o.currency()
}

func (s *Sim) line(item createItem, country string) (Child, *Product, string) {
	product, ok := s.product(item.ProductID.String())
	if !ok {
		return Child{}, nil, "PRODUCT_NOT_EXIST"
	}
	if !product.soldTo(country) {
		return Child{}, nil, "A002_INVALID_ZONE"
	}
	sku, ok := product.sku(item.SKUAttr)
	if !ok {
		return Child{}, nil, "SKU_NOT_EXIST"
	}
	count, err := item.Count.Int64()
	if err != nil || count < 1 {
		return Child{}, nil, "PARM_ILLEGL"
	}
	freight, ok := product.method(item.Service, country)
	if !ok {
		return Child{}, nil, "DELIVERY_METHOD_NOT_EXIST"
	}
	if int64(sku.Stock) < count {
		return Child{}, nil, "INVENTORY_HOLD_ERROR"
	}
	return Child{
		ProductID: product.ID, SKUID: sku.ID, SKUAttr: sku.Attr, Desc: sku.Desc, Name: product.Title, Count: int(count),
		Price: decimal.RequireFromString(sku.Price), Currency: sku.Currency, Shipping: freight.fee(),
		Service: freight.Code, Company: freight.Company, Memo: item.Memo,
	}, product, ""
}

func (f Freight) fee() decimal.Decimal {
	if f.Free || f.Fee == "" {
		return decimal.Zero
	}
	return decimal.RequireFromString(f.Fee)
}

// keep gives the planned orders their ids and writes them down.
func (s *Sim) keep(req request, order createOrder, made []*Order, asked *Purchase) []string {
	var ids []string
	for _, o := range made {
		o.ID, o.OutOrderID, o.App, o.Account = s.newID(), order.OutOrderID, req.app.Key, req.account.ID
		o.CreatedAt, o.PayWithin = s.now(), time.Duration(s.settings.PayWithin)
		o.Address, o.Extend = order.Address, json.RawMessage(orNull(req.get("ds_extend_request")))
		o.settle()
		s.orders = append(s.orders, o)
		ids = append(ids, o.ID)
		s.push(o, "OrderCreated")
	}
	asked.Made++
	asked.madeAt = s.now()
	asked.Orders = append(asked.Orders, ids...)
	return ids
}

func orNull(text string) string {
	if text == "" {
		return "null"
	}
	return text
}

// payAll pays at creation, where the account may.
func (s *Sim) payAll(ids []string, account *Account) bool {
	for _, id := range ids {
		o, _ := s.find(id)
		if !account.AutoPay {
			s.push(o, "paymentFailedEvent")
			continue
		}
		s.pay(o)
	}
	return account.AutoPay
}

// split spreads the lines of planned orders over n orders; a single line with
// several pieces is divided.
func split(made []*Order, n int) []*Order {
	var lines []Child
	for _, o := range made {
		lines = append(lines, o.Children...)
	}
	for len(lines) < n {
		i := widest(lines)
		if lines[i].Count < 2 {
			break
		}
		half := lines[i]
		half.Count, half.Shipping = lines[i].Count/2, decimal.Zero
		lines[i].Count -= half.Count
		lines = append(lines, half)
	}
	out := make([]*Order, min(n, len(lines)))
	for i, line := range lines {
		at := i % len(out)
		if out[at] == nil {
			out[at] = &Order{StoreID: made[0].StoreID, StoreName: made[0].StoreName}
		}
		out[at].Children = append(out[at].Children, line)
	}
	return out
}

func widest(lines []Child) int {
	at := 0
	for i, line := range lines {
		if line.Count > lines[at].Count {
			at = i
		}
	}
	return at
}
