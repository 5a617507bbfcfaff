package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"onward/shared/api/desk"
)

// signInForm is the page on which to sign in. Next is where to go then.
type signInForm struct {
	Next    string
	Problem string
}

func (p *pages) signInPage(w http.ResponseWriter, r *http.Request) {
	p.showSignIn(w, r, http.StatusOK, signInForm{Next: r.URL.Query().Get("next")})
}

func (p *pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, form signInForm) {
	err := p.render(w, status, "signin", "layout", frame{Title: "Sign in", Root: rootOf(r.URL.Path), Data: form})
	if err != nil {
		p.Log.ErrorContext(r.Context(), "pages.failed", "err", err.Error())
	}
}

// signIn begins a session. The request's origin was checked already, so nobody is signed in by another site.
func (p *pages) signIn(w http.ResponseWriter, r *http.Request) {
	form := signInForm{Next: r.PostFormValue("next")}
	secret := strings.TrimSpace(r.PostFormValue("token"))
	a, err := p.Desk.Authenticate(r.Context(), secret)
	var refused *desk.Error
	switch {
	case errors.As(err, &refused):
		form.Problem = "This token is not known here, has expired, or was revoked."
		p.showSignIn(w, r, http.StatusUnprocessableEntity, form)
		return
	case err != nil:
		p.failedVisit(&visit{w: w, r: r}, err) //nolint:contextcheck // its context is the request's
		return
	case a.Role == desk.Deployment:
		form.Problem = "This is the operator's token: it makes merchants, by the API. Sign in with a merchant's token."
		p.showSignIn(w, r, http.StatusUnprocessableEntity, form)
		return
	}
	me, err := p.Desk.Me(r.Context(), a)
	if err != nil {
		p.failedVisit(&visit{w: w, r: r}, err) //nolint:contextcheck // its context is the request's
		return
	}
	p.Sessions.set(w, secret, "", me.Merchant.Name)
	w.Header().Set("Location", rootOf(r.URL.Path)+inside(form.Next))
	w.WriteHeader(http.StatusSeeOther)
}

func (p *pages) signOut(w http.ResponseWriter, r *http.Request) {
	p.Sessions.drop(w, sessionCookie)
	w.Header().Set("Location", rootOf(r.URL.Path)+"sign-in")
	w.WriteHeader(http.StatusSeeOther)
}

// toSignIn sends a browser to sign in. A part of a page is not where to come back to.
func (p *pages) toSignIn(w http.ResponseWriter, r *http.Request) {
	root := rootOf(r.URL.Path)
	if r.Header.Get("Hx-Request") != "" {
		w.Header().Set("Hx-Refresh", "true")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	next := ""
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		next = "?next=" + url.QueryEscape(strings.TrimPrefix(r.URL.RequestURI(), "/"))
	}
	w.Header().Set("Location", root+"sign-in"+next)
	w.WriteHeader(http.StatusSeeOther)
}

// inside is a place within our pages, relative to where they begin; or their beginning.
func inside(next string) string {
	next = strings.TrimPrefix(next, "/")
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(next, "/") || strings.Contains(next, "\\") ||
		strings.Contains(u.Path, "..") || strings.ContainsAny(next, "\r\n\t") || strings.Contains(u.Path, ":") {
		return ""
	}
	return next
}
