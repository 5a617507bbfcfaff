package wix

import (
	"crypto/x509"
	_ "embed"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"strings"
)

//go:embed doc.go
var manual string

// PublicKey is the app's public key, as the dashboard shows it.
func (s *Sim) PublicKey() string {
	der, err := x509.MarshalPKIXPublicKey(&s.opts.Key.PublicKey)
	if err != nil {
		return "" // an RSA key always marshals
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// Show is one order as Wix holds it, with what belongs to it, nil if unknown.
func (s *Sim) Show(siteID, orderID string) map[string]any {
	var out doc
	_ = s.at(siteID, orderID, func(_ *site, r *record) error {
		out = clone(doc{
			"order": r.order, "fulfillments": r.withFulfilments()["fulfillments"], "transactions": r.transactions(),
		})
		return nil
	})
	return out
}

// Orders are all orders of a site as Wix holds them.
func (s *Sim) Orders(siteID string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []doc{}
	if st := s.sites[siteID]; st != nil {
		for _, r := range st.orders {
			out = append(out, clone(r.order))
		}
	}
	return out
}

// controls are the director's interface.
func (s *Sim) controls() {
	s.mux.HandleFunc("GET /_sim", func(w http.ResponseWriter, _ *http.Request) {
		text, _, _ := strings.Cut("\n"+manual, "\npackage ")
		text = strings.NewReplacer("\n// ", "\n", "\n//", "\n").Replace(text)
		_, _ = io.WriteString(w, strings.TrimSpace(text)+"\n")
	})
	s.mux.HandleFunc("GET /_sim/public-key", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, s.PublicKey())
	})
	s.on("GET /_sim/mails", func(*http.Request) (any, error) { return s.Mails(), nil })
	s.on("GET /_sim/counters", func(*http.Request) (any, error) { return s.Counters(), nil })
	s.on("DELETE /_sim/faults", func(*http.Request) (any, error) { s.ClearFaults(); return ok(), nil })
	on(s, "POST /_sim/faults", func(_ *http.Request, f Fault) (any, error) { s.AddFault(f); return ok(), nil })
	on(s, "POST /_sim/webhooks", func(_ *http.Request, m Mischief) (any, error) { s.SetMischief(m); return ok(), nil })
	s.on("POST /_sim/webhooks/deliver", func(r *http.Request) (any, error) {
		return map[string]int{"taken": s.Deliver(r.Context())}, nil
	})
	on(s, "POST /_sim/callback", func(_ *http.Request, in struct {
		URL string `json:"url"`
	},
	) (any, error) {
		s.SetCallback(in.URL)
		return ok(), nil
	})
	s.siteControls()
	s.orderControls()
}

func ok() any { return map[string]bool{"ok": true} }

// on is a control without a body.
func (s *Sim) on(pattern string, do func(*http.Request) (any, error)) {
	on(s, pattern, func(r *http.Request, _ struct{}) (any, error) { return do(r) })
}

// on is a control with a body, which may be left out.
func on[In any](s *Sim, pattern string, do func(*http.Request, In) (any, error)) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit)).Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			answer{status: http.StatusBadRequest, body: map[string]string{"message": err.Error()}}.write(w)
			return
		}
		out, err := do(r, in)
		switch {
		case errors.Is(err, ErrUnknown):
			answer{status: http.StatusNotFound, body: map[string]string{"message": err.Error()}}.write(w)
		case err != nil:
			answer{status: http.StatusUnprocessableEntity, body: map[string]string{"message": err.Error()}}.write(w)
		default:
			done(out).write(w)
		}
	})
}
