package pages

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// words is what templates can say.
func words(a assets, now func() time.Time) template.FuncMap {
	return template.FuncMap{
		"asset":    func(name string) string { return "assets/" + a.version + "/" + name },
		"seg":      url.PathEscape,
		"tab":      tabTitle,
		"tone":     tone,
		"supplier": order.Supplier.Title,
		"platform": order.Platform.Title,
		"why":      desk.WhyLabel,
		"jobtitle": jobTitle,
		"asktitle": func(code string) string { return desk.AskTitle(order.AttentionCode(code)) },
		"words":    func(v any) string { return strings.ReplaceAll(text(v), "_", " ") },
		"ago":      func(t time.Time) string { return ago(t, now()) },
		"until":    func(t time.Time) string { return until(t, now()) },
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"stamp":    func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 MST") },
		"day":      func(t time.Time) string { return t.UTC().Format("2 Jan 2006") },
		"rail":     rail,
		"list":     func(v ...any) []any { return v },
		"percent":  percent,
		"plural":   plural,
		"join":     strings.Join,
		"ahead":    func(t time.Time) bool { return t.After(now()) },
		"address":  addressText,
		"moment":   moment,
		"found":    found,

		"endpointname": endpointName,
		"counted":      countText,
		"second":       func(t time.Time) string { return t.UTC().Format("2 Jan, 15:04:05 MST") },
		"title":        capitalised,
		"last":         func(list []desk.Attempt) int { return len(list) - 1 },
		"indent":       indented,
	}
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case order.AttentionCode:
		return string(v)
	case order.FailureReason:
		return string(v)
	case order.PurchaseState:
		return string(v)
	case order.FulfilmentState:
		return string(v)
	case order.Payment:
		return string(v)
	case order.Stage:
		return string(v)
	case order.EffectKind:
		return string(v)
	default:
		return ""
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func tabTitle(s order.State) string {
	switch s {
	case "all":
		return "All"
	case "attention":
		return "Attention"
	default:
		return s.Title()
	}
}

// tone is how a state is coloured: as waiting for somebody, as moving, as done, as stopped.
func tone(s order.State) string {
	switch s {
	case order.AwaitingOrder, order.AwaitingPayment:
		return "yours"
	case order.AwaitingShipment, order.AwaitingFulfillment:
		return "moving"
	case order.Fulfilled:
		return "done"
	case order.Failed:
		return "bad"
	case order.Pending, order.Canceled, order.Exempt:
		return "quiet"
	default:
		return "quiet"
	}
}

// stop is one station of the way that a portion goes.
type stop struct {
	Title string
	// Class is passed, here or ahead.
	Class string
}

// rail is the way of a portion with where it is; states that have left the way have none.
func rail(s order.State) []stop {
	way := []order.State{order.Pending, order.AwaitingOrder, order.AwaitingPayment, order.AwaitingShipment, order.AwaitingFulfillment, order.Fulfilled}
	at := -1
	for i, state := range way {
		if state == s {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	out := make([]stop, 0, len(way))
	for i, state := range way {
		class := "ahead"
		switch {
		case i < at:
			class = "passed"
		case i == at:
			class = "here"
		}
		out = append(out, stop{Title: state.Title(), Class: class})
	}
	return out
}

func percent(done, total int) int {
	if total <= 0 {
		return 0
	}
	return min(done*100/total, 100)
}

func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	d := now.Sub(t)
	if d < 0 {
		return until(t, now)
	}
	if d < time.Minute {
		return "just now"
	}
	return span(d) + " ago"
}

func until(t, now time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	d := t.Sub(now)
	if d < 0 {
		return ago(t, now)
	}
	if d < time.Minute {
		return "within a minute"
	}
	return "in " + span(d)
}

func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min"
	case d < 2*day:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	case d < 60*day:
		return strconv.Itoa(int(d/day)) + " days"
	default:
		return strconv.Itoa(int(d/(30*day))) + " months"
	}
}
