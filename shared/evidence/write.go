package evidence

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"strings"
	"time"

	"onward/shared/order"
)

//go:embed page.html
var page string

// Write writes the file. Everything in it is escaped; it loads nothing and runs nothing.
func Write(w io.Writer, r Record, who Reader) error {
	t, err := template.New("evidence").Funcs(template.FuncMap{
		"stamp": stamp, "platform": order.Platform.Title, "join": strings.Join, "money": amount, "link": link,
		"words": func(v any) string { return strings.ReplaceAll(fmt.Sprint(v), "_", " ") },
	}).Parse(page)
	if err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	if err := t.Execute(w, gather(r, who)); err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	return nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 Jan 2006, 15:04 UTC")
}

// link is an address that is safe to follow, else nothing.
func link(address string) string {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	return address
}
