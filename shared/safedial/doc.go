// Package safedial calls addresses that a merchant typed in, without letting
// them reach anything but the public internet.
//
// The check is made on the address that is about to be connected to, after the
// name was resolved, so a name whose answer changes between a check and the
// connection gains nothing. Plain http is refused, redirects to another host
// are refused, and no proxy of the environment is used, because a proxy would
// resolve the name by itself.
//
// One switch, [Options.AllowLoopback], lets a local stack be reached: loopback
// only, there also by plain http.
package safedial
