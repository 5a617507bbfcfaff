package shopify

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

const (
	// maxQueryCost is what one query may cost at most.
	maxQueryCost = 1000
	mutationCost = 10
)

// costOf is what a query may cost at most: one point an object, times what each list asks for. The real shop reckons
// more kindly with large pages; whoever fits here fits there.
func costOf(op *ast.OperationDefinition, variables map[string]any) float64 {
	cost := costOfSet(op.SelectionSet, variables)
	if op.Operation == ast.Mutation {
		cost += mutationCost
	}
	return cost
}

func costOfSet(set ast.SelectionSet, variables map[string]any) float64 {
	cost := 0.0
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			cost += costOfField(sel, variables)
		case *ast.InlineFragment:
			cost += costOfSet(sel.SelectionSet, variables)
		case *ast.FragmentSpread:
			cost += costOfSet(sel.Definition.SelectionSet, variables)
		}
	}
	return cost
}

func costOfField(field *ast.Field, variables map[string]any) float64 {
	if len(field.SelectionSet) == 0 || field.Name == "pageInfo" || field.Name == "userErrors" {
		return 0
	}
	inner := costOfSet(field.SelectionSet, variables)
	if size, ok := pageSize(field.ArgumentMap(variables)); ok {
		if strings.HasSuffix(field.Definition.Type.Name(), "Connection") {
			return size * inner
		}
		return size * (1 + inner)
	}
	if field.Name == "nodes" || field.Name == "node" {
		return 1 + inner
	}
	if field.Name == "edges" {
		return inner
	}
	return 1 + inner
}

func pageSize(args map[string]any) (float64, bool) {
	for _, name := range []string{"first", "last"} {
		if n, ok := whole(args[name]); ok {
			return float64(n), true
		}
	}
	return 0, false
}

// free tells which objects the shop does not charge for.
func free(kind string) bool {
	return strings.HasSuffix(kind, "Connection") || strings.HasSuffix(kind, "Edge") || kind == "PageInfo" || strings.HasSuffix(kind, "UserError") ||
		strings.HasSuffix(kind, "Payload")
}

// refill lets the budget grow with time.
func (s *Sim) refill(sh *shop, in *install) {
	passed := s.now().Sub(in.filledAt)
	in.available = min(sh.maximum, in.available+passed.Seconds()*sh.restore)
	in.filledAt = s.now()
}

// Drain empties an app's budget in a shop.
func (s *Sim) Drain(domain, clientID string) error {
	return s.act(func() error {
		_, in, err := s.find(domain, clientID)
		if err != nil {
			return err
		}
		in.available, in.filledAt = 0, s.now()
		return nil
	})
}

func costAnswer(sh *shop, in *install, requested float64, actual *float64) object {
	cost := object{
		"requestedQueryCost": requested, "actualQueryCost": nil,
		"throttleStatus": object{"maximumAvailable": sh.maximum, "currentlyAvailable": in.available, "restoreRate": sh.restore},
	}
	if actual != nil {
		cost["actualQueryCost"] = *actual
	}
	return object{"cost": cost}
}

func costText(cost float64) string { return strconv.FormatFloat(cost, 'f', -1, 64) }

// whole reads a whole number out of an argument.
func whole(v any) (int, bool) {
	switch v := v.(type) {
	case int64:
		return int(v), true
	case int:
		return v, true
	case float64:
		return int(v), true
	case json.Number:
		n, err := v.Int64()
		return int(n), err == nil
	}
	return 0, false
}

// timeOrNil writes a time as the graph does, or null.
func timeOrNil(t *time.Time) any {
	if t == nil {
		return nil
	}
	return graphTime(*t)
}

func graphTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
