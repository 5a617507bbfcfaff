// Package shopify speaks with Shopify's Admin GraphQL API and understands its webhooks.
//
// A [Client] belongs to one shop and one token. It reads orders, reads what the shop already holds for an order
// ([Client.Held]), and records fulfilments ([Client.Push]). Every failure is an [*Error] whose [Kind] says what to do.
// [Store] is the same behind the seam of package store.
//
// Orders arrive in two shapes: REST-shaped webhook payloads ([DecodeWebhook]) and GraphQL answers ([Client.Order]).
// Both become the same order.Snapshot, in which ids are the plain decimal ids; global ids are built on demand.
//
// Ids of fulfilment orders and of their lines change when the merchant moves, splits or edits: they are looked up at
// the moment of a push and never leave this package for keeping.
package shopify
