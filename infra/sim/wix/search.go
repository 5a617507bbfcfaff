package wix

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// query is a search, and what its cursor carries on.
type query struct {
	Filter doc        `json:"filter"`
	Sort   []sortRule `json:"sort"`
	After  []string   `json:"after,omitempty"` // sort values and id of the last order given out
}

type sortRule struct {
	FieldName string `json:"fieldName"`
	Order     string `json:"order"`
}

const maxPage, maxSorts = 100, 4

func filterable(field string) bool {
	switch field {
	case "id", "number", "status", "paymentStatus", "fulfillmentStatus", "createdDate", "updatedDate", "archived", "channelInfo.type":
		return true
	}
	return strings.HasPrefix(field, "buyerInfo.")
}

// search answers POST orders/search.
func (s *Sim) search(c call) answer {
	var in struct {
		Search struct {
			query
			CursorPaging struct {
				Limit  int    `json:"limit"`
				Cursor string `json:"cursor"`
			} `json:"cursorPaging"`
		} `json:"search"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return invalid("search", "TYPE", "must be an object")
	}
	q, limit := in.Search.query, in.Search.CursorPaging.Limit
	if limit < 0 || limit > maxPage {
		return invalid("search.cursorPaging.limit", "LTE", "must be at most 100")
	}
	setDefault(&limit, maxPage)
	if cursor := in.Search.CursorPaging.Cursor; cursor != "" {
		raw, err := base64.RawURLEncoding.DecodeString(cursor)
		if err != nil || json.Unmarshal(raw, &q) != nil {
			return invalid("search.cursorPaging.cursor", "FORMAT", "is not a cursor")
		}
	} else if bad := q.check(); bad != nil {
		return *bad
	}
	found := s.matching(c.site, q)
	page, next := found, any(nil)
	if len(found) > limit {
		page = found[:limit]
		q.After = q.position(page[limit-1])
		raw, err := json.Marshal(q)
		if err != nil {
			return plain(http.StatusInternalServerError)
		}
		next = base64.RawURLEncoding.EncodeToString(raw)
	}
	return done(doc{"orders": page, "metadata": doc{"count": len(page), "cursors": doc{"next": next}, "hasNext": next != nil}})
}

func (q *query) check() *answer {
	if len(q.Sort) > maxSorts {
		a := invalid("search.sort", "MAX_SIZE", "must have at most 4 entries")
		return &a
	}
	if len(q.Sort) == 0 {
		q.Sort = []sortRule{{FieldName: "createdDate", Order: "DESC"}}
	}
	for _, rule := range q.Sort {
		if !filterable(rule.FieldName) {
			a := invalid("search.sort.fieldName", "UNKNOWN_FIELD", "is not sortable")
			return &a
		}
	}
	for field, want := range q.Filter {
		if !filterable(field) {
			a := invalid("search.filter."+field, "UNKNOWN_FIELD", "is not filterable")
			return &a
		}
		conditions, ok := want.(doc)
		if !ok {
			continue
		}
		for op := range conditions {
			if !slices.Contains([]string{"$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in"}, op) {
				a := invalid("search.filter."+field, "UNKNOWN_OPERATOR", "has an unknown operator")
				return &a
			}
		}
	}
	return nil
}

// matching are the orders that the search knows, sorted, after the cursor.
func (s *Sim) matching(at *site, q query) []doc {
	var found []doc
	now := s.opts.Now()
	for _, r := range at.orders {
		o := r.inSearch(now)
		if o == nil || o["status"] == "INITIALIZED" || !q.matches(o) {
			continue
		}
		if q.After == nil || q.compare(q.position(o), q.After) > 0 {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b doc) int { return q.compare(q.position(a), q.position(b)) })
	return found
}

func (q *query) position(o doc) []string {
	var out []string
	for _, rule := range q.Sort {
		out = append(out, value(o, rule.FieldName))
	}
	return append(out, value(o, "id"))
}

func (q *query) compare(a, b []string) int {
	for i := range min(len(a), len(b)) {
		c := strings.Compare(a[i], b[i])
		if c != 0 && i < len(q.Sort) && strings.EqualFold(q.Sort[i].Order, "DESC") {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func (q *query) matches(o doc) bool {
	for field, want := range q.Filter {
		conditions, ok := want.(doc)
		if !ok {
			conditions = doc{"$eq": want}
		}
		have := value(o, field)
		for op, v := range conditions {
			if !holds(op, have, v) {
				return false
			}
		}
	}
	return true
}

func holds(op, have string, want any) bool {
	if op == "$in" {
		list, _ := want.([]any)
		return slices.ContainsFunc(list, func(v any) bool { return have == sortable(v) })
	}
	c := strings.Compare(have, sortable(want))
	switch op {
	case "$eq":
		return c == 0
	case "$ne":
		return c != 0
	case "$gt":
		return c > 0
	case "$gte":
		return c >= 0
	case "$lt":
		return c < 0
	}
	return c <= 0
}

// value is a field of an order as text that sorts. Times all have one layout.
func value(o doc, field string) string {
	outer, inner, nested := strings.Cut(field, ".")
	v := o[outer]
	if nested {
		m, _ := v.(doc)
		v = m[inner]
	}
	return sortable(v)
}

// sortable writes a value so that texts compare as the values do.
func sortable(v any) string {
	switch n := v.(type) {
	case nil:
		return ""
	case int:
		return fmt.Sprintf("%012d", n)
	case float64:
		return fmt.Sprintf("%012d", int(n))
	case string:
		if at, err := time.Parse(time.RFC3339Nano, n); err == nil {
			return stamp(at)
		}
	}
	return fmt.Sprint(v)
}

// getOrder answers GET orders/{order}: the truth, without the search's lag.
func (s *Sim) getOrder(c call) answer {
	r := c.site.find(c.path("order"))
	if r == nil || r.text("status") == "INITIALIZED" {
		return orderNotFound()
	}
	return done(doc{"order": r.order})
}
