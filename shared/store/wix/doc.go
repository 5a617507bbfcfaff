// Package wix reads Wix stores' orders and tells them of fulfilments.
//
// Wix posts each event as a signed token (see [Verifier]); it names no key for
// repeats of a call, so that a fulfilment is recognised by its number and lines,
// and after an unclear answer the caller reads before it repeats. Wix mails the
// buyer by itself when a tracking number is added: there is nothing to ask for
// and nothing to suppress, so every needless write is a needless mail.
//
// The types here follow Wix's own wire format and spelling. Fields are often
// left out instead of being empty: everything is optional.
package wix
