package pages

import (
	"net/url"
	"strconv"
	"strings"

	"onward/shared/api/desk"
	"onward/shared/order"
)

func pathOf(store, id string) string {
	return "orders/" + url.PathEscape(store) + "/" + url.PathEscape(id)
}

// act does what an order's page offers. Every action is a form; the name of the action is its address.
func (p *pages) act(v *visit) error {
	store, id := v.r.PathValue("store"), v.r.PathValue("order")
	said, err := p.actOn(v, store, id)
	if err != nil {
		return err
	}
	return p.to(v, pathOf(store, id)+said.query, said.text)
}

// outcome is what to say of an action, and what to add to the address of the order's page.
type outcome struct{ text, query string }

func (p *pages) actOn(v *visit, store, id string) (outcome, error) {
	ctx, a, d, form := v.r.Context(), v.actor, p.Desk, v.r.PostForm
	var acted desk.Acted
	var err error
	var said string
	switch v.r.PathValue("name") {
	case "sync":
		return p.sync(v, store, id)
	case "place":
		said = "Placing has begun."
		named := units(form)
		if len(named) == 0 && form.Get("part") != "" {
			return outcome{}, &desk.Error{Kind: desk.Invalid, Code: "invalid_lines", Message: "Say how many of which line to place."}
		}
		acted, err = d.Place(ctx, a, store, id, named)
	case "cancel-placing":
		said = "Placing was taken back."
		acted, err = d.CancelPlacing(ctx, a, store, id)
	case "hold":
		said = "The order is on hold."
		acted, err = d.HoldOrder(ctx, a, store, id, desk.Switch{On: true, Reason: form.Get("reason")})
	case "release":
		said = "The order goes on."
		acted, err = d.HoldOrder(ctx, a, store, id, desk.Switch{})
	case "roll-back":
		said = "Back in Awaiting order."
		acted, err = d.RollBack(ctx, a, store, id, form["line"])
	case "edit":
		said = "Saved."
		acted, err = d.EditOrder(ctx, a, store, id, editOf(form))
	case "archive":
		said = "Archived."
		yes := form.Get("archived") == "yes"
		if !yes {
			said = "Taken out of the archive."
		}
		acted, err = d.EditOrder(ctx, a, store, id, desk.Edit{Archived: &yes})
	case "seen":
		said = "Marked as dealt with."
		acted, err = d.SeeAttention(ctx, a, store, id, order.AttentionCode(form.Get("code")), form.Get("subject"))
	default:
		said, acted, err = p.repair(v, store, id)
	}
	if err != nil {
		return outcome{}, err
	}
	if !acted.Changed {
		said = "Nothing changed: it was so already."
	}
	return outcome{text: said}, nil
}

// repair is what a person settles that nothing else can.
func (p *pages) repair(v *visit, store, id string) (said string, acted desk.Acted, err error) {
	ctx, a, d, form := v.r.Context(), v.actor, p.Desk, v.r.PostForm
	switch v.r.PathValue("name") {
	case "settle":
		numbers := numbersIn(form.Get("orders"))
		said = "Noted as placed; it is watched from now on."
		if form.Get("placed") != "yes" {
			numbers, said = nil, "Noted as not placed; it can be placed again."
		} else if len(numbers) == 0 {
			return "", acted, &desk.Error{Kind: desk.Invalid, Code: "invalid_orders", Message: "Give the supplier's order number, so that it can be watched."}
		}
		acted, err = d.SettlePlaced(ctx, a, store, id, form.Get("purchase"), numbers)
	case "change-number":
		said = "The supplier's order number was replaced."
		acted, err = d.ChangeSupplierOrder(ctx, a, store, id, form.Get("purchase"), form.Get("from"), strings.TrimSpace(form.Get("to")))
	case "record":
		said = "Recorded; it is watched from now on."
		acted, err = d.RecordPurchase(ctx, a, store, id, desk.Recorded{
			Account: form.Get("account"), Lines: units(form), Orders: numbersIn(form.Get("orders")),
		})
	case "track":
		said = "The store is being told."
		acted, err = d.SetTracking(ctx, a, store, id, trackingOf(form))
	case "tell-again":
		said = "The store is being told again."
		acted, err = d.TellAgain(ctx, a, store, id, form.Get("fulfilment"), form.Get("take_over") == "yes")
	case "parcel":
		said = "Settled."
		ordinal, _ := strconv.Atoi(form.Get("ordinal"))
		replaces, _ := strconv.Atoi(form.Get("replaces"))
		acted, err = d.ResolveParcel(ctx, a, store, id, desk.Resolved{
			Purchase: form.Get("purchase"), Order: form.Get("order"), Ordinal: ordinal, Replaces: replaces,
			Number: form.Get("number"),
		})
	case "move":
		said = "Bought elsewhere, in this order only."
		acted, err = d.MoveSupplier(ctx, a, store, id, form.Get("line"), componentsOf(form))
	default:
		err = &desk.Error{Kind: desk.NotFound, Code: "no_such_action", Message: "There is no such action."}
	}
	return said, acted, err
}

