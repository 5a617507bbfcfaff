package pages

import (
	"net/http"
	"strings"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
)

// chosen reads which orders a form names.
func chosen(r *http.Request) []desk.Ref {
	var refs []desk.Ref
	for _, value := range r.PostForm["order"] {
		if store, id, ok := strings.Cut(value, "/"); ok && store != "" && id != "" {
			refs = append(refs, desk.Ref{Store: store, ID: id})
		}
	}
	return refs
}

// selection is what a form is about: the orders that it names, or the whole tab with its filters.
func selection(r *http.Request) desk.Selection {
	if r.PostFormValue("whole") == "" {
		return desk.Selection{Orders: chosen(r)}
	}
	return desk.Selection{
		Tab: order.State(r.PostFormValue("tab")), Store: r.PostFormValue("store"),
		Supplier: order.Supplier(r.PostFormValue("supplier")), Country: r.PostFormValue("country"),
	}
}

// checkPage is what placing would come to.
type checkPage struct {
	Checked   []desk.Checked
	Refs      []desk.Ref
	Ready     int
	Unchecked int
	Names     desk.Names
}

// bulk does something with many orders: it checks them before they are placed, or begins a job.
func (p *pages) bulk(v *visit) error {
	do, s := v.r.PostFormValue("do"), selection(v.r)
	if len(s.Orders) == 0 && s.Tab == "" {
		return p.to(v, "orders?tab="+v.r.PostFormValue("tab"), "Choose orders first.")
	}
	if do == job.KindPlace && s.Tab == "" {
		return p.checkFirst(v, s.Orders)
	}
	return p.startJob(v, desk.NewJob{Kind: do, Selection: s, Reason: v.r.PostFormValue("reason")})
}

// checkedAtOnce is how many of the chosen orders are checked; the others are checked when they are placed.
const checkedAtOnce = 25

func (p *pages) checkFirst(v *visit, refs []desk.Ref) error {
	ctx := v.r.Context()
	names, err := p.Desk.Names(ctx, v.actor)
	if err != nil {
		return err
	}
	out := checkPage{Refs: refs, Names: names}
	if len(refs) > checkedAtOnce {
		out.Unchecked = len(refs) - checkedAtOnce
		refs = refs[:checkedAtOnce]
	}
	if out.Checked, err = p.Desk.CheckPlacing(ctx, v.actor, refs); err != nil {
		return err
	}
	for _, c := range out.Checked {
		if c.Ready {
			out.Ready++
		}
	}
	return p.show(v, "check", "Check before placing", out)
}

// placeMany places what was checked.
func (p *pages) placeMany(v *visit) error {
	refs := chosen(v.r)
	if len(refs) == 0 {
		return p.to(v, "orders", "Choose orders first.")
	}
	return p.startJob(v, desk.NewJob{Kind: job.KindPlace, Selection: desk.Selection{Orders: refs}})
}

func (p *pages) startJob(v *visit, n desk.NewJob) error {
	j, err := p.Desk.StartJob(v.r.Context(), v.actor, n)
	if err != nil {
		return err
	}
	return p.to(v, "jobs/"+j.ID, "")
}
