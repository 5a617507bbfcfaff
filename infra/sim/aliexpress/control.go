package aliexpress

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// entry is one line of the control interface, as GET /_sim lists it.
type entry struct {
	Route string `json:"route"`
	Does  string `json:"does"`
	serve func(r *http.Request) (any, error)
}

// controlRoutes registers the control interface.
func (s *Sim) controlRoutes(mux *http.ServeMux) {
	entries := append(s.orderEntries(), s.setupEntries()...)
	entries = append(entries, entry{"GET /_sim", "this list", nil})
	entries[len(entries)-1].serve = func(*http.Request) (any, error) { return entries, nil }
	for _, e := range entries {
		mux.HandleFunc(e.Route, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
			answer, err := e.serve(r)
			s.nudge()
			reply(w, answer, err)
		})
	}
}

// nudge has a running Run look for due pushes at once.
func (s *Sim) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func reply(w http.ResponseWriter, answer any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		status := http.StatusBadRequest
		if errors.Is(err, ErrNoOrder) {
			status = http.StatusNotFound
		}
		w.WriteHeader(status)
		answer = map[string]string{"error": err.Error()}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(answer); err != nil {
		panic(http.ErrAbortHandler) // half an answer is none
	}
}

// input reads a request's JSON; an empty body is an empty object, and an
// unknown name is an error, so that a slip does not pass for an action.
func input[T any](r *http.Request) (T, error) {
	var v T
	if r.ContentLength == 0 {
		return v, nil
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	return v, decoder.Decode(&v)
}

// done is the answer of an action that has none of its own.
var done = map[string]bool{"ok": true}

// orderInput is the body of every action on an order.
type orderInput struct {
	Shipment
	Parcel    int    `json:"parcel"`
	Child     int    `json:"child"`
	Name      string `json:"name"`
	Text      string `json:"text"`
	EndReason string `json:"end_reason"`
	Status    string `json:"status"`
	Logistics string `json:"logistics_status"`
	Off       *bool  `json:"off"`
}

func (s *Sim) orderEntries() []entry {
	on := func(name, does string, action func(id string, in orderInput) error) entry {
		return entry{"POST /_sim/orders/{id}/" + name, does, func(r *http.Request) (any, error) {
			in, err := input[orderInput](r)
			if err != nil {
				return nil, err
			}
			id := r.PathValue("id")
			if err := action(id, in); err != nil {
				return nil, err
			}
			o, ok := s.Order(id)
			if !ok {
				return nil, ErrNoOrder
			}
			return o, nil
		}}
	}
	return []entry{
		{"GET /_sim/orders", "orders; ?out_order_id= and ?status= filter", s.controlOrders},
		{"GET /_sim/orders/{id}", "one order, with what was requested", func(r *http.Request) (any, error) {
			o, ok := s.Order(r.PathValue("id"))
			if !ok {
				return nil, ErrNoOrder
			}
			return o, nil
		}},
		on("pay", "{}", func(id string, _ orderInput) error { return s.Pay(id) }),
		on("payment-failed", "{}", func(id string, _ orderInput) error { return s.FailPayment(id) }),
		on("ship", `{"number","carrier","last_mile","items":[{"child":0,"quantity":1}]}; no items: all that is left`,
			func(id string, in orderInput) error { return s.Ship(id, in.Shipment) }),
		on("number", `{"parcel":0,"number","carrier","last_mile"}`,
			func(id string, in orderInput) error {
				return s.ChangeNumber(id, in.Parcel, in.Number, in.Carrier, in.LastMile)
			}),
		on("event", `{"parcel":0,"name","text"}`,
			func(id string, in orderInput) error { return s.AddEvent(id, in.Parcel, in.Name, in.Text) }),
		on("cancel", `{"end_reason"}`, func(id string, in orderInput) error { return s.Cancel(id, in.EndReason) }),
		on("cancel-child", `{"child":0,"end_reason"}`,
			func(id string, in orderInput) error { return s.CancelChild(id, in.Child, in.EndReason) }),
		on("finish", `{"end_reason"}`, func(id string, in orderInput) error { return s.Finish(id, in.EndReason) }),
		on("status", `{"status","logistics_status"}: any words; none gives them back`,
			func(id string, in orderInput) error { return s.SetStatus(id, in.Status, in.Logistics) }),
		on("push", `{"off":true} silences; {"status":"OrderShipped"} sends one now`, s.controlPush),
	}
}

func (s *Sim) controlOrders(r *http.Request) (any, error) {
	outOrderID, status := r.URL.Query().Get("out_order_id"), r.URL.Query().Get("status")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress()
	return s.listOrders(func(o *Order) bool {
		return (outOrderID == "" || o.OutOrderID == outOrderID) && (status == "" || o.Status == status)
	}), nil
}

func (s *Sim) controlPush(id string, in orderInput) error {
	if in.Off != nil {
		if err := s.SilencePushes(id, *in.Off); err != nil {
			return err
		}
	}
	if in.Status != "" {
		return s.SendPush(id, in.Status)
	}
	return nil
}

// clockInput moves business time on.
type clockInput struct {
	Advance Duration `json:"advance"`
}

func (s *Sim) controlClock(r *http.Request) (any, error) {
	in, err := input[clockInput](r)
	if err != nil {
		return nil, err
	}
	s.Advance(time.Duration(in.Advance))
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]time.Time{"now": s.now()}, nil
}
