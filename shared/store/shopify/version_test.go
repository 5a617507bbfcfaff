package shopify

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestVersionsEnd(t *testing.T) {
	t.Parallel()
	at := func(day string) time.Time {
		parsed, err := time.Parse(time.DateOnly, day)
		require.NoError(t, err)
		return parsed
	}
	for name, tt := range map[string]struct {
		asked, served string
		now           time.Time
		code, words   string
	}{
		"fresh":                 {"2026-10", "2026-10", at("2026-11-30"), "", ""},
		"nothing served yet":    {"2026-10", "", at("2026-11-30"), "", ""},
		"silently moved on":     {"2026-10", "2027-01", at("2026-11-30"), "api_version", "no longer serves version 2026-10 of its API and answers as 2027-01"},
		"its end is near":       {"2026-10", "2026-10", at("2027-08-15"), "api_version_ends", "about 2027-10-01"},
		"the default is meant":  {"", "2026-10", at("2026-11-30"), "", ""},
		"no version but a name": {"unstable", "unstable", at("2030-01-01"), "", ""},
	} {
		code, words := VersionTrouble(tt.asked, tt.served, tt.now)
		require.Equal(t, tt.code, code, name)
		require.Contains(t, words, tt.words, name)
	}
}
