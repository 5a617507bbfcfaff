package woocommerce

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

type filter struct {
	from, to, createdFrom, createdTo time.Time
	status, include, exclude         []string
	byModified, descending           bool
	offset, size                     int
}

// listOrders has the traps of the real list: dates are the site's own time
// unless dates_are_gmt is given, "any" leaves the trash out, a page is an offset.
func (s *Sim) listOrders(r *request) reply {
	f, bad, ok := r.filter()
	if !ok {
		return bad
	}
	var found []*order
	for _, o := range r.st.orders {
		if f.takes(o) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *order) int {
		c := cmp.Compare(a.id, b.id)
		switch {
		case f.byModified && !second(a.modified).Equal(second(b.modified)):
			c = a.modified.Compare(b.modified)
		case !f.byModified && !second(a.created).Equal(second(b.created)):
			c = a.created.Compare(b.created)
		}
		if f.descending {
			return -c
		}
		return c
	})
	total := len(found)
	found = found[min(f.offset, total):min(f.offset+f.size, total)]
	out := []any{}
	for _, o := range found {
		out = append(out, pick(s.payload(r.st, o), r.query.Get("_fields")))
	}
	return reply{status: http.StatusOK, body: out, header: totals(total, f.size)}
}

func totals(total, size int) http.Header {
	return http.Header{
		"X-WP-Total":      {strconv.Itoa(total)},
		"X-WP-TotalPages": {strconv.Itoa((total + size - 1) / size)},
	}
}

func (f filter) takes(o *order) bool {
	all := slices.Contains(f.status, "any")
	switch {
	case all && (o.status == "trash" || o.status == "auto-draft"):
		return false
	case !all && !slices.Contains(f.status, o.status):
		return false
	case len(f.include) > 0 && !slices.Contains(f.include, strconv.Itoa(o.id)):
		return false
	case slices.Contains(f.exclude, strconv.Itoa(o.id)):
		return false
	}
	// The bounds are exclusive, and the database knows whole seconds.
	return within(o.modified, f.from, f.to) && within(o.created, f.createdFrom, f.createdTo)
}

func second(t time.Time) time.Time { return t.Truncate(time.Second) }

func within(t, from, to time.Time) bool {
	t = second(t)
	return (from.IsZero() || t.After(from)) && (to.IsZero() || t.Before(to))
}

func (r *request) filter() (filter, reply, bool) {
	f := filter{status: list(r.query, "status", "any"), include: list(r.query, "include", ""), exclude: list(r.query, "exclude", "")}
	size, page, offset := 10, 1, 0
	for name, to := range map[string]*int{"per_page": &size, "page": &page, "offset": &offset} {
		if v := r.query.Get(name); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil || n < 0 {
				return f, badParam(name, name+" is not of type integer."), false
			}
			*to = n
		}
	}
	if size < 1 || size > 100 {
		return f, badParam("per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)"), false
	}
	f.size, f.offset = size, (max(page, 1)-1)*size
	if r.query.Has("offset") {
		f.offset = offset
	}
	switch r.query.Get("orderby") {
	case "", "date", "id", "include", "title", "slug":
	case "modified":
		f.byModified = true
	default:
		return f, badParam("orderby", "orderby is not one of date, modified, id, include, title, and slug."), false
	}
	f.descending = r.query.Get("order") != "asc"
	zone := time.Duration(r.st.set.GMTOffsetMinutes) * time.Minute
	if v := r.query.Get("dates_are_gmt"); v == "true" || v == "1" {
		zone = 0
	}
	for name, to := range map[string]*time.Time{
		"modified_after": &f.from, "modified_before": &f.to, "after": &f.createdFrom, "before": &f.createdTo,
	} {
		v := r.query.Get(name)
		if v == "" {
			continue
		}
		t, err := time.Parse(stamp, strings.TrimSuffix(v, "Z"))
		if err != nil {
			return f, badParam(name, "Invalid date."), false
		}
		*to = t.Add(-zone)
	}
	return f, reply{}, true
}

// list reads name=a,b or name[]=a&name[]=b.
func list(q url.Values, name, otherwise string) []string {
	var out []string
	for _, key := range []string{name, name + "[]"} {
		for _, v := range q[key] {
			out = append(out, strings.Split(v, ",")...)
		}
	}
	if len(out) == 0 && otherwise != "" {
		out = []string{otherwise}
	}
	return out
}

// pick keeps the fields that _fields names.
func pick(p orderJSON, fields string) any {
	if fields == "" {
		return p
	}
	var all map[string]json.RawMessage
	raw, err := json.Marshal(p)
	if err != nil || json.Unmarshal(raw, &all) != nil {
		return p
	}
	wanted := strings.Split(fields, ",")
	for name := range all {
		if !slices.Contains(wanted, name) {
			delete(all, name)
		}
	}
	return all
}
