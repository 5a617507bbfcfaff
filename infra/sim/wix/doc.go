// Package wix is a simulated Wix: sites that installed one app, their orders,
// fulfilments, refunds, signed webhooks, and the mails that Wix sends buyers by
// itself. It holds to the published facts and refuses what Wix refuses.
//
// Wix's own interface:
//
//	POST   /oauth2/token
//	POST   /ecom/v1/orders/search
//	GET    /ecom/v1/orders/{order}
//	GET    /ecom/v1/payments/orders/{order}
//	POST   /ecom/v1/payments/list-by-ids
//	GET    /ecom/v1/fulfillments/orders/{order}
//	POST   /ecom/v1/fulfillments/list-by-ids
//	POST   /ecom/v1/fulfillments/orders/{order}/create-fulfillment
//	PATCH  /ecom/v1/fulfillments/{fulfilment}/orders/{order}
//	DELETE /ecom/v1/fulfillments/{fulfilment}/orders/{order}
//
// Anything else answers 501 and names itself.
//
// The interface of the people at the shop, and of the play's director, is under
// /_sim; bodies and answers are JSON, every field may be left out:
//
//	GET    /_sim                                   this text
//	GET    /_sim/public-key                        the app's public key, PEM
//	POST   /_sim/callback                          {url}: where webhooks go
//	POST   /_sim/sites/{site}                      install the app: {origin}
//	DELETE /_sim/sites/{site}                      remove the app
//	PUT    /_sim/sites/{site}/shipping-mail        {on}: the dashboard's switch
//	GET    /_sim/sites/{site}/orders               all orders as Wix holds them
//	POST   /_sim/sites/{site}/orders               buy: see [NewOrder]
//	GET    /_sim/sites/{site}/orders/{order}       order, fulfillments, transactions
//	POST   /_sim/sites/{site}/orders/{order}/approve
//	POST   /_sim/sites/{site}/orders/{order}/pay
//	POST   /_sim/sites/{site}/orders/{order}/refund     {amount, pending}
//	POST   /_sim/sites/{site}/orders/{order}/settle     pending refunds succeed
//	POST   /_sim/sites/{site}/orders/{order}/cancel
//	POST   /_sim/sites/{site}/orders/{order}/edit       {line: quantity, ...}; 0 removes the line
//	POST   /_sim/sites/{site}/orders/{order}/fulfil     by hand: {lines: {line: quantity}, number, provider, link}; no lines means all that is left
//	POST   /_sim/sites/{site}/orders/{order}/unfulfil   {fulfilment}: take it back by hand
//	POST   /_sim/sites/{site}/orders/{order}/anonymise
//	GET    /_sim/mails                             what buyers were mailed
//	GET    /_sim/counters                          calls by operation and status, webhooks
//	POST   /_sim/faults                            see [Fault]
//	DELETE /_sim/faults                            no more faults
//	POST   /_sim/webhooks                          {hold, reverse, drop, duplicate}: see [Mischief]
//	POST   /_sim/webhooks/deliver                  deliver what is due, now
//
// Where Wix publishes nothing the simulator had to choose, and nothing should be
// built on it: the code of a quantity that is not left, the answer to a token
// for a removed app, the scope of a number that exists already (an option),
// whether a changed number mails again (an option, on), whether a repeated
// webhook is signed anew (it is), how far the search lags (an option).
package wix
