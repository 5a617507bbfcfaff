package shopify

import "strings"

// fulfilmentPayload is what fulfillments/* carries. A gift card's fulfilment has neither tracking nor destination.
func (s *Sim) fulfilmentPayload(sh *shop, o *order, f *fulfilment) object {
	out := template("fulfillments-create")
	pattern := first(out, "line_items")
	fill(out, object{
		"id": f.id, "admin_graphql_api_id": gid("Fulfillment", f.id), "order_id": o.id, "status": f.status, "name": f.name,
		"created_at": restTime(f.created), "updated_at": restTime(f.updated), "email": o.email, "service": "manual",
		"tracking_company": textOrNil(f.company), "tracking_number": nil, "tracking_url": nil, "location_id": nil,
	})
	if f.location != nil {
		out["location_id"] = f.location.id
	}
	numbers, links, lines, ships := []any{}, []any{}, []any{}, false
	for _, number := range f.numbers {
		numbers = append(numbers, number)
		out["tracking_number"] = f.numbers[0]
	}
	for _, link := range f.urls {
		if link != "" {
			links = append(links, link)
			out["tracking_url"] = links[0]
		}
	}
	for _, l := range f.lines {
		ships = ships || l.line.ships
		payload := linePayload(sh, o, l.line, copyOf(pattern))
		payload["quantity"] = l.quantity
		lines = append(lines, payload)
	}
	fill(out, object{"tracking_numbers": numbers, "tracking_urls": links, "line_items": lines})
	switch {
	case !o.hasProtectedData:
		out["destination"], out["email"] = nil, nil
	case o.ship == nil || !ships:
		out["destination"] = nil
	default:
		out["destination"] = fill(part(out, "destination"), addressPayload(o.ship))
	}
	return out
}

// refundPayload is what refunds/create carries. A refund of money alone has no lines.
func (s *Sim) refundPayload(sh *shop, o *order, r *refund) object {
	out := template("refunds-create")
	linePattern, moneyPattern := first(out, "refund_line_items"), first(out, "transactions")
	fill(out, object{
		"id": r.id, "admin_graphql_api_id": gid("Refund", r.id), "order_id": o.id, "created_at": restTime(r.created),
		"processed_at": restTime(r.created), "note": textOrNil(r.note),
	})
	lines := []any{}
	for _, l := range r.lines {
		whole := l.line.price.Mul(amountOf(l.quantity))
		entry := fill(copyOf(linePattern), object{
			"id": l.id, "line_item_id": l.line.id, "quantity": l.quantity, "restock_type": l.restock, "location_id": nil,
			"subtotal": number(whole), "subtotal_set": moneySet(whole, sh.currency),
		})
		entry["line_item"] = linePayload(sh, o, l.line, part(entry, "line_item"))
		lines = append(lines, entry)
	}
	out["refund_line_items"] = lines
	id := r.id + 1
	out["transactions"] = []any{fill(moneyPattern, object{
		"id": id, "order_id": o.id, "admin_graphql_api_id": gid("OrderTransaction", id), "kind": "refund", "status": "success",
		"amount": price(r.amount), "currency": sh.currency, "created_at": restTime(r.created), "message": nil,
	})}
	return out
}

// shopPayload is what app/uninstalled carries.
func (s *Sim) shopPayload(sh *shop) object {
	return fill(template("app-uninstalled"), object{
		"id": sh.id, "name": sh.name, "domain": sh.domain, "myshopify_domain": sh.domain, "currency": sh.currency,
	})
}

// shortPayload names a fulfilment order as its topics do: by a global id.
func shortPayload(fo *fulfilmentOrder) object {
	return object{"id": gid("FulfillmentOrder", fo.id), "status": fo.status}
}

func routed(fo *fulfilmentOrder) object { return object{"fulfillment_order": shortPayload(fo)} }

func heldPayload(fo *fulfilmentOrder, created *hold) object {
	held := shortPayload(fo)
	var holds []any
	for _, h := range fo.holds {
		holds = append(holds, holdPayload(h))
	}
	held["fulfillment_holds"] = holds
	return object{"fulfillment_order": held, "created_fulfillment_hold": holdPayload(created), "held_fulfillment_order_line_items": []any{}}
}

func holdPayload(h *hold) object {
	return object{
		"id": gid("FulfillmentHold", h.id), "reason": strings.ToLower(h.reason), "reason_notes": h.notes,
		"held_by_requesting_app": false, "handle": "", "held_by_app": nil,
	}
}
