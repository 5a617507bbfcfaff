package shopify

import "time"

// EndsSoon is how long before its end a version's end is a matter for whoever runs the installation.
const EndsSoon = 60 * 24 * time.Hour

// VersionEnds is about when Shopify stops to serve a version of its Admin API: each lives for a year, and is answered by
// the oldest living one from then on. ok is false for what is no version's name.
func VersionEnds(version string) (end time.Time, ok bool) {
	began, err := time.Parse("2006-01", version)
	return began.AddDate(1, 0, 0), err == nil
}

// VersionTrouble says what is wrong with the version that is asked for, by the one that was served and by the calendar;
// empty when nothing is.
func VersionTrouble(asked, served string, now time.Time) (code, text string) {
	asked = orDefault(asked, DefaultVersion)
	if served != "" && served != asked {
		return "api_version", "Shopify no longer serves version " + asked + " of its API and answers as " + served +
			". Onward needs an update; tell whoever runs this installation."
	}
	if end, ok := VersionEnds(asked); ok && now.After(end.Add(-EndsSoon)) {
		return "api_version_ends", "Shopify ends version " + asked + " of its API about " + end.Format(time.DateOnly) +
			". Onward needs an update before; tell whoever runs this installation."
	}
	return "", ""
}
