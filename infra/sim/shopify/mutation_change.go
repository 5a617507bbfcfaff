package shopify

import (
	"fmt"
	"slices"
)

func (x *execution) trackingUpdate(args map[string]any) (any, error) {
	const kind, result = "FulfillmentTrackingInfoUpdate", "fulfillment"
	if err := x.writes(); err != nil {
		return nil, err
	}
	o, f, err := x.fulfilment(args["fulfillmentId"])
	if err != nil {
		return nil, err
	}
	if f == nil {
		return payload(kind, result, nil, refuse("Fulfillment does not exist.", "fulfillmentId")), nil
	}
	t, message := trackingOf(args["trackingInfoInput"])
	if message != "" {
		return payload(kind, result, nil, refuse(message, "trackingInfoInput")), nil
	}
	notify, _ := args["notifyCustomer"].(bool)
	x.sim.retrack(x.shop, o, f, t, notify)
	return payload(kind, result, x.fulfilmentNode(o, f)), nil
}

func (x *execution) fulfillmentCancel(args map[string]any) (any, error) {
	const kind, result = "FulfillmentCancel", "fulfillment"
	if err := x.writes(); err != nil {
		return nil, err
	}
	o, f, err := x.fulfilment(args["id"])
	if err != nil {
		return nil, err
	}
	if f == nil {
		return payload(kind, result, nil, refuse("Fulfillment not found.", "id")), nil
	}
	x.sim.cancelFulfilment(x.shop, o, f)
	return payload(kind, result, x.fulfilmentNode(o, f)), nil
}

func (x *execution) fulfillmentOrderMove(args map[string]any) (any, error) {
	if err := x.writes(); err != nil {
		return nil, err
	}
	answer := func(original, moved any, errs ...object) (any, error) {
		all := []any{}
		for _, e := range errs {
			all = append(all, values("FulfillmentOrderMoveFulfillmentOrderMoveUserError", e))
		}
		return values("FulfillmentOrderMovePayload", object{
			"movedFulfillmentOrder": moved, "originalFulfillmentOrder": original, "remainingFulfillmentOrder": nil, "userErrors": all,
		}), nil
	}
	o, fo, err := x.fulfilmentOrder(args["id"])
	if err != nil {
		return nil, err
	}
	if fo == nil || !x.sees(fo) {
		return answer(nil, nil, refuse("Fulfillment order does not exist.", "id"))
	}
	id, ok := parseGID("Location", fmt.Sprint(args["newLocationId"]))
	if !ok {
		return nil, invalidID()
	}
	at := slices.IndexFunc(x.shop.locations, func(l *location) bool { return l.id == id })
	switch {
	case at < 0:
		return answer(nil, nil, refuse("Location not found.", "newLocationId"))
	case fo.location.service && fo.request != "unsubmitted":
		return answer(nil, nil, refuse("Cannot move submitted fulfillment order that is at a 3PL fulfillment service.", "id"))
	case fo.status == "in_progress":
		e := refuse("Cannot move a fulfillment order that has progress reported.", "id")
		e["code"] = "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
		return answer(nil, nil, e)
	case fo.status == "closed" || fo.location.id == id:
		return answer(nil, nil, refuse("Cannot change location.", "id"))
	}
	portions, refusal, err := x.linesOf(fo, args["fulfillmentOrderLineItems"], 0)
	if err != nil {
		return nil, err
	}
	if refusal != nil {
		return answer(nil, nil, refusal)
	}
	moved := x.sim.move(x.shop, o, fo, x.shop.locations[at], portions)
	return answer(x.fulfilmentOrderNode(o, fo), x.fulfilmentOrderNode(o, moved))
}

// releaseHold lets holds go: those named, or all of them, another app's too.
func (x *execution) releaseHold(args map[string]any) (any, error) {
	if err := x.writes(); err != nil {
		return nil, err
	}
	o, fo, err := x.fulfilmentOrder(args["id"])
	if err != nil {
		return nil, err
	}
	if fo == nil || !x.sees(fo) {
		return nil, invalidID()
	}
	wanted, _ := args["holdIds"].([]any)
	x.sim.release(x.shop, o, func(at *fulfilmentOrder, h *hold) bool {
		return at == fo && (len(wanted) == 0 || slices.Contains(wanted, any(gid("FulfillmentHold", h.id))))
	})
	return payload("FulfillmentOrderReleaseHold", "fulfillmentOrder", x.fulfilmentOrderNode(o, fo)), nil
}
