package pages

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"runtime/debug"

	"onward/shared/api/desk"
)

// policy lets a page load nothing but our own files, and be framed by nobody.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// maxForm is the largest form that is read.
const maxForm = 1 << 20

// guarded wraps all pages: headers, no requests from other sites, no crash.
func (p *pages) guarded(mux *http.ServeMux) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.problem(w, r, nil, http.StatusForbidden, "This came from another site, so nothing was done.")
	}))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.problem(w, r, nil, http.StatusNotFound, "There is no such page.")
	})
	inner := own.Handler(mux)
	//nolint:contextcheck // handlers take their context from the request
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				p.Log.ErrorContext(r.Context(), "pages.panic", "method", r.Method, "stack", string(debug.Stack()))
				p.problem(w, r, nil, http.StatusInternalServerError, "Something failed here. It is in the log.")
			}
		}()
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Strict-Transport-Security", "max-age=31536000")
		h.Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		inner.ServeHTTP(w, r)
	})
}

// visit is one request of somebody who is signed in.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	actor desk.Actor
	// merchant is the merchant's name.
	merchant string
	csrf     string
}

// handler answers a visit. A refusal that it returns is shown as a page.
type handler func(v *visit) error

// signedIn runs a handler for whoever is signed in; others are sent to sign in, and come back.
func (p *pages) signedIn(do handler) http.HandlerFunc {
	//nolint:contextcheck // handlers take their context from the request
	return func(w http.ResponseWriter, r *http.Request) {
		s, ok := p.Sessions.read(r)
		if !ok {
			p.toSignIn(w, r)
			return
		}
		actor, err := p.Desk.Authenticate(r.Context(), s.Secret)
		if _, ok := errors.AsType[*desk.Error](err); ok {
			p.Sessions.drop(w, sessionCookie)
			p.toSignIn(w, r)
			return
		}
		v := &visit{w: w, r: r, actor: actor, merchant: s.Merchant, csrf: p.Sessions.csrf(s)}
		if err == nil && r.Method == http.MethodPost {
			err = v.genuine()
		}
		if err == nil {
			p.Sessions.prolong(w, s)
			err = do(v)
		}
		if err != nil {
			p.failedVisit(v, err)
		}
	}
}

// genuine refuses a form that was not made for this session.
func (v *visit) genuine() error {
	if err := v.r.ParseMultipartForm(maxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return &desk.Error{Kind: desk.Invalid, Code: "form", Message: "The form can't be read, or is larger than 1 MB."}
	}
	if subtle.ConstantTimeCompare([]byte(v.r.PostFormValue("csrf")), []byte(v.csrf)) != 1 {
		return &desk.Error{Kind: desk.Forbidden, Code: "csrf", Message: "This form has gone stale. Go back, load the page again, and repeat."}
	}
	return nil
}

// failedVisit shows a refusal; what is nobody's refusal is our fault, and logged.
func (p *pages) failedVisit(v *visit, err error) {
	refused, ok := errors.AsType[*desk.Error](err)
	if !ok {
		p.Log.ErrorContext(v.r.Context(), "pages.failed", "path", v.r.Pattern, "err", err.Error())
		p.problem(v.w, v.r, v, http.StatusInternalServerError, "Something failed here. It is in the log; try again.")
		return
	}
	status := http.StatusConflict
	switch refused.Kind {
	case desk.NotFound:
		status = http.StatusNotFound
	case desk.Forbidden, desk.Unauthorized:
		status = http.StatusForbidden
	case desk.Invalid:
		status = http.StatusUnprocessableEntity
	case desk.TooMany:
		status = http.StatusTooManyRequests
	case desk.Conflict, desk.Stale:
	}
	p.problem(v.w, v.r, v, status, refused.Message)
}
