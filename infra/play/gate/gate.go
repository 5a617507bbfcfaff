// Package gate stands in front of a simulator and decides what becomes of each call: it passes, or it fails before or
// after the simulator has acted. So every kind of outside call of every simulator can be made to fail in the same way.
package gate

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Call is a call on its way to a simulator.
type Call struct {
	// Kind names what is called, the same for every order: such as "aliexpress order.create".
	Kind string
	Body []byte
}

// Fate is what becomes of a call.
type Fate int

// The fates.
const (
	Pass Fate = iota
	// CutBefore ends the connection; the simulator never hears of the call. CutAfter ends it when the simulator has acted.
	CutBefore
	CutAfter
)

// Judge decides on a call, or leaves it to others. It must be safe for concurrent use.
type Judge func(c Call) (fate Fate, decided bool)

// Gate is a simulator behind judges.
type Gate struct {
	next http.Handler
	kind func(r *http.Request, body []byte) string

	mu     sync.Mutex
	judges []Judge
	around func(c Call, serve func())
}

// New puts a gate in front of a handler. kind names a call, and is empty for what must always pass, such as control.
func New(next http.Handler, kind func(r *http.Request, body []byte) string) *Gate {
	return &Gate{next: next, kind: kind}
}

// Ask adds a judge. The first that decides is followed; a call on which nobody decides passes.
func (g *Gate) Ask(j Judge) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.judges = append(g.judges, j)
}

// Around has every call served by a function that may prepare the simulator for it.
func (g *Gate) Around(f func(c Call, serve func())) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.around = f
}

// maxBody bounds what is read of a call; no real one is near it.
const maxBody = 20 << 20

func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	c := Call{Kind: g.kind(r, body), Body: body}
	if c.Kind == "" {
		g.next.ServeHTTP(w, r)
		return
	}
	fate, around := g.judge(c)
	if fate == CutBefore {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	answer := httptest.NewRecorder()
	serve := func() { g.next.ServeHTTP(answer, r) }
	if around == nil {
		serve()
	} else {
		around(c, serve)
	}
	if fate == CutAfter {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // the caller is gone when this fails
}

func (g *Gate) judge(c Call) (Fate, func(Call, func())) {
	g.mu.Lock()
	judges, around := g.judges, g.around
	g.mu.Unlock()
	for _, j := range judges {
		if fate, decided := j(c); decided {
			return fate, around
		}
	}
	return Pass, around
}

// EachKindOnce is a judge that fails the first call of each kind before the simulator acts, and the second after it
// has. Failed says which kinds have been failed both ways.
type EachKindOnce struct {
	mu    sync.Mutex
	seen  map[string]int
	order []string
}

// Judge judges.
func (e *EachKindOnce) Judge(c Call) (fate Fate, decided bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.seen == nil {
		e.seen = map[string]int{}
	}
	if e.seen[c.Kind] == 0 {
		e.order = append(e.order, c.Kind)
	}
	e.seen[c.Kind]++
	switch e.seen[c.Kind] {
	case 1:
		return CutBefore, true
	case 2:
		return CutAfter, true
	default:
		return Pass, false
	}
}

// Failed lists the kinds in the order in which they came, with how they were failed.
func (e *EachKindOnce) Failed() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []string
	for _, kind := range e.order {
		how := "before and after acting"
		if e.seen[kind] == 1 {
			how = "before acting (it was called once only)"
		}
		out = append(out, fmt.Sprintf("%s: %s", kind, how))
	}
	return out
}

// Masked replaces ids in a path by *, so that calls of one kind have one name.
func Masked(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if p != "" && strings.ContainsAny(p, "0123456789") && !versions[p] {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// versions are the parts of a path that hold digits and are no ids.
var versions = map[string]bool{"v1": true, "v2": true, "v3": true, "oauth2": true}
