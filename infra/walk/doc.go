// Package walk goes a merchant's way through the pages in a real browser, over all stages in one process, with the
// simulated store and supplier at the other ends: sign in, connect, map, place many, sync, repair, send a number by hand,
// see what the store was told, and the figures. It goes that way on a desk's screen and on a phone's.
//
// It also takes the pictures that the README shows (make pictures).
package walk
