package pages

import (
	"net/url"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// attentionPage is one page of what asks for a person.
type attentionPage struct {
	desk.Concerns

	// Code is the kind that was chosen; empty for all.
	Code  order.AttentionCode
	Next  string
	Names desk.Names
	Acts  bool
}

// CodeTitle is what the kind is called.
func (a attentionPage) CodeTitle() string { return desk.AskTitle(a.Code) }

func (p *pages) attention(v *visit) error {
	ctx, q := v.r.Context(), v.r.URL.Query()
	names, err := p.Desk.Names(ctx, v.actor)
	if err != nil {
		return err
	}
	out := attentionPage{Code: order.AttentionCode(q.Get("code")), Names: names, Acts: v.actor.Role.Allows(desk.Operator)}
	out.Concerns, err = p.Desk.Concerns(ctx, v.actor, desk.Query{Ask: out.Code, Cursor: q.Get("cursor")})
	if err != nil {
		return err
	}
	if out.Cursor != "" {
		next := url.Values{"cursor": {out.Cursor}}
		if out.Code != "" {
			next.Set("code", string(out.Code))
		}
		out.Next = "attention?" + next.Encode()
	}
	return p.show(v, "attention", "Attention", out)
}

// kinds is how many orders ask for what; it loads after the page.
func (p *pages) kinds(v *visit) error {
	counts, err := p.Desk.CountConcerns(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return p.part(v, "attention", "kinds", kindsPart{counts, order.AttentionCode(v.r.URL.Query().Get("code"))})
}

type kindsPart struct {
	desk.AskCounts

	Code order.AttentionCode
}
