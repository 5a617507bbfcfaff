package pages

import (
	"time"

	"onward/shared/api/desk"
)

// found names what checks came to a verdict.
func found(checks []desk.Check, verdict desk.Verdict) []string {
	var out []string
	for _, c := range checks {
		if c.Verdict == verdict {
			out = append(out, c.What)
		}
	}
	return out
}

// moment reads a moment within a text for people; other texts stay.
func moment(text string) string {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC().Format("2 Jan 2006, 15:04 MST")
	}
	return text
}
