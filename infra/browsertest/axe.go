package browsertest

import (
	_ "embed"
)

//go:embed axe/axe.min.js
var axe string

// Barriers has axe look for what keeps people out of the page, in every state but minor faults, and names each with
// where it is; empty when there is none. WCAG 2.2 A and AA, and axe's best practices.
func (b *Browser) Barriers() string {
	b.tb.Helper()
	if !Eval[bool](b, `"axe" in window`) {
		Eval[bool](b, axe+`;true`)
	}
	return Eval[string](b, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.filter(v => v.impact !== "minor").map(v =>
		v.impact + " " + v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).slice(0, 3).join(" | ")).join("\n"))`)
}
