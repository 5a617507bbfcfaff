// Package aliexpress simulates the AliExpress Open Platform's dropshipping
// interface, which has no sandbox of its own.
//
// It checks signatures, timestamps and tokens, keeps orders, and answers in
// the shapes that the platform was seen to answer in. What is known of the
// platform is in its rules; what is not known is a setting:
//
//   - a repeated out_order_id answers with the same ids, or REPEATED_ORDER_ERROR
//     with or without them (Settings.Repeat);
//   - lists wrapped or plain as asked, or in every odd shape in turn (Settings.Shapes);
//   - an order is invisible to reads for its first seconds (Settings.InvisibleFor).
//
// The platform's side is at /sync, /rest/... and /oauth/authorize. The side of
// the person who plays the platform is at /_sim, JSON over HTTP; GET /_sim
// lists it. The same actions are methods of [Sim].
//
// Control interface (times are RFC 3339, durations Go's "1m30s"):
//
//	GET    /_sim                            this list
//	GET    /_sim/orders                     orders; ?out_order_id= and ?status= filter
//	GET    /_sim/orders/{id}                one order, with what was requested
//	POST   /_sim/orders/{id}/pay            {}
//	POST   /_sim/orders/{id}/payment-failed {}
//	POST   /_sim/orders/{id}/ship           {"number","carrier","last_mile","items":[{"child":0,"quantity":1}]}; no items: all that is left
//	POST   /_sim/orders/{id}/number         {"parcel":0,"number","carrier","last_mile"}: the parcel's number changes
//	POST   /_sim/orders/{id}/event          {"parcel":0,"name","text"}: a tracking event
//	POST   /_sim/orders/{id}/cancel         {"end_reason"}; default buyer_cancel_order, unpaid: buyer_cancel_notpay_order
//	POST   /_sim/orders/{id}/cancel-child   {"child":0,"end_reason"}; default CANCELED
//	POST   /_sim/orders/{id}/finish         {"end_reason"}; default buyer_accept_goods
//	POST   /_sim/orders/{id}/status         {"status","logistics_status"}: any words, known or not
//	POST   /_sim/orders/{id}/push           {"off":true} silences its pushes; {"status":"OrderShipped"} sends one now
//	GET    /_sim/purchases                  per out_order_id: requests, distinct contents, orders made
//	GET    /_sim/calls                      per method: calls, answers by outcome
//	GET    /_sim/rules                      fault rules; POST adds one (see Rule), DELETE clears them
//	GET    /_sim/pushes                     push messages and what became of them
//	GET    /_sim/settings                   settings; PATCH changes the named ones
//	GET    /_sim/accounts                   buyer accounts; POST adds or replaces one
//	POST   /_sim/accounts/{id}/token        issues a token without the consent page
//	POST   /_sim/accounts/{id}/expire       its access tokens expire now; {"refresh":true}: consent too
//	GET    /_sim/apps                       apps; POST adds or replaces one
//	GET    /_sim/products                   catalogue; POST adds or replaces one product
//	POST   /_sim/clock                      {"advance":"24h"}: business time moves on
//	POST   /_sim/reset                      orders, rules and counts are forgotten
package aliexpress
