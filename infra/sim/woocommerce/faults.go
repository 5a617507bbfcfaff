package woocommerce

import (
	"net/http"
	"strconv"
	"strings"
)

// Fault spoils the next calls of a route.
type Fault struct {
	// Route is "METHOD /wc/v3/orders/*" with * for one part of the path; empty for
	// every call. The path is that of REST, without /wp-json.
	Route string `json:"route"`
	// Kind is one of the kinds below.
	Kind string `json:"kind"`
	// Times is how many calls it spoils; -1 until it is taken away.
	Times int `json:"times"`
	// Status goes with the kinds status and status_after, RetryAfter (seconds) with
	// throttle and down.
	Status     int `json:"status"`
	RetryAfter int `json:"retry_after"`
}

// The kinds of fault. "after" means that the store has acted.
const (
	FaultCutBefore      = "cut_before"      // the connection ends without an answer
	FaultCutAfter       = "cut_after"       // the same, after acting
	FaultHangBefore     = "hang_before"     // no answer until the caller gives up
	FaultHangAfter      = "hang_after"      // the same, after acting
	FaultStatus         = "status"          // an HTML page with Status
	FaultStatusAfter    = "status_after"    // the same, after acting
	FaultFirewall       = "firewall"        // a firewall's HTML page, 403
	FaultChallenge      = "challenge"       // a challenge page, 200
	FaultChallengeAfter = "challenge_after" // the same, after acting
	FaultHalf           = "half"            // the first half of the answer, after acting
	FaultForbidden      = "forbidden"       // 403 in REST's own words
	FaultWarning        = "warning"         // PHP warnings in front of the answer
	FaultBOM            = "bom"             // a byte order mark in front of the answer
	FaultUnauthorized   = "unauthorized"    // 401
	FaultThrottle       = "throttle"        // 429
	FaultDown           = "down"            // 503, maintenance
)

func faultKinds() []string {
	return []string{
		FaultCutBefore, FaultCutAfter, FaultHangBefore, FaultHangAfter, FaultStatus, FaultStatusAfter, FaultFirewall,
		FaultChallenge, FaultChallengeAfter, FaultHalf, FaultForbidden, FaultWarning, FaultBOM, FaultUnauthorized, FaultThrottle, FaultDown,
	}
}

// AddFault spoils calls to a store from now on.
func (s *Sim) AddFault(name string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.sites[name]; st != nil {
		st.addFault(f)
	}
}

func (st *site) addFault(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	st.faults = append(st.faults, &f)
}

// fault takes the first fault that fits the call.
func (st *site) fault(method, path string) *Fault {
	for _, f := range st.faults {
		if f.Times == 0 || !f.fits(method, path) {
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

func (f *Fault) fits(method, path string) bool {
	if f.Route == "" {
		return true
	}
	want, pattern, ok := strings.Cut(f.Route, " ")
	if !ok {
		pattern = f.Route
	} else if want != method {
		return false
	}
	_, fits := match(strings.ReplaceAll(pattern, "*", "{}"), path)
	return fits
}

// around reports whether the answer itself goes out, with something in front or half of it.
func (f *Fault) around() bool {
	return f.Kind == FaultWarning || f.Kind == FaultBOM || f.Kind == FaultHalf
}

// before reports whether the store does not act.
func (f *Fault) before() bool {
	return !f.around() && !strings.HasSuffix(f.Kind, "_after")
}

func (f *Fault) noise() string {
	switch f.Kind {
	case FaultBOM:
		return "\xef\xbb\xbf"
	case FaultWarning:
		return "<br />\n<b>Warning</b>:  Undefined array key \"rate\" [tax] in <b>/var/www/html/wp-content/plugins/x/x.php</b> on line <b>12</b><br />\n"
	default:
		return ""
	}
}

func (f *Fault) answer(w http.ResponseWriter, r *http.Request) {
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	switch f.Kind {
	case FaultHangBefore, FaultHangAfter:
		<-r.Context().Done()
	case FaultCutBefore, FaultCutAfter:
	case FaultUnauthorized:
		send(w, fail(http.StatusUnauthorized, "woocommerce_rest_authentication_error", "Consumer key is invalid."), nil)
		return
	case FaultForbidden:
		send(w, fail(http.StatusForbidden, "woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource."), nil)
		return
	case FaultThrottle:
		page(w, http.StatusTooManyRequests, "429", "Too Many Requests")
		return
	case FaultDown:
		page(w, http.StatusServiceUnavailable, "Maintenance", "Briefly unavailable for scheduled maintenance. Check back in a minute.")
		return
	case FaultFirewall:
		page(w, http.StatusForbidden, "403", "Your access to this site has been limited by the site owner.")
		return
	case FaultChallenge, FaultChallengeAfter:
		page(w, http.StatusOK, "Just a moment...", "Checking your browser.")
		return
	default:
		status := f.Status
		if status == 0 {
			status = http.StatusInternalServerError
		}
		page(w, status, "WordPress &rsaquo; Error", "There has been a critical error on this website.")
		return
	}
	panic(http.ErrAbortHandler) // the server closes the connection
}
