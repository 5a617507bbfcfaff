// Package stats says what orders came to and when, and makes of that the figures that a merchant is shown: how many
// orders reached each tab, how soon the store was told, how long suppliers took to give a number, and what failed why.
// It is pure: package dispatch finds the milestones, package table keeps them.
//
// # How figures are kept (decided 2026-11-30)
//
// A [Milestone] happens once in an order: reaching a tab, a number becoming known, the store being told of a parcel, a
// purchase failing for a reason. Each order has one small item that names those it has come to. A page may read 1,000
// rows and 90 days can hold 100,000 orders, so pages read sums: one item per day (in four parts, so that many orders can
// be counted at the same moment), once for each store and once for all.
//
// A milestone is written into the order's item on the condition that it is not there, and in the same transaction it is
// added to its day's sums. So a sum can't differ from the milestones behind it: what comes twice, late, or from both the
// stream and wake fails the condition as a whole and adds nothing. Milestones are derived from the order's own facts and
// timeline, which carry their times; wake therefore finds the very ones that the stream missed, on the right days.
//
// Times are kept as counts in fixed steps (see [Spread]), from which percentiles follow to within a minute or a quarter
// of their value, whichever is more; adding two days' counts is exact, which averages of percentiles never are.
//
// Passed over: sets of orders within a day's item (each write would pay for the whole set: 27 KB on a day of 1,000
// orders); recounting a day from its milestones on a schedule (late, and a second thing to keep running); plain
// counters (a repeat counts twice). The price is 6 write units for each step of an order that reaches something on one
// day: 30 for an order of one parcel, 48 for one of two (44 for one parcel in a shop of 1,100 orders a day, whose sums
// outgrow a kilobyte).
//
// When an order is erased its milestones go and the sums stay, for they name nobody. Sums end after [Kept].
package stats
