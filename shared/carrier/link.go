package carrier

import (
	"net/url"
	"strings"
	"unicode"
)

// linkLimit is Wix's bound on a tracking link.
const linkLimit = 2048

// link is the store's own template, else the supplier's link if it can be
// trusted, else the carrier's page, else a universal tracker.
func (t *catalogue) link(p Parcel, number string, who identity, o Overrides) string {
	if template, ok := o.template(who); ok {
		return fill(template, number, p)
	}
	if given := strings.TrimSpace(p.URL); trusted(given, number) {
		return given
	}
	template := who.carrier.Link
	if template == "" {
		template = t.fallback.Link
	}
	return fill(template, number, p)
}

// trusted says that a supplier's link is https and about this very parcel. A
// bare home page, or a link to another number, is worse than one of our own.
func trusted(link, number string) bool {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(link) > linkLimit {
		return false
	}
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		return false
	}
	return holds(u.Path, number) || holds(query, number) || holds(u.Fragment, number)
}

// holds finds number in text as a word of its own.
func holds(text, number string) bool {
	text, number = strings.ToUpper(text), strings.ToUpper(number)
	for from := 0; number != ""; {
		i := strings.Index(text[from:], number)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(number)
		if !wordAt(text, start-1) && !wordAt(text, end) {
			return true
		}
		from = start + 1
	}
	return false
}

func wordAt(text string, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	r := rune(text[i])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// fill puts the parcel into a template. Only what is filled in is encoded: a
// template may hold a fragment.
func fill(template, number string, p Parcel) string {
	n, postcode, country := escape(number), escape(p.Postcode), escape(strings.ToUpper(p.Country))
	return strings.NewReplacer(
		"{number}", n, "%1$s", n,
		"{postcode}", postcode, "%2$s", postcode,
		"{country}", country, "%3$s", country,
	).Replace(template)
}

func escape(s string) string {
	return strings.ReplaceAll(url.QueryEscape(strings.TrimSpace(s)), "+", "%20")
}

func validTemplate(template string) bool {
	const probe = "AB123"
	return trusted(fill(template, probe, Parcel{}), probe)
}
