package api

import (
	"strconv"
	"strings"

	"onward/shared/api/desk"
)

// Seen says by which version of an order or mapping something was chosen.
type Seen struct {
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of what you read. Where it is at another version by now, nothing is done and the answer is 412. Left out, it is done whatever the version."`
}

// at takes the version into who asks.
func (s Seen) at(a *desk.Actor) error {
	if s.IfMatch == "" || s.IfMatch == "*" {
		return nil
	}
	seen, ok := version(s.IfMatch)
	if !ok {
		return &desk.Error{Kind: desk.Stale, Code: "if_match", Field: "header.If-Match", Message: "If-Match names no version. Read again; GET gives it as ETag."}
	}
	a.Seen = seen
	return nil
}

// orderRead is an order with its version as ETag.
type orderRead struct {
	ETag string `header:"ETag" doc:"The order's version, to be given back in If-Match."`
	Body desk.Order
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// version reads an ETag of ours.
func version(tag string) (int64, bool) {
	v, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`), 10, 64)
	return v, err == nil && v > 0
}