// sync has the order looked at now; the page then shows how it goes.
func (p *pages) sync(v *visit, store, id string) (outcome, error) {
	s, err := p.Desk.Sync(v.r.Context(), v.actor, store, id)
	if err != nil {
		return outcome{}, err
	}
	if !s.Started {
		return outcome{text: "It was looked at just now. It can be again " + until(s.Again, p.Now()) + "."}, nil
	}
	if s.Paused.After(p.Now()) {
		return outcome{text: "The store is read now. The supplier takes no calls from the account; its orders are looked at " + until(s.Paused, p.Now()) + "."}, nil
	}
	return outcome{query: "?since=" + strconv.FormatInt(s.Version, 10)}, nil
}

// units reads how many of each line a form names: fields called units:<line>.
func units(form url.Values) []desk.LineUnits {
	var out []desk.LineUnits
	for name, values := range form {
		line, ok := strings.CutPrefix(name, "units:")
		if !ok || len(values) == 0 {
			continue
		}
		if n, err := strconv.Atoi(strings.TrimSpace(values[0])); err == nil && n > 0 {
			out = append(out, desk.LineUnits{Line: line, Units: n})
		}
	}
	return out
}

// numbersIn splits what was typed into numbers.
func numbersIn(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
}

func trackingOf(form url.Values) desk.NewTracking {
	n := desk.NewTracking{Fulfilment: form.Get("fulfilment"), Lines: units(form)}
	for _, number := range numbersIn(form.Get("numbers")) {
		n.Tracking = append(n.Tracking, desk.Tracking{Number: number, Carrier: strings.TrimSpace(form.Get("carrier")), URL: strings.TrimSpace(form.Get("url"))})
	}
	return n
}

func editOf(form url.Values) desk.Edit {
	field := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	var e desk.Edit
	// What was not touched is not sent, so that what somebody else wrote meanwhile stays.
	if note := field("note"); note != strings.TrimSpace(form.Get("note_was")) {
		e.Note = &note
	}
	if note := field("supplier_note"); note != strings.TrimSpace(form.Get("supplier_note_was")) {
		e.SupplierNote = &note
	}
	to := desk.Address{
		Name: field("name"), Company: field("company"), Line1: field("line1"), Line2: field("line2"), City: field("city"),
		Province: field("province"), ProvinceName: field("province_name"), Postcode: field("postcode"),
		Country: strings.ToUpper(field("country")), Phone: field("phone"), TaxID: field("tax_id"),
	}
	if form.Get("was") != addressText(to) {
		e.ShipTo = &to
	}
	return e
}

// addressText is an address in one line, by which a form tells whether it was edited.
func addressText(a desk.Address) string {
	return strings.Join([]string{
		a.Name, a.Company, a.Line1, a.Line2, a.City, a.Province, a.ProvinceName, a.Postcode, a.Country, a.Phone, a.TaxID,
	}, "|")
}

func componentsOf(form url.Values) []desk.Component {
	var out []desk.Component
	for i, account := range form["account"] {
		supplier, id, _ := strings.Cut(account, "/")
		at := func(name string) string {
			if i < len(form[name]) {
				return strings.TrimSpace(form[name][i])
			}
			return ""
		}
		if at("product") == "" {
			continue
		}
		quantity, _ := strconv.Atoi(at("quantity"))
		out = append(out, desk.Component{
			Supplier: order.Supplier(supplier), Account: id, Product: at("product"), SKU: at("sku"), Options: at("options"),
			Quantity: quantity, Service: at("service"),
		})
	}
	return out
}
