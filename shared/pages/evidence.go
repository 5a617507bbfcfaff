package pages

import (
	"cmp"

	"onward/shared/evidence"
)

// evidence gives what is recorded of an order as a file for a dispute.
func (p *pages) evidence(v *visit) error {
	reader := evidence.Reader(cmp.Or(v.r.URL.Query().Get("for"), string(evidence.Bank)))
	name, raw, err := p.Desk.Evidence(v.r.Context(), v.actor, v.r.PathValue("store"), v.r.PathValue("order"), reader)
	if err != nil {
		return err
	}
	v.save("text/html", name, raw)
	return nil
}
