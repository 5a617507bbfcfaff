package shopify

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// currentVersion is the newest version that the simulator serves.
const currentVersion = "2026-10"

// serveGraphQL answers one operation as the Admin API does.
func (s *Sim) serveGraphQL(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-Id", newUUID())
	w.Header().Set("X-Shopify-API-Version", servedVersion(r.PathValue("version")))
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	sh := s.shops[shopOf(r)]
	s.mu.Unlock()
	if sh == nil {
		reply(w, http.StatusNotFound, object{"errors": "Not Found"})
		return
	}
	doc, roots := s.read(body)
	fault := s.strike(roots, "before")
	if fault != nil && s.misbehave(w, r, fault) {
		return
	}
	status, answer := s.answer(sh, r.Header.Get("X-Shopify-Access-Token"), doc)
	if fault := s.strike(roots, "after"); fault != nil && s.misbehave(w, r, fault) {
		return
	}
	reply(w, status, answer)
}

// servedVersion is the version asked for when it is alive, else the oldest that is: the real shop says so by header only.
func servedVersion(asked string) string {
	alive := []string{"2026-01", "2026-04", "2026-07", currentVersion}
	if slices.Contains(alive, asked) {
		return asked
	}
	return alive[0]
}

// document is a request that was read; fault is its answer when it is wrong.
type document struct {
	operation *ast.OperationDefinition
	variables map[string]any
	fault     object
}

// read parses and validates a request against the real schema, and names its root fields.
func (s *Sim) read(body []byte) (document, []string) {
	var in struct {
		Query     string         `json:"query"`
		Name      string         `json:"operationName"`
		Variables map[string]any `json:"variables"`
	}
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.UseNumber()
	if err := dec.Decode(&in); err != nil {
		return document{fault: problem("BAD_REQUEST", "the body is no GraphQL request")}, nil
	}
	parsed, errs := gqlparser.LoadQueryWithRules(s.schema, in.Query, rules.NewDefaultRules())
	if len(errs) > 0 {
		return document{fault: invalid(errs)}, nil
	}
	operation := parsed.Operations.ForName(in.Name)
	if operation == nil && len(parsed.Operations) == 1 {
		operation = parsed.Operations[0]
	}
	if operation == nil {
		return document{fault: problem("BAD_REQUEST", "no such operation in the document")}, nil
	}
	var roots []string
	for _, field := range rootFields(operation.SelectionSet) {
		roots = append(roots, field.Name)
	}
	variables, err := validator.VariableValues(s.schema, operation, in.Variables)
	if err != nil {
		return document{fault: problem("INVALID_VARIABLE", err.Error())}, roots
	}
	return document{operation: operation, variables: variables}, roots
}

func rootFields(set ast.SelectionSet) []*ast.Field {
	var fields []*ast.Field
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			fields = append(fields, sel)
		case *ast.InlineFragment:
			fields = append(fields, rootFields(sel.SelectionSet)...)
		case *ast.FragmentSpread:
			fields = append(fields, rootFields(sel.Definition.SelectionSet)...)
		}
	}
	return fields
}

// answer checks the caller and the budget, and executes.
func (s *Sim) answer(sh *shop, bearer string, doc document) (int, object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.bearer(sh, bearer)
	switch {
	case in == nil:
		return http.StatusUnauthorized, object{"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
	case sh.frozen:
		return http.StatusPaymentRequired, object{"errors": "Unavailable Shop"}
	case sh.locked:
		return http.StatusLocked, object{"errors": "This shop is unavailable"}
	case doc.fault != nil:
		return http.StatusOK, doc.fault
	}
	requested := costOf(doc.operation, doc.variables)
	if requested > maxQueryCost {
		return http.StatusOK, problem("MAX_COST_EXCEEDED", "Query cost is "+costText(requested)+", which exceeds the single query max cost limit (1000).")
	}
	s.refill(sh, in)
	if requested > in.available {
		out := problem("THROTTLED", "Throttled")
		out["extensions"] = costAnswer(sh, in, requested, nil)
		return http.StatusOK, out
	}
	s.eventID = newUUID()
	x := &execution{sim: s, shop: sh, install: in, variables: doc.variables}
	data := x.run(doc.operation)
	for _, field := range rootFields(doc.operation.SelectionSet) {
		s.calls[field.Name]++
	}
	actual := x.cost
	in.available = max(0, in.available-actual)
	out := object{"data": data, "extensions": costAnswer(sh, in, requested, &actual)}
	if len(x.errors) > 0 {
		out["errors"] = x.errors
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return http.StatusOK, out
}

func invalid(errs gqlerror.List) object {
	var list []any
	for _, e := range errs {
		var places []any
		for _, at := range e.Locations {
			places = append(places, object{"line": at.Line, "column": at.Column})
		}
		list = append(list, object{"message": e.Message, "locations": places, "extensions": object{"code": e.Rule}})
	}
	return object{"errors": list}
}

func problem(code, message string) object {
	return object{"errors": []any{object{"message": message, "extensions": object{"code": code}}}}
}

func reply(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		// The caller went away: nobody is left to be told.
		return
	}
}
