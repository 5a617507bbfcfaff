// Package queue carries messages between the stages: [Message] and its parts, a [Sender], and
// [Consume], the one adapter through which every queue's function gets its records.
//
// Messages are hints. They carry ids, are delivered at least once and in any order, and losing one
// costs time only: effects are sent again by wake, watched orders by sweep, missed webhooks are found by
// reconcile.
//
// # Decisions
//
// 2026-11-24: standard queues, not FIFO ones. Orders are versioned and decisions take events in any order, so that
// order gains nothing, and FIFO's five minutes of deduplication would hide repeats that must be harmless anyhow.
// MessageGroupId on standard queues keeps one merchant's thousand orders from delaying another's one.
//
// 2026-11-24: a wait longer than ten minutes is the order's own wakeAt, never a message's delay: what waits in a queue
// cannot be seen, changed or cancelled, and is dropped when it has waited too often.
package queue
