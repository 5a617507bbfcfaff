// Package aliexpress speaks to the AliExpress Open Platform's dropshipping
// interface: tokens, placing and reading orders, tracking, products, freight,
// addresses and push messages.
//
// The platform answers the same fact in many shapes (lists wrapped in typed
// objects, bare or missing; numbers and booleans as strings), so everything is
// decoded leniently, and ids are strings that never pass through a float.
//
// Every failure is an [*Error] whose [Kind] says what a caller may do next.
// The distinction that matters most is between a request that certainly did
// nothing ([NotRun], [TokenExpired], [ConsentNeeded], [Refused]) and one whose
// outcome is unknown ([Unclear]): an order that may exist must never be bought
// a second time.
package aliexpress
