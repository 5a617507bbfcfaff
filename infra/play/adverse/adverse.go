// Package adverse makes things hard for a play: the stream switched off, functions killed while they work, outside calls
// that fail before and after acting, messages delivered twice at the same instant. Each play must end in the same table.
package adverse

import (
	"context"
	"fmt"
	"io"
	"slices"

	"onward/infra/play/gate"
	"onward/infra/stack"
)

// The modes.
const (
	None         = ""
	NoDispatch   = "no-dispatch"
	Kills        = "kills"
	FailingCalls = "failing-calls"
	Doubled      = "doubled"
)

// Modes lists them.
func Modes() []string { return []string{NoDispatch, Kills, FailingCalls, Doubled} }

// Known reports whether a mode exists.
func Known(mode string) bool { return mode == None || slices.Contains(Modes(), mode) }

// Trouble is under way.
type Trouble struct {
	// Stop ends it. Report says what was done, line by line, and whether all that was promised was done.
	Stop   func()
	Report func() (lines []string, complete bool)
}

// Start begins a mode's trouble.
func Start(ctx context.Context, mode string, s *stack.Stack, gates []*gate.Gate, seed uint64, log io.Writer) (Trouble, error) {
	switch mode {
	case None:
		return Trouble{Stop: func() {}, Report: func() ([]string, bool) { return nil, true }}, nil
	case NoDispatch:
		if err := switchOff(ctx, s, "dispatch"); err != nil {
			return Trouble{}, err
		}
		return Trouble{Stop: func() {}, Report: func() ([]string, bool) {
			return []string{"dispatch was switched off: effects were sent by wake alone"}, true
		}}, nil
	case FailingCalls:
		each := &gate.EachKindOnce{}
		for _, g := range gates {
			g.Ask(each.Judge)
		}
		return Trouble{Stop: func() {}, Report: func() ([]string, bool) {
			failed := each.Failed()
			return failed, len(failed) > 0
		}}, nil
	case Doubled:
		return startDoubled(ctx, s, log)
	case Kills:
		return startKills(ctx, s, seed), nil
	default:
		return Trouble{}, fmt.Errorf("there is no mode %q; there are %v", mode, Modes())
	}
}
