package pages

import (
	"errors"
	"net/url"
	"strconv"

	"onward/shared/api/desk"
)

// mappingsPage is a store's mappings, and what waits for one.
type mappingsPage struct {
	Store    string
	Items    []desk.Mapping
	Next     string
	Unmapped []desk.Unmapped
	Names    desk.Names
	Acts     bool
}

func (p *pages) mappings(v *visit) error {
	ctx, q := v.r.Context(), v.r.URL.Query()
	names, err := p.Desk.Names(ctx, v.actor)
	if err != nil {
		return err
	}
	out := mappingsPage{Names: names, Store: q.Get("store"), Acts: v.actor.Role.Allows(desk.Operator)}
	if out.Store == "" && len(names.Stores) > 0 {
		out.Store = names.Stores[0].ID
	}
	if out.Store == "" {
		return p.show(v, "mappings", "Mappings", out)
	}
	items, next, err := p.Desk.Mappings(ctx, v.actor, out.Store, q.Get("cursor"), 50)
	if err != nil {
		return err
	}
	out.Items = items
	if next != "" {
		out.Next = "mappings?" + url.Values{"store": {out.Store}, "cursor": {next}}.Encode()
	}
	if q.Get("cursor") == "" {
		if out.Unmapped, err = p.Desk.UnmappedVariants(ctx, v.actor); err != nil {
			return err
		}
	}
	return p.show(v, "mappings", "Mappings", out)
}

// mappingPage is the form for one variant.
type mappingPage struct {
	Store, Variant string
	Title, Product string
	SKU            string
	Components     []desk.Component
	Mapped         bool
	Names          desk.Names
	Acts           bool
	Back           string
	Revision       int64
}

func (p *pages) mapping(v *visit) error {
	ctx, r, q := v.r.Context(), v.r, v.r.URL.Query()
	names, err := p.Desk.Names(ctx, v.actor)
	if err != nil {
		return err
	}
	out := mappingPage{
		Store: r.PathValue("store"), Variant: r.PathValue("variant"), Title: q.Get("title"), Product: q.Get("product"), SKU: q.Get("sku"),
		Names: names, Acts: v.actor.Role.Allows(desk.Operator), Back: inside(q.Get("back")),
	}
	known, err := p.Desk.Mapping(ctx, v.actor, out.Store, out.Variant)
	refused, _ := errors.AsType[*desk.Error](err)
	switch {
	case err != nil && (refused == nil || refused.Code != "no_such_mapping"):
		return err
	case err == nil:
		out.Mapped, out.Components, out.Revision = true, known.Components, known.Revision
		if known.Title != "" {
			out.Title, out.Product, out.SKU = known.Title, known.Product, known.SKU
		}
	}
	out.Components = append(out.Components, desk.Component{})
	return p.show(v, "mapping", "Map a variant", out)
}

func (p *pages) saveMapping(v *visit) error {
	form, a := v.r.PostForm, v.actor
	a.Seen, _ = strconv.ParseInt(form.Get("revision"), 10, 64)
	done, err := p.Desk.PutMapping(v.r.Context(), a, v.r.PathValue("store"), v.r.PathValue("variant"), desk.NewMapping{
		Components: componentsOf(form), Product: form.Get("store_product"), Title: form.Get("title"), SKU: form.Get("store_sku"),
	})
	if err != nil {
		return err
	}
	return p.to(v, afterMapping(form, v.r.PathValue("store")), remapped("Mapped.", done))
}

func (p *pages) removeMapping(v *visit) error {
	done, err := p.Desk.DeleteMapping(v.r.Context(), v.actor, v.r.PathValue("store"), v.r.PathValue("variant"))
	if err != nil {
		return err
	}
	return p.to(v, afterMapping(v.r.PostForm, v.r.PathValue("store")), remapped("The mapping was ended.", done))
}

func afterMapping(form url.Values, store string) string {
	if back := inside(form.Get("back")); back != "" {
		return back
	}
	return "mappings?store=" + url.QueryEscape(store)
}

func remapped(said string, done desk.Remapped) string {
	switch {
	case done.Job != "":
		return said + " Many orders wait for it: a job decides them anew."
	case done.Decided == 1:
		return said + " One waiting order was decided anew."
	case done.Decided > 1:
		return said + " " + strconv.Itoa(done.Decided) + " waiting orders were decided anew."
	default:
		return said
	}
}
