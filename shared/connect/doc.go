// Package connect brings merchants' stores and supplier accounts in, in minutes, and lets go of them again.
//
// Every connection by a platform's own page is a flow: the merchant leaves with a state that nobody can guess, which is
// good once, for half an hour, for one merchant and one shop. A platform proves that its own user agreed, never that
// this user meant the merchant in the state: somebody could send a shop's owner a link and so have the shop connected
// to an account of his own. So the browser that comes back must be signed in as the flow's merchant; a browser that
// is not signed in is shown whose account the shop is about to be connected to, and asked.
//
// Credentials are proven by a call before they are kept. What was found out by the way is kept with the store for the
// merchant to see. A store that is known is connected anew: its id, settings, mappings and orders in flight stay, and
// reading goes on where it stopped. The first policy of a new one begins with the moment of connecting, so that the
// orders that reconciliation imports are shown, and nothing is bought or mailed for them.
//
// # One owner
//
// A shop belongs to one merchant: the second is refused until the first has disconnected it, or removed the app. The
// route stays after that, so that the platform's demand to erase the shop still finds its data, and goes over when
// another merchant proves the shop.
//
// A supplier account belongs to one merchant too, never to two. Refreshing replaces the tokens, so the second's would
// end the first's; the account's call limit and bans are one, so each would slow the other; and whoever holds the
// tokens can read all purchases of the account with the customers' addresses, which are another merchant's.
package connect
