package pages

import "slices"

// Patterns is every page that takes a session, as the mux knows it ("GET /orders"), so that whoever vouches for all pages
// can go through them.
func Patterns() []string {
	var all []string
	for pattern := range (&pages{}).routes() {
		all = append(all, pattern)
	}
	slices.Sort(all)
	return all
}
