package order

import "time"

// EffectKind is what an effect asks an executor to do.
type EffectKind string

// The effects. Each is carried by a queue as the order's key and the effect's id, nothing else.
const (
	// EffectPlace buys a purchase. Target is the purchase.
	EffectPlace EffectKind = "place"
	// EffectTell tells the store of a fulfilment, or of its changed numbers. Target is the fulfilment.
	EffectTell EffectKind = "tell"
	// EffectComplete has the store complete the order (WooCommerce).
	EffectComplete EffectKind = "complete"
	// EffectReread reads the order from the store again.
	EffectReread EffectKind = "reread"
)

// Effect is something that must be done outside. It stays open, in the order, until its outcome is written.
type Effect struct {
	// ID is the same for the same intent, however often it is decided.
	ID     string     `json:"id"`
	Kind   EffectKind `json:"kind"`
	Target string     `json:"target,omitempty"`
	// NextAt is when it is to be sent (again) if no outcome has come by then.
	NextAt   time.Time `json:"next_at"`
	OpenedAt time.Time `json:"opened_at"`
	Sent     int       `json:"sent,omitempty"`
	// NotBefore is before when it must not be claimed again: an answer that was none must settle outside.
	NotBefore time.Time `json:"not_before,omitzero"`
	// Attempt counts claims. LeaseUntil is the end of the running one; zero when none runs.
	Attempt    int       `json:"attempt,omitempty"`
	LeaseUntil time.Time `json:"lease_until,omitzero"`
	// Answered is the last attempt that had an answer.
	Answered int `json:"answered,omitempty"`
	// Changed counts answers that what the store holds does not fit.
	Changed int `json:"changed,omitempty"`
	// Again: asked for once more while an attempt was running.
	Again bool `json:"again,omitempty"`
	// FirstCallAt is the time of the first claim.
	FirstCallAt time.Time `json:"first_call_at,omitzero"`
	// Waits names what the effect waits for after an answer that was no outcome.
	Waits string `json:"waits,omitempty"`
}
