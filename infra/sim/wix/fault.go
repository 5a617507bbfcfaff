package wix

import (
	"net/http"
	"time"
)

// Fault makes calls fail.
type Fault struct {
	Site      string `json:"site"`      // one site, or all
	Operation string `json:"operation"` // one operation by its name, or all
	// Kind is "status" (an answer with Status), "html" (the edge's page), "cut"
	// (the connection ends), or "hang" (no answer until the caller gives up).
	Kind       string `json:"kind"`
	Status     int    `json:"status"`
	RetryAfter string `json:"retryAfter"`
	// After has the call act before it fails.
	After bool `json:"after"`
	// Times is how many calls fail, 1 if left out, all if negative.
	Times int `json:"times"`
}

// AddFault makes later calls fail.
func (s *Sim) AddFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	setDefault(&f.Times, 1)
	setDefault(&f.Kind, "status")
	setDefault(&f.Status, http.StatusServiceUnavailable)
	s.faults = append(s.faults, f)
}

// ClearFaults ends all faults.
func (s *Sim) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFault finds the fault for a call and uses one of its times.
func (s *Sim) takeFault(siteID, operation string) *Fault {
	for i := range s.faults {
		f := &s.faults[i]
		if f.Times == 0 || f.Site != "" && f.Site != siteID || f.Operation != "" && f.Operation != operation {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		taken := *f
		return &taken
	}
	return nil
}

// strike fails the call at hand. The lock is not held.
func (s *Sim) strike(f *Fault, w http.ResponseWriter, r *http.Request) {
	switch f.Kind {
	case "cut":
		panic(http.ErrAbortHandler)
	case "hang":
		select {
		case <-r.Context().Done():
		case <-time.After(s.opts.Hang):
		}
		panic(http.ErrAbortHandler)
	case "html":
		answer{status: f.Status, html: true, retryAfter: f.RetryAfter}.write(w)
	default:
		a := plain(f.Status)
		a.retryAfter = f.RetryAfter
		a.write(w)
	}
}
