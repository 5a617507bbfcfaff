package shopify

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fulfillmentCreate records a fulfilment, or refuses in the shop's recorded words.
func (x *execution) fulfillmentCreate(args map[string]any) (any, error) {
	const kind, result = "FulfillmentCreate", "fulfillment"
	if err := x.writes(); err != nil {
		return nil, err
	}
	in, _ := args["fulfillment"].(map[string]any)
	t, message := trackingOf(in["trackingInfo"])
	if message != "" {
		return payload(kind, result, nil, refuse(message, "fulfillment", "trackingInfo")), nil
	}
	o, portions, refusal, err := x.portions(in["lineItemsByFulfillmentOrder"])
	if err != nil {
		return nil, err
	}
	if refusal != nil {
		return payload(kind, result, nil, refusal), nil
	}
	notify, _ := in["notifyCustomer"].(bool)
	f := x.sim.fulfil(x.shop, o, portions, t, notify)
	return payload(kind, result, x.fulfilmentNode(o, f)), nil
}

// portions checks what is to be fulfilled: existence first, then that it belongs together, then status and quantity.
func (x *execution) portions(in any) (*order, []portion, object, error) {
	var owner *order
	var portions []portion
	orders, locations := map[int64]bool{}, map[int64]bool{}
	list, _ := in.([]any)
	for i, entry := range list {
		group, _ := entry.(map[string]any)
		o, fo, err := x.fulfilmentOrder(group["fulfillmentOrderId"])
		if err != nil {
			return nil, nil, nil, err
		}
		if fo == nil || !x.sees(fo) {
			return nil, nil, refuse("Fulfillment order does not exist.", "fulfillment"), nil
		}
		if !x.fulfils(fo) {
			return nil, nil, nil, &fieldError{"ACCESS_DENIED", "The api_client does not have the required permission(s)."}
		}
		some, refusal, err := x.linesOf(fo, group["fulfillmentOrderLineItems"], i)
		if err != nil || refusal != nil {
			return nil, nil, refusal, err
		}
		owner, orders[o.id], locations[fo.location.id] = o, true, true
		portions = append(portions, some...)
	}
	switch {
	case len(orders) > 1:
		return nil, nil, refuse("All fulfillment orders must belong to the same order. Multiple orders with ids "+idList(orders)+" were found.", "fulfillment"), nil
	case len(locations) > 1:
		return nil, nil, refuse("All fulfillment orders must be assigned to a single location. Multiple locations with ids "+idList(locations)+" were found.", "fulfillment"), nil
	case owner == nil:
		return nil, nil, refuse("Line items by fulfillment order can't be blank", "fulfillment", "lineItemsByFulfillmentOrder"), nil
	}
	for _, p := range portions {
		if p.order.status != "open" && p.order.status != "in_progress" {
			return nil, nil, refuse(fmt.Sprintf("Fulfillment order %d has an unfulfillable status= %s.", p.order.id, p.order.status), "fulfillment"), nil
		}
	}
	wanted := map[*fulfilmentOrderLine]int{}
	for _, p := range portions {
		if wanted[p.line] += p.quantity; wanted[p.line] > p.line.remaining {
			return nil, nil, refuse("Invalid fulfillment order line item quantity requested.", "fulfillment"), nil
		}
	}
	return owner, portions, nil, nil
}

// maxLines is how many lines of a fulfilment order one call may name.
const maxLines = 512

func (x *execution) linesOf(fo *fulfilmentOrder, in any, group int) ([]portion, object, error) {
	list, _ := in.([]any)
	if len(list) == 0 {
		all := fo.remaining()
		if len(all) == 0 {
			// Nothing remains, so its status decides what is answered.
			all = []portion{{order: fo, line: &fulfilmentOrderLine{}}}
		}
		return all, nil, nil
	}
	if len(list) > maxLines {
		return nil, nil, &fieldError{"BAD_REQUEST", "The input array size is greater than the maximum allowed of 512."}
	}
	var portions []portion
	for i, entry := range list {
		item, _ := entry.(map[string]any)
		id, ok := parseGID("FulfillmentOrderLineItem", fmt.Sprint(item["id"]))
		if !ok {
			return nil, nil, invalidID()
		}
		at := slices.IndexFunc(fo.lines, func(l *fulfilmentOrderLine) bool { return l.id == id })
		if at < 0 {
			return nil, refuse("Fulfillment order line item does not exist.", "fulfillment"), nil
		}
		quantity, _ := whole(item["quantity"])
		if quantity < 1 {
			return nil, refuse("Quantity must be greater than 0", "fulfillment", "lineItemsByFulfillmentOrder",
				strconv.Itoa(group), "fulfillmentOrderLineItems", strconv.Itoa(i), "quantity"), nil
		}
		portions = append(portions, portion{order: fo, line: fo.lines[at], quantity: quantity})
	}
	return portions, nil, nil
}

func idList(ids map[int64]bool) string {
	var all []int64
	for id := range ids {
		all = append(all, id)
	}
	slices.Sort(all)
	var texts []string
	for _, id := range all {
		texts = append(texts, strconv.FormatInt(id, 10))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// trackingOf reads tracking in one of its two forms; both at once are refused.
func trackingOf(in any) (tracking, string) {
	info, _ := in.(map[string]any)
	var t tracking
	t.company, _ = info["company"].(string)
	one, hasOne := info["number"].(string)
	many, hasMany := info["numbers"].([]any)
	if hasOne && hasMany {
		return t, "number and numbers cannot be used together"
	}
	if hasOne {
		t.numbers = []string{one}
	}
	for _, n := range many {
		t.numbers = append(t.numbers, fmt.Sprint(n))
	}
	if link, ok := info["url"].(string); ok {
		t.urls = []string{link}
	}
	links, _ := info["urls"].([]any)
	for _, link := range links {
		t.urls = append(t.urls, fmt.Sprint(link))
	}
	for _, link := range t.urls {
		if !strings.HasPrefix(link, "http://") && !strings.HasPrefix(link, "https://") {
			return t, "url is not valid"
		}
	}
	return t, ""
}
