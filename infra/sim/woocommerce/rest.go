package woocommerce

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// request is a REST call that passed authentication.
type request struct {
	st     *site
	method string
	query  url.Values
	body   []byte
	// args are what the pattern's {} matched.
	args []string
}

func (r *request) id(i int) int {
	n, err := strconv.Atoi(r.args[i])
	if err != nil {
		return 0
	}
	return n
}

// reply is what a route answers. after runs once the lock is released, before
// the answer is sent: what the store does within the request.
type reply struct {
	status int
	body   any
	header http.Header
	after  func(ctx *http.Request)
}

type restError struct {
	Code    any       `json:"code"`
	Message string    `json:"message"`
	Data    errorData `json:"data"`
}

type errorData struct {
	Status int               `json:"status"`
	Params map[string]string `json:"params,omitempty"`
}

func restErr(status int, code any, message string) restError {
	return restError{Code: code, Message: message, Data: errorData{Status: status}}
}

func fail(status int, code any, message string) reply {
	return reply{status: status, body: restErr(status, code, message)}
}

func badParam(name, problem string) reply {
	e := restErr(http.StatusBadRequest, "rest_invalid_param", "Invalid parameter(s): "+name)
	e.Data.Params = map[string]string{name: problem}
	return reply{status: http.StatusBadRequest, body: e}
}

type route struct {
	method, pattern string
	handle          func(*Sim, *request) reply
}

func routes(set Settings) []route {
	all := []route{
		{"GET", "/wc/v3/orders", (*Sim).listOrders},
		{"POST", "/wc/v3/orders", (*Sim).createOrder},
		{"GET", "/wc/v3/orders/{}", (*Sim).getOrder},
		{"PUT", "/wc/v3/orders/{}", (*Sim).updateOrder},
		{"DELETE", "/wc/v3/orders/{}", (*Sim).deleteOrder},
		{"GET", "/wc/v3/orders/{}/notes", (*Sim).listNotes},
		{"POST", "/wc/v3/orders/{}/notes", (*Sim).createNote},
		{"GET", "/wc/v3/orders/{}/refunds", (*Sim).listRefunds},
		{"POST", "/wc/v3/orders/{}/refunds", (*Sim).createRefund},
		{"GET", "/wc/v3/webhooks", (*Sim).listHooks},
		{"POST", "/wc/v3/webhooks", (*Sim).createHook},
		{"GET", "/wc/v3/webhooks/{}", (*Sim).getHook},
		{"PUT", "/wc/v3/webhooks/{}", (*Sim).updateHook},
		{"DELETE", "/wc/v3/webhooks/{}", (*Sim).deleteHook},
	}
	if set.Fulfilments {
		all = append(all,
			route{"GET", "/wc/v3/orders/{}/fulfillments", (*Sim).listFulfilments},
			route{"POST", "/wc/v3/orders/{}/fulfillments", (*Sim).createFulfilment},
			route{"GET", "/wc/v3/orders/{}/fulfillments/lookup", (*Sim).lookupFulfilment},
			route{"GET", "/wc/v3/orders/{}/fulfillments/{}", (*Sim).getFulfilment},
			route{"PUT", "/wc/v3/orders/{}/fulfillments/{}", (*Sim).updateFulfilment},
			route{"DELETE", "/wc/v3/orders/{}/fulfillments/{}", (*Sim).deleteFulfilment},
		)
	}
	for _, base := range trackingBases(set) {
		all = append(all,
			route{"GET", base + "/orders/{}/shipment-trackings", listTrackings(base)},
			route{"POST", base + "/orders/{}/shipment-trackings", createTracking(base)},
			route{"GET", base + "/orders/{}/shipment-trackings/providers", (*Sim).listProviders},
			route{"DELETE", base + "/orders/{}/shipment-trackings/{}", deleteTracking(base)},
		)
	}
	return all
}

// match compares a path with a pattern of literal parts and {}.
func match(pattern, path string) ([]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(strings.TrimRight(path, "/"), "/")
	if len(want) != len(have) {
		return nil, false
	}
	var args []string
	for i := range want {
		switch {
		case want[i] == "{}" && have[i] != "":
			args = append(args, have[i])
		case want[i] != have[i]:
			return nil, false
		}
	}
	return args, true
}

// rest answers one REST call: faults first, then the key, then the route.
func (s *Sim) rest(w http.ResponseWriter, r *http.Request, st *site, path string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	method := r.Method
	if method == http.MethodPatch {
		method = http.MethodPut
	}
	st.counts[method+" "+generic(path)]++
	fault := st.fault(method, path)
	if fault != nil && fault.before() {
		s.mu.Unlock()
		fault.answer(w, r)
		return
	}
	out := s.route(r, st, method, path, body)
	s.mu.Unlock()
	if out.after != nil {
		out.after(r)
	}
	if fault != nil && !fault.around() {
		fault.answer(w, r)
		return
	}
	send(w, out, fault)
}

func (s *Sim) route(r *http.Request, st *site, method, path string, body []byte) reply {
	query := r.URL.Query()
	if denied, ok := st.authenticate(r, query, method); !ok {
		return denied
	}
	for _, rt := range routes(st.set) {
		if args, ok := match(rt.pattern, path); ok && rt.method == method {
			return rt.handle(s, &request{st: st, method: method, query: query, body: body, args: args})
		}
	}
	return fail(http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method")
}

// authenticate takes the key from the query, else from the header.
func (st *site) authenticate(r *http.Request, query url.Values, method string) (reply, bool) {
	key, secret := query.Get("consumer_key"), query.Get("consumer_secret")
	if key == "" && !st.set.StripsAuthorization {
		key, secret, _ = r.BasicAuth()
	}
	const code = "woocommerce_rest_authentication_error"
	known, ok := st.keys[key]
	switch {
	case key == "":
		return fail(http.StatusUnauthorized, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."), false
	case !ok:
		return fail(http.StatusUnauthorized, code, "Consumer key is invalid."), false
	case known.secret != secret:
		return fail(http.StatusUnauthorized, code, "Consumer secret is invalid."), false
	case method == http.MethodGet && known.permissions == "write":
		return fail(http.StatusUnauthorized, code, "The API key provided does not have read permissions."), false
	case method != http.MethodGet && known.permissions == "read":
		return fail(http.StatusUnauthorized, code, "The API key provided does not have write permissions."), false
	}
	return reply{}, true
}

func send(w http.ResponseWriter, out reply, fault *Fault) {
	maps.Copy(w.Header(), out.header)
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(out.status)
	body := phpJSON(out.body)
	if fault != nil {
		_, _ = io.WriteString(w, fault.noise())
		if fault.Kind == FaultHalf {
			body = body[:len(body)/2]
		}
	}
	_, _ = w.Write(body)
}

// generic is a path with its ids left out, for counting.
func generic(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for i, p := range parts {
		if _, err := strconv.Atoi(p); err == nil || len(p) == 32 {
			parts[i] = "*"
		}
	}
	return "/" + strings.Join(parts, "/")
}

// decode reads a body with numbers kept as they are; a body that is no JSON is
// what WordPress calls it.
func (r *request) decode(v any) (reply, bool) {
	if len(bytes.TrimSpace(r.body)) == 0 {
		return reply{}, true
	}
	dec := json.NewDecoder(bytes.NewReader(r.body))
	dec.UseNumber()
	if err := dec.Decode(v); err != nil {
		return fail(http.StatusBadRequest, "rest_invalid_json", "Invalid JSON body passed."), false
	}
	return reply{}, true
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
