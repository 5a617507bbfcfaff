// Package queue carries messages between the stages: [Message] and its parts, a [Sender], and
// [Consume], the one adapter through which every queue's function gets its records.
//
// Messages are hints. They carry ids, are delivered at least once and in any order, and losing one
// costs time only: effects are sent again by wake, watched orders by sweep, missed webhooks are found by
// reconcile.
package queue
