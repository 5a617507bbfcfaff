package table

import (
	"context"
	"fmt"
	"time"

	"onward/shared/table/kv"
)

// Flow is a store or account being connected: from where the merchant left for the platform until what came of it is
// known. It is good for a short time and for one end.
type Flow struct {
	Merchant string `json:"merchant"`
	// ID is the hash of the state that travels; the table alone does not allow to go on with a flow.
	ID   string `json:"id"`
	Kind string `json:"kind"`
	// Shop is what is to be connected, where that is known beforehand; Target what is being connected anew.
	Shop   string    `json:"shop,omitempty"`
	Target string    `json:"target,omitempty"`
	By     string    `json:"by,omitempty"`
	Until  time.Time `json:"until"`
	// Returned is when the browser came back, Confirm the hash of what its owner must send to go on.
	Returned time.Time `json:"returned,omitzero"`
	Confirm  string    `json:"confirm,omitempty"`
	// Sealed is what the platform sent, as the vault sealed it.
	Sealed []byte `json:"sealed,omitempty"`
	// Used is when it was used up; Outcome what came of it then.
	Used    time.Time `json:"used,omitzero"`
	Outcome []byte    `json:"outcome,omitempty"`
}

// flowKept is how long an ended flow can be looked at.
const flowKept = time.Hour

func (f Flow) expires() time.Time {
	if f.Until.IsZero() {
		return time.Time{}
	}
	return f.Until.Add(flowKept)
}

const flowPrefix = "f#"

func flowKey(merchant, id string) kv.Key { return tenant(merchant).at(sort(flowPrefix + join(id))) }

// CreateFlow begins a flow; [ErrTaken] when the id is in use.
func (t *Table) CreateFlow(ctx context.Context, f Flow) error {
	if err := filled(f.Merchant, f.ID); err != nil {
		return fmt.Errorf("create flow: %w", err)
	}
	if err := create(ctx, t, flowKey(f.Merchant, f.ID), f); err != nil {
		return fmt.Errorf("create flow: %w", err)
	}
	return nil
}

// Flow reads a flow; [ErrNotFound] when there is none. Whether it is over is for the caller's clock.
func (t *Table) Flow(ctx context.Context, merchant, id string) (Flow, error) {
	if err := filled(merchant, id); err != nil {
		return Flow{}, fmt.Errorf("flow: %w", ErrNotFound)
	}
	f, err := read[Flow](ctx, t, flowKey(merchant, id), true)
	if err != nil {
		return Flow{}, fmt.Errorf("flow: %w", err)
	}
	return f, nil
}

// UpdateFlow changes a flow; the function may run several times.
func (t *Table) UpdateFlow(ctx context.Context, merchant, id string, do func(*Flow) error) (Flow, error) {
	f, err := change(ctx, t, flowKey(merchant, id), do)
	if err != nil {
		return Flow{}, fmt.Errorf("update flow: %w", err)
	}
	return f, nil
}
