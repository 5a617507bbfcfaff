package aliexpress

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
	_ "time/tzdata" // the platform prints times of its own zone

	"github.com/shopspring/decimal"
)

const platformZone = "America/Los_Angeles"

func inZone(t time.Time) time.Time {
	zone, err := time.LoadLocation(platformZone)
	if err != nil {
		return t
	}
	return t.In(zone)
}

func money(d decimal.Decimal, currency string) fields {
	return fields{"amount": d.StringFixed(2), "currency_code": currency}
}

// orderGet reads an order. One that is somebody else's, unknown, or too young
// is all the same to it.
func (s *Sim) orderGet(req request) (fields, *refusal) {
	id := req.get("order_id")
	if req.method == methodOrder {
		var query struct {
			OrderID any `json:"order_id"`
		}
		if req.get("single_order_query") == "" {
			return nil, missing("single_order_query")
		}
		if json.Unmarshal([]byte(req.get("single_order_query")), &query) != nil {
			return nil, unmapped("single_order_query")
		}
		id, _ = query.OrderID.(string)
	}
	o, ok := s.find(id)
	if !ok || o.Account != req.account.ID || s.now().Sub(o.CreatedAt) < time.Duration(s.settings.InvisibleFor) {
		return nil, notVisible()
	}
	return fields{"result": s.orderBody(o)}, nil
}

func (s *Sim) orderBody(o *Order) fields {
	body := fields{
		"gmt_create":         inZone(o.CreatedAt).Format(time.DateTime),
		"order_status":       o.Status,
		"logistics_status":   o.Logistics,
		"pay_timeout_second": digits(strconv.FormatInt(int64(o.PayWithin.Seconds()), 10)),
		"user_order_amount":  money(o.total(), o.currency()),
		"order_amount":       money(o.total(), o.currency()),
		"store_info":         fields{"store_id": digits(o.StoreID), "store_name": o.StoreName, "store_url": "https://www.aliexpress.com/store/" + o.StoreID},
		"child_order_list":   listing{wrapper: "aeop_child_order_info", items: childBodies(o)},
	}
	if !o.PaidAt.IsZero() {
		body["order_paidtime_string"] = inZone(o.PaidAt).Format("2006-01-02T15:04:05-07:00") + "[" + platformZone + "]"
	}
	numbers := listing{wrapper: "aeop_order_logistics_info"}
	for i := range o.Parcels {
		numbers.items = append(numbers.items, fields{
			"logistics_no": "LP00" + o.ID[4:] + strconv.Itoa(i), "logistics_service": o.Children[0].Service,
		})
	}
	body["logistics_info_list"] = numbers
	return body
}

func childBodies(o *Order) []any {
	var out []any
	for _, c := range o.Children {
		body := fields{
			"product_id": digits(c.ProductID), "sku_id": digits(c.SKUID), "product_name": c.Name, "product_count": digits(strconv.Itoa(c.Count)),
			"product_price": money(c.Price, c.Currency), "actual_fee": money(c.fee(), c.Currency),
			"shipping_fee": money(c.Shipping, c.Currency), "actual_shipping_fee": money(c.Shipping, c.Currency),
			"actual_tax_fee": money(decimal.Zero, c.Currency),
		}
		if c.EndReason != "" {
			body["end_reason"] = c.EndReason
		}
		out = append(out, body)
	}
	return out
}

// trackingGet reads the packages. It answers 1001 for an unshipped order and
// for one that does not exist alike.
func (s *Sim) trackingGet(req request, words wording) fields {
	none := fields{"result": fields{"ret": yes(false), "msg": "TRACKING DATA NOT FOUND", "code": "1001"}}
	o, ok := s.find(req.get("ae_order_id"))
	if !ok || o.Account != req.account.ID {
		return none
	}
	if len(o.Parcels) == 0 {
		if words.chance(3) {
			return fields{"result": fields{"ret": yes(true), "data": fields{"tracking_detail_line_list": listing{wrapper: "tracking_detail"}}}}
		}
		return none
	}
	lines := listing{wrapper: "tracking_detail"}
	for i := range o.Parcels {
		lines.items = append(lines.items, parcelBody(o, i, words))
	}
	if words.rotating {
		words.random.Shuffle(len(lines.items), func(i, j int) { lines.items[i], lines.items[j] = lines.items[j], lines.items[i] })
	}
	return fields{"result": fields{"ret": yes(true), "msg": "", "code": "", "data": fields{"tracking_detail_line_list": lines}}}
}

func parcelBody(o *Order, at int, words wording) fields {
	p := o.Parcels[at]
	nodes := listing{wrapper: "detail_node"}
	for _, e := range slices.Backward(p.Events) { // newest first
		nodes.items = append(nodes.items, fields{
			"time_stamp": millis(e.At), "tracking_name": e.Name, "tracking_detail_desc": e.Text,
		})
	}
	if words.rotating {
		words.random.Shuffle(len(nodes.items), func(i, j int) { nodes.items[i], nodes.items[j] = nodes.items[j], nodes.items[i] })
	}
	items := listing{wrapper: "package_item"}
	for _, item := range p.Items {
		c := o.Children[item.Child]
		body := fields{
			"item_id": digits(c.ProductID), "quantity": digits(strconv.Itoa(item.Quantity)),
			"item_title": c.Name, "sku_desc": c.Desc,
		}
		// Some answers lack the SKU's id: here those of every second order, always.
		if !words.rotating || (o.ID[len(o.ID)-1]-'0')%2 == 0 {
			body["sku_id"] = digits(c.SKUID)
		}
		items.items = append(items.items, body)
	}
	body := fields{
		"mail_no": p.Number, "carrier_name": p.Carrier, "eta_time_stamps": millis(p.ShippedAt.Add(12 * 24 * time.Hour)),
		"detail_node_list": nodes, "package_item_list": items,
	}
	if p.LastMile != "" {
		body["cp_name"] = p.LastMile
	}
	return body
}

func millis(t time.Time) digits { return digits(strconv.FormatInt(t.UnixMilli(), 10)) }
