// Package woocommerce speaks with WooCommerce stores: it checks and reads their
// webhooks, reads orders, and tells a store which parcels are on the way.
//
// Every store is its own server, with its own version, plugins, firewall and
// limits, so the client finds out what a store can do (pretty or plain
// permalinks, authorization header or query, which way of recording tracking)
// and hands what it found to its caller, to be remembered.
//
// # Orders are read, not trusted from webhooks
//
// A webhook is built when it is delivered, is never retried, may come twice or
// in any order, and two orders of one second share a delivery id. Deliveries
// are therefore never told apart by that id; a body is a snapshot that is
// applied by its content.
//
// # Ways of recording a shipment
//
// In the order in which they are looked for:
//
//   - [WayFulfilments]: the core's fulfilments (a beta, off by default)
//   - [WayShipmentTracking], [WayShipmentTrackingV2]: the Shipment Tracking plugin
//   - [WayAdvanced]: the Advanced Shipment Tracking plugin
//   - [WayNote]: a note to the customer
//
// None of them has a key that would make a repeated write harmless, so what the
// store holds is read before every write. Last of all the order is completed.
//
// # Concurrency
//
// A [Client] may be used by several goroutines, but shared hosts fall over at a
// few parallel requests: one call at a time per store is the caller's duty.
package woocommerce
