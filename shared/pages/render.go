package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"onward/shared/api/desk"
)

//go:embed templates/*.html
var templateFiles embed.FS

// frame is what every page needs around its own content.
type frame struct {
	Title string
	// Root leads from the page to where the pages begin.
	Root  string
	Here  string
	Actor desk.Actor
	// Merchant is the merchant's name.
	Merchant string
	// Signed: somebody is signed in. CSRF is what the forms carry.
	Signed bool
	CSRF   string
	Said   flash
	Data   any
}

// flash is what the last action came to, shown once.
type flash struct {
	Text string `json:"t,omitempty"`
	Bad  bool   `json:"b,omitempty"`
}

// parse reads every page's template together with the layout and the parts.
func parse(a assets, now func() time.Time) map[string]*template.Template {
	names, err := templateFiles.ReadDir("templates")
	if err != nil {
		panic(fmt.Errorf("templates are not embedded: %w", err))
	}
	out := map[string]*template.Template{}
	for _, f := range names {
		if f.Name() == "layout.html" || strings.HasPrefix(f.Name(), "part_") {
			continue
		}
		t := template.New(f.Name()).Funcs(words(a, now))
		out[strings.TrimSuffix(f.Name(), ".html")] = template.Must(
			t.ParseFS(templateFiles, "templates/layout.html", "templates/part_*.html", "templates/"+f.Name()))
	}
	return out
}

// rootOf leads from a path to where the pages begin.
func rootOf(path string) string {
	if n := strings.Count(strings.TrimPrefix(path, "/"), "/"); n > 0 {
		return strings.Repeat("../", n)
	}
	return "./"
}

// show answers with a whole page.
func (p *pages) show(v *visit, name, title string, data any) error {
	return p.showAs(v, http.StatusOK, name, title, data)
}

// showAs answers with a whole page and a status of its own.
func (p *pages) showAs(v *visit, status int, name, title string, data any) error {
	return p.render(v.w, status, name, "layout", frame{
		Title: title, Root: rootOf(v.r.URL.Path), Here: section(v.r.URL.Path), Actor: v.actor, Merchant: v.merchant, Signed: true, CSRF: v.csrf,
		Said: p.said(v.w, v.r), Data: data,
	})
}

// part answers with a part of a page, which htmx puts in its place.
func (p *pages) part(v *visit, name, part string, data any) error {
	return p.render(v.w, http.StatusOK, name, part, frame{Root: rootOf(v.r.URL.Path), Actor: v.actor, CSRF: v.csrf, Signed: true, Data: data})
}

func (p *pages) render(w http.ResponseWriter, status int, name, part string, f frame) error {
	var out bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&out, part, f); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the client is gone when this fails
	return nil
}

// section is under which entry of the navigation a page is.
func section(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return first
}

// to sends the browser on after a form was dealt with.
func (p *pages) to(v *visit, path, said string) error {
	if said != "" {
		p.Sessions.keep(v.w, flashCookie, flash{Text: said}, flashLasts)
	}
	v.w.Header().Set("Location", rootOf(v.r.URL.Path)+path)
	v.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// said takes what the last action came to out of its cookie.
func (p *pages) said(w http.ResponseWriter, r *http.Request) flash {
	var f flash
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return f
	}
	p.Sessions.drop(w, flashCookie)
	if !p.Sessions.vault.open(flashCookie, c.Value, &f) {
		return flash{}
	}
	return f
}

// problem answers with a page that says what is wrong.
func (p *pages) problem(w http.ResponseWriter, r *http.Request, v *visit, status int, text string) {
	f := frame{Title: http.StatusText(status), Root: rootOf(r.URL.Path), Data: text}
	if v != nil {
		f.Actor, f.Merchant, f.Signed, f.CSRF = v.actor, v.merchant, v.actor.Merchant != "", v.csrf
	}
	if err := p.render(w, status, "problem", "layout", f); err != nil {
		p.Log.ErrorContext(r.Context(), "pages.failed", "err", err.Error())
	}
}
