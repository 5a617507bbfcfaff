package storetest

import "testing"

// Opener makes a new simulated platform with one store, for one test.
type Opener func(t *testing.T) Shop

// Run holds an adapter to the store seam.
func Run(t *testing.T, open Opener) {
	t.Helper()
	for _, part := range []struct {
		name string
		run  func(t *testing.T, open Opener)
	}{
		{"Read", testRead},
		{"NotFound", testNotFound},
		{"Changed", testChanged},
		{"Fulfil", testFulfil},
		{"Recognised", testRecognised},
		{"Unclear", testUnclear},
		{"TooMuch", testTooMuch},
		{"Retrack", testRetrack},
		{"Renumbered", testRenumbered},
		{"Complete", testComplete},
		{"Refunds", testRefunds},
		{"Cancelled", testCancelled},
		{"ByHand", testByHand},
		{"Undone", testUndone},
		{"Held", testHeld},
		{"Troubles", testTroubles},
		{"GivenUp", testGivenUp},
		{"Hooks", testHooks},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			part.run(t, open)
		})
	}
}
