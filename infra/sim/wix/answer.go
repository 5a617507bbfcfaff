package wix

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// answer is what a call is answered with.
type answer struct {
	status     int
	body       any
	retryAfter string
	html       bool
}

func done(body any) answer { return answer{status: http.StatusOK, body: body} }

// refused is a domain refusal.
func refused(status int, code, message string) answer {
	return answer{status: status, body: map[string]any{
		"message": message,
		"details": map[string]any{"applicationError": map[string]any{"code": code, "description": message, "data": map[string]any{}}},
	}}
}

// invalid is a request that breaks a field's rule.
func invalid(field, rule, description string) answer {
	return answer{status: http.StatusBadRequest, body: map[string]any{
		"message": fmt.Sprintf("INVALID_ARGUMENT: %q %s", field, description),
		"details": map[string]any{"validationError": map[string]any{"fieldViolations": []any{
			map[string]any{"field": field, "description": description, "violatedRule": rule},
		}}},
	}}
}

func orderNotFound() answer {
	return refused(http.StatusNotFound, "ORDER_NOT_FOUND", "order not found")
}

// plain is an answer without a code, as the gateway before the API gives.
func plain(status int) answer {
	return answer{status: status, body: map[string]any{"message": http.StatusText(status), "details": map[string]any{}}}
}

const edgePage = "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>"

// freeze writes the body down while the lock is held: it may point into orders
// which the next call changes.
func (a answer) freeze() answer {
	raw, err := json.Marshal(a.body)
	if err != nil {
		return plain(http.StatusInternalServerError)
	}
	a.body = json.RawMessage(raw)
	return a
}

func (a answer) write(w http.ResponseWriter) {
	if a.retryAfter != "" {
		w.Header().Set("Retry-After", a.retryAfter)
	}
	if a.html {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(a.status)
		_, _ = w.Write([]byte(edgePage))
		return
	}
	raw, err := json.Marshal(a.body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(raw) // the caller may be gone
}
