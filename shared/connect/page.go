package connect

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
)

const css = `body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}` +
	`h1{font-size:1.4rem}.warning{font-weight:600}button,.button{font:inherit;padding:.5rem 1rem;border:1px solid #1a1a1a;border-radius:.3rem;background:#fff;color:inherit;text-decoration:none}`

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
