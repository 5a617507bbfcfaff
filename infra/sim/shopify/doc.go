// Package shopify simulates Shopify shops: the Admin GraphQL API, the grant of tokens, and signed webhooks.
//
// Every request is validated against the real schema and executed by a small interpreter over the simulator's state, so
// a query that the real API would refuse is refused here too. An operation or field that is not simulated answers with
// an error that names it. Refusals use the words recorded from a real shop; query costs, throttling, fulfilment orders
// whose ids change, holds, other services' locations and silent successes behave as recorded.
//
// Where the real reckoning of query costs is not known, the simulator's is the stricter: each object counts in full.
//
// What a merchant or a customer does comes in through methods of [Sim], or over HTTP under /_sim, which is described in
// control.txt and served at GET /_sim.
package shopify
