package table

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"onward/shared/order"
)

// Ask is a kind of attention that an order asks for.
type Ask struct {
	Code order.AttentionCode
	// Since is when the first of the kind was raised; Due, where there is a deadline, when the first of them passes.
	Since time.Time
	Due   time.Time
}

// asksOf is the kinds of attention that an order asks for and nobody has dealt with, by code.
func asksOf(o order.Order) []Ask {
	var out []Ask
	for _, a := range o.Attention {
		if a.Seen {
			continue
		}
		ask := Ask{Code: a.Code, Since: a.At, Due: dueOf(a)}
		i := slices.IndexFunc(out, func(x Ask) bool { return x.Code == a.Code })
		if i < 0 {
			out = append(out, ask)
			continue
		}
		if ask.Since.Before(out[i].Since) {
			out[i].Since = ask.Since
		}
		if !ask.Due.IsZero() && (out[i].Due.IsZero() || ask.Due.Before(out[i].Due)) {
			out[i].Due = ask.Due
		}
	}
	slices.SortFunc(out, func(a, b Ask) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// dueOf is the deadline that an attention is about: the detail of an unpaid supplier's order is when it lapses.
func dueOf(a order.Attention) time.Time {
	if a.Code != order.AttentionUnpaid {
		return time.Time{}
	}
	due, err := time.Parse(time.RFC3339, a.Detail)
	if err != nil {
		return time.Time{}
	}
	return due.UTC()
}

// encodeAsks spells asks short: "code:since:due,code:since", times in seconds to the base 36.
func encodeAsks(asks []Ask) string {
	kept := make([]string, 0, len(asks))
	for _, a := range asks {
		s := string(a.Code) + ":" + short(a.Since)
		if !a.Due.IsZero() {
			s += ":" + short(a.Due)
		}
		kept = append(kept, s)
	}
	return strings.Join(kept, ",")
}

func decodeAsks(s string) []Ask {
	if s == "" {
		return nil
	}
	var out []Ask
	for kept := range strings.SplitSeq(s, ",") {
		fields := append(strings.Split(kept, ":"), "", "")
		out = append(out, Ask{Code: order.AttentionCode(fields[0]), Since: unshort(fields[1]), Due: unshort(fields[2])})
	}
	return out
}

func short(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.Unix(), 36)
}

func unshort(s string) time.Time {
	n, err := strconv.ParseInt(s, 36, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
