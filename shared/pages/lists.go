package pages

import (
	"net/url"

	"onward/shared/api/desk"
)

// listPage is one page of a list, with what things are called.
type listPage[T any] struct {
	Items []T
	Next  string
	Names desk.Names
	Acts  bool
	Owns  bool
}

// nextOf leads to the next page of a list.
func nextOf(path, cursor string) string {
	if cursor == "" {
		return ""
	}
	return path + "?cursor=" + url.QueryEscape(cursor)
}

// showList answers with one page of a list.
func showList[T any](p *pages, v *visit, name, title, next string, items []T) error {
	names, err := p.Desk.Names(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return p.show(v, name, title, listPage[T]{
		Items: items, Next: next, Names: names, Acts: v.actor.Role.Allows(desk.Operator), Owns: v.actor.Role.Allows(desk.Owner),
	})
}

func (p *pages) failed(v *visit) error {
	items, next, err := p.Desk.Failures(v.r.Context(), v.actor, v.r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	return showList(p, v, "failed", "Failed orders", nextOf("failed", next), items)
}
