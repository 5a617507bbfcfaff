package connect

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
)

// css gives these pages the look of all others without loading anything.
const css = `:root{color-scheme:light dark;--paper:#f6f5f1;--card:#fff;--ink:#1b1d1c;--soft:#5b605e;--line:#dfddd5;--accent:#0f5f52;--on:#fff;--yours:#8a5200;--tint:#fcefd6}` +
	`@media(prefers-color-scheme:dark){:root{--paper:#121514;--card:#1a1e1d;--ink:#e8e9e6;--soft:#a2a8a5;--line:#2d3331;--accent:#6ccfb9;--on:#06231d;--yours:#eab65c;--tint:#352a12}}` +
	`body{font:15px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;margin:0;padding:8vh 16px;color:var(--ink);background:var(--paper)}` +
	`main{max-width:560px;margin:0 auto;padding:28px;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow-wrap:anywhere}` +
	`h1{font-size:1.4rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 12px}p{margin:12px 0}ul{margin:12px 0;padding:0;list-style:none}li{padding:9px 14px;border-top:1px solid var(--line)}` +
	`li.warning{background:var(--tint);color:var(--yours);border:0;border-radius:8px;margin:6px 0}` +
	`button,.button{display:inline-block;font:inherit;font-weight:580;padding:8px 16px;border:1px solid var(--accent);border-radius:8px;background:var(--accent);color:var(--on);text-decoration:none;cursor:pointer}` +
	`:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`

// view is what a page shows. html/template escapes all of it.
type view struct {
	Title, Text string
	Found       []Finding
	Ask         *Question
	// Again has the page look again by itself.
	Again bool
	// Link leads on, in a tab of its own where Apart is set.
	Link, LinkText string
	Apart          bool
}

var pages = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">{{if .Again}}<meta http-equiv="refresh" content="3">{{end}}
<title>{{.Title}}</title><style>` + css + `</style></head>
<body><main><h1>{{.Title}}</h1>{{with .Text}}<p>{{.}}</p>{{end}}
{{with .Found}}<ul>{{range .}}<li{{if .Warning}} class="warning"{{end}}>{{.Text}}</li>{{end}}</ul>{{end}}
{{with .Ask}}<p>{{.Shop}} is about to be connected to the Onward account <strong>{{.Merchant}}</strong>, which will read its orders and record fulfilments. Go on only if this is your account.</p>
<form method="post" action="/connect/confirm"><input type="hidden" name="state" value="{{.State}}"><input type="hidden" name="confirm" value="{{.Confirm}}"><button type="submit">Connect</button></form>{{end}}
{{if .Link}}<p><a class="button" href="{{.Link}}"{{if .Apart}} target="_blank" rel="noopener"{{end}}>{{.LinkText}}</a></p>{{end}}
</main></body></html>
`))

// guard sets the headers of every answer. Only the page for Wix' dashboard may stand in a frame, of Wix alone.
func guard(h http.Header, framed bool) {
	ancestors := "'none'"
	if framed {
		ancestors = "https://*.wix.com"
	}
	sum := sha256.Sum256([]byte(css))
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "+ancestors+
		"; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	// The address holds states and codes.
	h.Set("Referrer-Policy", "no-referrer")
}

func (f *Flows) page(w http.ResponseWriter, status int, v view) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = pages.Execute(w, v) // the browser is gone when this fails
}

func writeJSON(w http.ResponseWriter, status int, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) //nolint:errchkjson // plain texts encode; what fails is a caller that is gone
}

// wireProblem is a problem as RFC 9457 spells it, in the API's own kind of types.
type wireProblem struct {
	Type   string   `json:"type"`
	Title  string   `json:"title"`
	Status int      `json:"status"`
	Detail string   `json:"detail"`
	Names  []string `json:"names,omitempty"`
}

func (p *Error) wire() wireProblem {
	return wireProblem{Type: "urn:onward:problem:" + p.Code, Title: http.StatusText(p.Status), Status: p.Status, Detail: p.ToDo, Names: p.Names}
}
