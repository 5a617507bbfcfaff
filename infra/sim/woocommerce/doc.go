// Package woocommerce simulates WooCommerce stores, as one HTTP handler.
//
// Each store is a site under its own path: /sites/{site}/wp-json/wc/v3/... for
// REST, /sites/{site}/index.php?rest_route=/wc/v3/... for the same without
// pretty permalinks, and /sites/{site}/wc-auth/v1/authorize for the page on which
// a merchant approves a key.
//
// # What it holds to
//
// Orders carry every field and type of orders recorded from a real store
// (WooCommerce 11.0.1), encoded as PHP encodes them. Webhooks are queued and
// coalesced, built when they are delivered, never retried, signed over the raw
// bytes, switched off at the seventh failure in a row, and share a delivery id
// within a second. Core fulfilments, the two tracking plugins, notes, refunds and
// errors answer as the real ones do, and check no more than they do: a number
// posted twice is there twice, and mailed twice. The mails that a customer would
// get are kept for reading.
//
// Deliveries go out when [Sim.Cron] runs, as they do when somebody visits a real
// site, so that tests decide when.
//
// # Control interface
//
// GET /_sim answers with this list:
//
//	POST   /_sim/reset                               forgets everything
//	POST   /_sim/cron                                delivers the waiting webhooks of all stores once; says how many
//	GET    /_sim/sites                               lists the stores with their settings
//	PUT    /_sim/sites/{site}                        makes a store or changes its settings (fields of Settings); gives address and key
//	POST   /_sim/sites/{site}/clone                  copies the store to another address, webhooks and keys included: {"as":"staging"}
//	POST   /_sim/sites/{site}/keys/revoke            makes all keys invalid
//	POST   /_sim/sites/{site}/user                   takes the webhooks' user away or back: {"gone":true}
//	POST   /_sim/sites/{site}/faults                 spoils the next calls (fields of Fault)
//	DELETE /_sim/sites/{site}/faults                 takes all faults away, those of webhooks too
//	POST   /_sim/sites/{site}/webhook-faults         bends the deliveries to come (fields of HookFaults)
//	GET    /_sim/sites/{site}/webhooks               lists webhooks with their count of failures, and how many deliveries wait
//	GET    /_sim/sites/{site}/deliveries             lists the deliveries made, dropped ones too
//	GET    /_sim/sites/{site}/mails                  lists the mails sent; ?order=ID for one order
//	GET    /_sim/sites/{site}/counters               counts REST calls by method and path
//	POST   /_sim/sites/{site}/orders                 makes orders (fields of OrderSpec, and "count"); gives their ids
//	GET    /_sim/sites/{site}/orders                 lists orders: id, status, lines
//	GET    /_sim/sites/{site}/orders/{id}            shows an order with fulfilments, trackings, notes, refunds and mails
//	POST   /_sim/sites/{site}/orders/{id}/pay        the payment comes in
//	POST   /_sim/sites/{site}/orders/{id}/status     sets a status, a plugin's too: {"status":"on-hold"}
//	POST   /_sim/sites/{site}/orders/{id}/trash      moves it to the trash
//	POST   /_sim/sites/{site}/orders/{id}/restore    takes it out of the trash
//	POST   /_sim/sites/{site}/orders/{id}/delete     deletes it for good
//	POST   /_sim/sites/{site}/orders/{id}/refund     gives money, or goods, or all back: {"amount":"1.00"} {"lines":{"1":2}} {"full":true}
//	POST   /_sim/sites/{site}/orders/{id}/edit       the merchant edits: {"quantities":{"1":0},"shipping":{...}}
//	POST   /_sim/sites/{site}/orders/{id}/anonymise  runs WordPress' personal data eraser over it
//	POST   /_sim/sites/{site}/orders/{id}/ship       the merchant ships by hand with what the store has: {"number":"X1","provider":"DHL"}
//
// Kinds of fault: cut_before, cut_after, hang_before, hang_after, status,
// status_after, firewall, challenge, challenge_after, half, forbidden, warning, bom,
// unauthorized, throttle, down.
package woocommerce
