package suppliertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"onward/shared/supplier"
)

// readings is how often each state is read in other shapes.
const readings = 40

// testDigest reads one order at every station of its life in all shapes. Each station has one digest, and no two
// have the same.
func testDigest(t *testing.T, open Opener) {
	t.Helper()
	m := open(t)
	m.Rotate(t)
	id := buy(t, m, "m1-1001-1", 3, 2, 1)
	seen := map[string]string{}
	station := func(name string, do func()) {
		t.Helper()
		do()
		digest := supplier.Digest(report(t, m, id))
		assert.NotEmpty(t, digest)
		assert.NotContains(t, seen, digest, "%s changes something", name)
		seen[digest] = name
		for range readings {
			m.Pass(time.Second) // within the limits of calls
			if again := supplier.Digest(report(t, m, id)); again != digest {
				t.Fatalf("%s: the same order has two digests", name)
			}
		}
	}
	station("placed", func() {})
	station("paid", func() { m.Pay(t, id) })
	station("the first parcel", func() { m.Ship(t, id, first, map[int]int{0: 2, 1: 1}) })
	station("a further parcel", func() { m.Ship(t, id, second, map[int]int{0: 1}) })
	station("a position cancelled", func() { m.CancelItem(t, id, 2) })
	station("all that is left", func() { m.Ship(t, id, third, nil) })
	station("another number", func() { m.Renumber(t, id, 1, "LX123456789CN") })
	station("one delivered", func() { m.Pass(time.Hour); m.Deliver(t, id, 0) })
	station("received", func() { m.Receive(t, id) })
}
