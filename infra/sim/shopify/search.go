package shopify

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var searchTerm = regexp.MustCompile(`^\s*(?:AND\s+)?([a-z_]+):(>=|<=|>|<|=)?(?:'([^']*)'|"([^"]*)"|(\S+))`)

// parseSearch reads the part of Shopify's search language that orders are looked for with. Any other term is an error
// that names it, since the real shop would not ignore it.
func parseSearch(text string) (func(*order) bool, error) {
	var tests []func(*order) bool
	for rest := strings.TrimSpace(text); rest != ""; {
		m := searchTerm.FindStringSubmatch(rest)
		if m == nil {
			return nil, &fieldError{"NOT_SIMULATED", "not simulated: search " + strconv.Quote(rest)}
		}
		test, err := searchTest(m[1], m[2], m[3]+m[4]+m[5])
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
		rest = strings.TrimSpace(rest[len(m[0]):])
	}
	return func(o *order) bool {
		for _, test := range tests {
			if !test(o) {
				return false
			}
		}
		return true
	}, nil
}

func searchTest(field, op, value string) (func(*order) bool, error) {
	switch field {
	case "updated_at", "created_at", "processed_at":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return nil, &fieldError{"BAD_REQUEST", "time " + strconv.Quote(value) + " is not understood"}
		}
		return func(o *order) bool {
			t := o.created
			if field == "updated_at" {
				t = o.updated
			}
			return compared(t.Compare(at), op)
		}, nil
	case "name":
		return func(o *order) bool { return strings.TrimPrefix(o.name, "#") == strings.TrimPrefix(value, "#") }, nil
	case "id":
		return func(o *order) bool { return strconv.FormatInt(o.id, 10) == value }, nil
	case "financial_status":
		return func(o *order) bool { return o.financial == strings.ToLower(value) }, nil
	case "fulfillment_status":
		return func(o *order) bool { return orDefault(o.fulfilmentState(), "unfulfilled") == strings.ToLower(value) }, nil
	case "status":
		return func(o *order) bool {
			switch value {
			case "open":
				return o.closed == nil && o.cancelled == nil
			case "closed":
				return o.closed != nil
			case "cancelled":
				return o.cancelled != nil
			}
			return true
		}, nil
	}
	return nil, &fieldError{"NOT_SIMULATED", "not simulated: search by " + field}
}

func compared(sign int, op string) bool {
	switch op {
	case ">=":
		return sign >= 0
	case ">":
		return sign > 0
	case "<=":
		return sign <= 0
	case "<":
		return sign < 0
	}
	return sign == 0
}
