package pages_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/browsertest"
)

func TestTimesAreTheReaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	b := w.browser(w.token)
	for zone, named := range map[string]string{"Etc/UTC": "UTC", "Asia/Tokyo": `GMT\+9`, "America/New_York": "EDT|EST|GMT-[45]"} {
		place, err := time.LoadLocation(zone)
		require.NoError(t, err)
		b.Zone(zone)
		b.Go("/orders/" + w.store + "/1042")
		b.Settled()
		times := browsertest.Eval[[][]string](b, `[...document.querySelectorAll("time[data-as=stamp]")].map(t => [t.getAttribute("datetime"), t.textContent])`)
		require.NotEmpty(t, times, zone)
		for _, shown := range times {
			at, err := time.Parse(time.RFC3339, shown[0])
			require.NoError(t, err, zone)
			assert.Regexp(t, "^"+at.In(place).Format("2 Jan 2006, 15:04")+" ("+named+")$", shown[1], zone)
		}
	}
	b.Faultless("in other time zones")
}
