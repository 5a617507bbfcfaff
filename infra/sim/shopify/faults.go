package shopify

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault makes the next calls of an operation go wrong.
type Fault struct {
	// Operation is a root field such as fulfillmentCreate, "oauth", or * for all of the graph.
	Operation string `json:"operation"`
	// Kind is one of drop_before, drop_after (the connection ends without an answer), hang_before, hang_after (no answer
	// until the caller gives up), status, status_after (an HTTP status), throttle (THROTTLED in a 200), internal,
	// internal_after (INTERNAL_SERVER_ERROR in a 200), html, html_after (a page in place of JSON), cut_after (half an
	// answer). Those with after act first.
	Kind string `json:"kind"`
	// Times is how many calls go wrong; 0 means one.
	Times int `json:"times,omitempty"`
	// Status is the HTTP status of status and status_after.
	Status int `json:"status,omitempty"`
	// RetryAfter is the header's value.
	RetryAfter string `json:"retry_after,omitempty"`
	// Skip lets that many calls pass first.
	Skip int `json:"skip,omitempty"`
}

// Fail adds a fault.
func (s *Sim) Fail(f Fault) error {
	return s.act(func() error {
		kinds := []string{
			"drop_before", "drop_after", "hang_before", "hang_after", "status", "status_after", "throttle", "internal", "internal_after",
			"html", "html_after", "cut_after",
		}
		if !slices.Contains(kinds, f.Kind) || f.Operation == "" {
			return fmt.Errorf("fault %q of %q is not simulated", f.Kind, f.Operation)
		}
		f.Times = max(1, f.Times)
		s.faults = append(s.faults, &f)
		return nil
	})
}

// Heal removes all faults.
func (s *Sim) Heal() {
	_ = s.act(func() error {
		s.faults = nil
		return nil
	})
}

// Calls is how often each root field was executed.
func (s *Sim) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make(map[string]int, len(s.calls))
	maps.Copy(out, s.calls)
	return out
}

// ResetCalls starts the counts afresh.
func (s *Sim) ResetCalls() {
	_ = s.act(func() error {
		s.calls = map[string]int{}
		return nil
	})
}

// strike finds a fault for the operations at that moment and uses it up.
func (s *Sim) strike(operations []string, moment string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.moment() != moment || f.Operation != "*" && !slices.Contains(operations, f.Operation) {
			continue
		}
		if f.Operation == "*" && slices.Contains(operations, "oauth") {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.Times--; f.Times == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		used := *f
		return &used
	}
	return nil
}

func (f *Fault) moment() string {
	switch f.Kind {
	case "drop_after", "hang_after", "status_after", "internal_after", "html_after", "cut_after":
		return "after"
	}
	return "before"
}

// misbehave answers as the fault has it.
func (s *Sim) misbehave(w http.ResponseWriter, r *http.Request, f *Fault) bool {
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	switch f.Kind {
	case "drop_before", "drop_after":
		panic(http.ErrAbortHandler)
	case "hang_before", "hang_after":
		select {
		case <-r.Context().Done():
		case <-time.After(s.opts.Hang):
		}
		panic(http.ErrAbortHandler)
	case "status", "status_after":
		reply(w, f.Status, object{"errors": strconv.Itoa(f.Status) + " simulated"})
	case "throttle":
		out := problem("THROTTLED", "Throttled")
		out["extensions"] = object{"cost": object{
			"requestedQueryCost": 100, "actualQueryCost": nil,
			"throttleStatus": object{"maximumAvailable": 2000, "currentlyAvailable": 50, "restoreRate": 100},
		}}
		reply(w, http.StatusOK, out)
	case "internal", "internal_after":
		reply(w, http.StatusOK, problem("INTERNAL_SERVER_ERROR", "Internal error. Looks like something went wrong on our end."))
	case "html", "html_after":
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>Something went wrong</title>"))
	case "cut_after":
		w.Header().Set("Content-Length", "4096")
		_, _ = w.Write([]byte(`{"data":{"fulfill`))
		panic(http.ErrAbortHandler)
	}
	return true
}
