package shopify

import (
	"strconv"
	"strings"
)

func (x *execution) fulfilmentNode(o *order, f *fulfilment) node {
	display := "FULFILLED"
	if f.status != "success" {
		display = "CANCELED"
	}
	fields := object{
		"id": gid("Fulfillment", f.id), "legacyResourceId": strconv.FormatInt(f.id, 10), "name": f.name,
		"status": strings.ToUpper(f.status), "displayStatus": display, "createdAt": graphTime(f.created),
		"updatedAt": graphTime(f.updated), "location": nil,
	}
	if f.location != nil {
		fields["location"] = locationNode(f.location)
	}
	total := 0
	for _, l := range f.lines {
		total += l.quantity
	}
	fields["totalQuantity"] = total
	fields["trackingInfo"] = later(func(args map[string]any) (any, error) {
		all := []any{}
		for i, n := range f.numbers {
			info := object{"company": textOrNil(f.company), "number": n, "url": nil}
			if i < len(f.urls) {
				info["url"] = textOrNil(f.urls[i])
			}
			all = append(all, values("FulfillmentTrackingInfo", info))
		}
		return firstOf(all, args), nil
	})
	fields["fulfillmentLineItems"] = later(func(args map[string]any) (any, error) {
		var all []element
		for _, l := range f.lines {
			all = append(all, element{strconv.FormatInt(l.id, 10), values("FulfillmentLineItem", object{
				"id": gid("FulfillmentLineItem", l.id), "quantity": l.quantity, "lineItem": x.lineNode(o, l.line),
			})})
		}
		return connection("FulfillmentLineItem", all, args)
	})
	fields["order"] = later(func(map[string]any) (any, error) { return x.orderNode(o), nil })
	return values("Fulfillment", fields)
}

func (x *execution) fulfilmentOrderNode(o *order, fo *fulfilmentOrder) node {
	holds, actions := []any{}, []any{}
	for _, h := range fo.holds {
		holds = append(holds, values("FulfillmentHold", object{
			"id": gid("FulfillmentHold", h.id), "reason": strings.ToUpper(h.reason), "reasonNotes": textOrNil(h.notes),
			"displayReason": h.reason, "heldByRequestingApp": h.app != "" && h.app == x.install.app.clientID, "handle": nil,
		}))
	}
	for _, action := range x.actions(fo) {
		actions = append(actions, values("FulfillmentOrderSupportedAction", object{"action": action, "externalUrl": nil}))
	}
	fields := object{
		"id": gid("FulfillmentOrder", fo.id), "status": strings.ToUpper(fo.status), "requestStatus": strings.ToUpper(fo.request),
		"createdAt": graphTime(fo.created), "updatedAt": graphTime(fo.updated), "fulfillAt": nil, "supportedActions": actions,
		"fulfillmentHolds": holds, "orderId": gid("Order", o.id), "orderName": o.name,
		"assignedLocation": values("FulfillmentOrderAssignedLocation", object{"name": fo.location.name, "location": locationNode(fo.location)}),
	}
	if !fo.fulfillAt.IsZero() {
		fields["fulfillAt"] = graphTime(fo.fulfillAt)
	}
	fields["order"] = later(func(map[string]any) (any, error) { return x.orderNode(o), nil })
	fields["lineItems"] = later(func(args map[string]any) (any, error) {
		var all []element
		for _, l := range fo.lines {
			all = append(all, element{strconv.FormatInt(l.id, 10), values("FulfillmentOrderLineItem", object{
				"id": gid("FulfillmentOrderLineItem", l.id), "totalQuantity": l.total, "remainingQuantity": l.remaining,
				"lineItem": x.lineNode(o, l.line), "requiresShipping": l.line.ships, "sku": textOrNil(l.line.sku), "productTitle": l.line.title,
			})})
		}
		return connection("FulfillmentOrderLineItem", all, args)
	})
	return values("FulfillmentOrder", fields)
}

// actions is what the app may do with a fulfilment order as it stands.
func (x *execution) actions(fo *fulfilmentOrder) []string {
	if !x.fulfils(fo) {
		return nil
	}
	switch fo.status {
	case "open":
		return []string{"CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"}
	case "in_progress":
		return []string{"CREATE_FULFILLMENT", "REPORT_PROGRESS", "MARK_AS_OPEN"}
	case "on_hold":
		return []string{"RELEASE_HOLD", "HOLD", "MOVE"}
	case "scheduled":
		return []string{"MARK_AS_OPEN", "MOVE"}
	}
	return nil
}

func locationNode(l *location) node {
	return values("Location", object{
		"id": gid("Location", l.id), "legacyResourceId": strconv.FormatInt(l.id, 10), "name": l.name, "isActive": true,
		"fulfillsOnlineOrders": true, "isFulfillmentService": l.service, "shipsInventory": true,
	})
}
