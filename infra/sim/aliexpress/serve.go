package aliexpress

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// The methods that are simulated, by the platform's names.
const (
	methodCreate      = "aliexpress.ds.order.create"
	methodCreateOld   = "aliexpress.trade.buy.placeorder"
	methodOrder       = "aliexpress.trade.ds.order.get"
	methodOrderOld    = "aliexpress.ds.trade.order.get"
	methodTracking    = "aliexpress.ds.order.tracking.get"
	methodProduct     = "aliexpress.ds.product.get"
	methodFreight     = "aliexpress.ds.freight.query"
	methodBenefit     = "aliexpress.ds.member.benefit.get"
	methodRegions     = "aliexpress.ds.address.get"
	pathTokenCreate   = "/auth/token/create"
	pathTokenRefresh  = "/auth/token/refresh"
	pathSecureCreate  = "/auth/token/security/create"
	pathSecureRefresh = "/auth/token/security/refresh"
)

// outcome is what is to be sent back.
type outcome struct {
	body   any
	raw    string // sent as it is, in place of body
	status int
	drop   bool // no answer at all
	hang   time.Duration
}

// serve runs one call: rules first, then admission, then the method.
func (s *Sim) serve(w http.ResponseWriter, r *http.Request, req request) {
	out := s.run(req)
	if out.hang > 0 {
		timer := time.NewTimer(out.hang)
		defer timer.Stop()
		select {
		case <-r.Context().Done():
		case <-timer.C:
		}
	}
	if out.drop {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	if out.raw != "" || out.status != 0 {
		if out.status != 0 {
			w.WriteHeader(out.status)
		}
		_, _ = w.Write([]byte(out.raw))
		return
	}
	if err := json.NewEncoder(w).Encode(out.body); err != nil {
		panic(http.ErrAbortHandler) // half an answer is none
	}
}

func (s *Sim) run(req request) outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress()
	count := s.count(req.method)
	count.Calls++
	rule := s.match(req)
	if rule != nil && rule.before() {
		count.Faulted++
		return s.spoil(rule, req)
	}
	id := s.requestID()
	if refused := s.admit(&req); refused != nil {
		count.Refused++
		return outcome{body: refused.body(id)}
	}
	if seconds := s.overLimit(req.method); seconds > 0 {
		count.Throttled++
		return outcome{body: banned(seconds).body(id)}
	}
	out := s.act(req, rule, id)
	if rule != nil && rule.after() {
		count.Faulted++
		return s.spoil(rule, req)
	}
	count.Answered++
	return out
}

// act runs the method itself.
func (s *Sim) act(req request, rule *Rule, id string) outcome {
	words := wording{rotating: s.settings.Shapes == ShapesRotating, simplify: req.get("simplify") == "true", random: s.random}
	if strings.HasPrefix(req.method, "/") {
		return s.auth(req, words, id)
	}
	var body fields
	var refused *refusal
	switch req.method {
	case methodCreate, methodCreateOld:
		body, refused = s.create(req, rule)
	case methodOrder, methodOrderOld:
		body, refused = s.orderGet(req)
	case methodTracking:
		body = s.trackingGet(req, words)
	case methodProduct:
		body, refused = s.productGet(req)
	case methodFreight:
		body, refused = s.freightQuery(req)
	case methodBenefit:
		body = s.benefits(req)
	case methodRegions:
		body, refused = s.regions(req)
	default:
		refused = &refusal{kind: "ISV", code: "InvalidApiPath", message: "The simulator does not know the method \"" + req.method + "\""}
	}
	if refused != nil {
		return outcome{body: refused.body(id)}
	}
	return outcome{body: words.envelope(strings.ReplaceAll(req.method, ".", "_")+"_response", body, id)}
}
