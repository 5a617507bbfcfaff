package aliexpress

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RuleKind is what a rule does to a call.
type RuleKind string

// The kinds of rule.
const (
	RuleTimeoutBefore RuleKind = "timeout_before" // no answer, nothing done
	RuleTimeoutAfter  RuleKind = "timeout_after"  // no answer, but done
	RuleHTTP          RuleKind = "http"           // Status and no JSON, nothing done
	RuleHTTPAfter     RuleKind = "http_after"     // the same, but done
	RuleGarbage       RuleKind = "garbage"        // status 200 and half an answer, nothing done
	RuleGarbageAfter  RuleKind = "garbage_after"  // the same, but done
	RuleThrottle      RuleKind = "throttle"       // the method is banned for Seconds from the first call on
	RuleExpireToken   RuleKind = "expire_token"   // the caller's access token ends now
	RuleError         RuleKind = "error"          // a gateway error: Code, SubCode, Message
	RuleFailCreate    RuleKind = "fail_create"    // order creation refuses: Code, Message
	RuleSplit         RuleKind = "split"          // order creation makes Parts orders
)

// Rule changes what happens to calls until it is used up.
type Rule struct {
	ID int `json:"id"`
	// Method is a method's name, its end ("order.create"), or empty for all.
	Method string   `json:"method,omitempty"`
	Kind   RuleKind `json:"kind"`
	// Times is how many calls it still meets; Always = no end.
	Times  int  `json:"times,omitempty"`
	Always bool `json:"always,omitempty"`
	// OutOrderID and OrderID limit it to calls that name them.
	OutOrderID string `json:"out_order_id,omitempty"`
	OrderID    string `json:"order_id,omitempty"`

	Status  int    `json:"status,omitempty"`
	Seconds int    `json:"seconds,omitempty"`
	Code    string `json:"code,omitempty"`
	SubCode string `json:"sub_code,omitempty"`
	Message string `json:"message,omitempty"`
	Parts   int    `json:"parts,omitempty"`
	// Hang is how long a timeout keeps the caller waiting before the
	// connection breaks.
	Hang Duration `json:"hang,omitempty"`
}

// before reports whether the rule acts in place of the method.
func (r *Rule) before() bool {
	switch r.Kind {
	case RuleTimeoutBefore, RuleHTTP, RuleGarbage, RuleThrottle, RuleExpireToken, RuleError:
		return true
	case RuleTimeoutAfter, RuleHTTPAfter, RuleGarbageAfter, RuleFailCreate, RuleSplit:
	}
	return false
}

// after reports whether the rule swallows the method's answer.
func (r *Rule) after() bool {
	return r.Kind == RuleTimeoutAfter || r.Kind == RuleHTTPAfter || r.Kind == RuleGarbageAfter
}

func (r *Rule) check() error {
	kinds := []RuleKind{
		RuleTimeoutBefore, RuleTimeoutAfter, RuleHTTP, RuleHTTPAfter, RuleGarbage, RuleGarbageAfter,
		RuleThrottle, RuleExpireToken, RuleError, RuleFailCreate, RuleSplit,
	}
	switch {
	case !slices.Contains(kinds, r.Kind):
		return fmt.Errorf("unknown kind of rule %q", r.Kind)
	case r.Kind == RuleThrottle && r.Seconds < 1:
		return errors.New("throttle needs seconds")
	case (r.Kind == RuleError || r.Kind == RuleFailCreate) && r.Code == "":
		return fmt.Errorf("%s needs a code", r.Kind)
	case r.Kind == RuleSplit && r.Parts < 2:
		return errors.New("split needs at least 2 parts")
	}
	return nil
}

// AddRule adds a rule; without Times and Always it meets one call.
func (s *Sim) AddRule(r Rule) (int, error) {
	if err := r.check(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Times == 0 && !r.Always {
		r.Times = 1
	}
	if r.Status == 0 {
		r.Status = 503
	}
	s.ruleID++
	r.ID = s.ruleID
	s.rules = append(s.rules, &r)
	return r.ID, nil
}

// ClearRules ends all rules and bans.
func (s *Sim) ClearRules() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules, s.bans = nil, map[string]time.Time{}
}

// Rules lists the rules that are not used up.
func (s *Sim) Rules() []Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Rule{}
	for _, r := range s.rules {
		if r.Always || r.Times > 0 {
			out = append(out, *r)
		}
	}
	return out
}

// match finds the first rule for a call and uses it once.
func (s *Sim) match(req request) *Rule {
	for _, r := range s.rules {
		if (!r.Always && r.Times == 0) || !r.meets(req) {
			continue
		}
		if !r.Always {
			r.Times--
		}
		return r
	}
	return nil
}

func (r *Rule) meets(req request) bool {
	if r.Method != "" && r.Method != req.method && !strings.HasSuffix(req.method, "."+r.Method) {
		return false
	}
	if (r.Kind == RuleFailCreate || r.Kind == RuleSplit) && req.method != methodCreate && req.method != methodCreateOld {
		return false
	}
	if r.OutOrderID != "" && !strings.Contains(req.get(orderParameter), `"out_order_id":"`+r.OutOrderID+`"`) {
		return false
	}
	return r.OrderID == "" || req.get("ae_order_id") == r.OrderID || req.get("order_id") == r.OrderID ||
		strings.Contains(req.get("single_order_query"), `"`+r.OrderID+`"`)
}

// spoil is what the caller gets instead of an answer.
func (s *Sim) spoil(r *Rule, req request) outcome {
	switch r.Kind {
	case RuleHTTP, RuleHTTPAfter:
		return outcome{status: r.Status, raw: "<html><body>upstream error</body></html>"}
	case RuleGarbage, RuleGarbageAfter:
		return outcome{raw: `{"aliexpress_ds_order_create_response":{"result":{"is_success":tr`}
	case RuleThrottle:
		s.bans[req.method] = s.now().Add(time.Duration(r.Seconds) * time.Second)
		return outcome{body: banned(r.Seconds).body(s.requestID())}
	case RuleExpireToken:
		if app, known := s.apps[req.get("app_key")]; known {
			if account, ok := s.tokens.account(req.get("session"), app.Key, s.now()); ok {
				s.expire(account, false)
			}
		}
		return outcome{body: badToken().body(s.requestID())}
	case RuleError:
		refused := &refusal{kind: "ISP", code: r.Code, subCode: r.SubCode, message: r.Message}
		return outcome{body: refused.body(s.requestID())}
	case RuleTimeoutBefore, RuleTimeoutAfter, RuleFailCreate, RuleSplit:
	}
	return outcome{drop: true, hang: time.Duration(r.Hang)}
}
