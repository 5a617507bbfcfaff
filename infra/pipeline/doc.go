// Package pipeline runs all of Onward in one process: every stage over the table in memory, queues that repeat, delay
// and reorder, a stream that repeats or is off, and simulated stores and suppliers at the other ends. One thread does
// one thing at a time, chosen by a seed, on a clock that moves only when told; so a seed reproduces a run.
//
// Whatever a stage does outside of itself is a point: a call of the table, a send, a call of a store or supplier. At a
// point a run can be struck (the call fails before or after it acted), killed (nothing that it does later has any
// effect), or interrupted (something else runs there first, such as the same message once more).
//
// World.Check looks for what must never be; World.Rest ends the faults and lets all of it come to rest.
package pipeline
