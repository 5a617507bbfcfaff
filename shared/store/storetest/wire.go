package storetest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
)

// Reply is an answer in the platform's own words.
type Reply struct {
	Status int
	Header http.Header
	Body   string
}

// Wire is the network between an adapter and its platform. It goes wrong when it is told to, and counts.
type Wire struct {
	// Base carries the calls.
	Base http.RoundTripper
	// Sort says what a call is for; calls without a sort always pass.
	Sort func(r *http.Request) Call
	// Same names calls that serve for others: where a changed number is a new entry, changing is recording.
	Same map[Call]Call
	// Replies are the platform's own words for troubles that it has words for.
	Replies map[Trouble]Reply

	mu     sync.Mutex
	faults []fault
	counts map[Call]int
}

type fault struct {
	call    Call
	trouble Trouble
	times   int
}

// Fail spoils the next call of a sort. Reads, and calls that are turned away, are spoiled as often as they are
// repeated, until [Wire.Heal].
func (w *Wire) Fail(call Call, trouble Trouble) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if other, ok := w.Same[call]; ok {
		call = other
	}
	times := -1
	if call != Read && call != List && (trouble.acts() || trouble == CutBefore || trouble == SilentBefore) {
		times = 1
	}
	w.faults = append(w.faults, fault{call, trouble, times})
}

// Heal takes all faults away.
func (w *Wire) Heal() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = nil
}

// Counts is how many calls of a sort were made.
func (w *Wire) Counts(call Call) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.counts[call]
}

// RoundTrip carries a call, or spoils it.
func (w *Wire) RoundTrip(r *http.Request) (*http.Response, error) {
	call := w.Sort(r)
	trouble := w.strike(call)
	if trouble == "" {
		return w.Base.RoundTrip(r)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if trouble.acts() {
		resp, err := w.Base.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	} else if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return w.spoil(r, trouble)
}

func (w *Wire) strike(call Call) Trouble {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.counts == nil {
		w.counts = map[Call]int{}
	}
	w.counts[call]++
	for i := range w.faults {
		f := &w.faults[i]
		if call == "" || f.call != call || f.times == 0 {
			continue
		}
		f.times--
		return f.trouble
	}
	return ""
}

const page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"

func (w *Wire) spoil(r *http.Request, trouble Trouble) (*http.Response, error) {
	if own, ok := w.Replies[trouble]; ok {
		return reply(r, own), nil
	}
	html := http.Header{"Content-Type": {"text/html; charset=UTF-8"}}
	switch trouble {
	case CutBefore, CutAfter:
		return nil, io.ErrUnexpectedEOF
	case SilentBefore, SilentAfter:
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}
	case HalfAnswer:
		resp := reply(r, Reply{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}})
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"data":{"id":`), broken{}))
		return resp, nil
	case Page, PageAfter:
		return reply(r, Reply{Status: http.StatusOK, Header: html, Body: page}), nil
	case Wall:
		return reply(r, Reply{Status: http.StatusForbidden, Header: html, Body: page}), nil
	case Throttle:
		return reply(r, Reply{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"7"}}, Body: "{}"}), nil
	case Broken, BrokenAfter:
		return reply(r, Reply{Status: http.StatusInternalServerError, Header: html, Body: page}), nil
	case Down:
		return reply(r, Reply{Status: http.StatusServiceUnavailable, Header: html, Body: page}), nil
	case Unauthorized, Unpaid, Forbidden, Locked:
		return nil, fmt.Errorf("no words of the platform's for %q", trouble)
	default:
		return nil, fmt.Errorf("trouble %q is not known", trouble)
	}
}

func reply(r *http.Request, with Reply) *http.Response {
	header := with.Header
	if header == nil {
		header = http.Header{"Content-Type": {"application/json"}}
	}
	return &http.Response{
		Status: http.StatusText(with.Status), StatusCode: with.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header.Clone(), Body: io.NopCloser(strings.NewReader(with.Body)), ContentLength: -1, Request: r,
	}
}

// broken is a connection that ends.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
