package shopify

import (
	"errors"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// node is an object of the graph: its type's name, and how to get each of its fields.
type node struct {
	kind  string
	field func(name string, args map[string]any) (any, error)
}

// execution carries one operation through.
type execution struct {
	sim       *Sim
	shop      *shop
	install   *install
	variables map[string]any
	errors    []any
	cost      float64
}

// errNull makes the nearest nullable field above null. Its error is noted already.
var errNull = errors.New("null")

// fieldError is an error with the code that Shopify gives it.
type fieldError struct{ code, message string }

func (e *fieldError) Error() string { return e.message }

func notSimulated(kind, field string) error {
	return &fieldError{"NOT_SIMULATED", "not simulated: " + kind + "." + field}
}

// run executes the operation; nil when something that may not be null is.
func (x *execution) run(op *ast.OperationDefinition) any {
	root := node{kind: "QueryRoot", field: x.query}
	if op.Operation == ast.Mutation {
		root = node{kind: "Mutation", field: x.mutation}
		x.cost = mutationCost
	}
	data, err := x.object(root, op.SelectionSet, nil)
	if err != nil {
		return nil
	}
	return data
}

// object executes a selection on a node.
func (x *execution) object(n node, set ast.SelectionSet, path []any) (object, error) {
	out := object{}
	fields, order := x.collect(n.kind, set, nil, nil)
	for _, key := range order {
		field := fields[key][0]
		at := append(append([]any{}, path...), key)
		if field.Name == "__typename" {
			out[key] = n.kind
			continue
		}
		value, err := n.field(field.Name, field.ArgumentMap(x.variables))
		if err == nil {
			var sub ast.SelectionSet
			for _, same := range fields[key] {
				sub = append(sub, same.SelectionSet...)
			}
			value, err = x.complete(field.Definition.Type, value, sub, at)
		}
		if err != nil {
			x.note(err, at)
			if field.Definition.Type.NonNull {
				return nil, errNull
			}
			value = nil
		}
		out[key] = value
	}
	return out, nil
}

// collect flattens fragments and groups the fields by the key that they answer under.
func (x *execution) collect(kind string, set ast.SelectionSet, fields map[string][]*ast.Field, order []string) (map[string][]*ast.Field, []string) {
	if fields == nil {
		fields = map[string][]*ast.Field{}
	}
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			if x.skipped(sel.Directives) {
				continue
			}
			if fields[sel.Alias] == nil {
				order = append(order, sel.Alias)
			}
			fields[sel.Alias] = append(fields[sel.Alias], sel)
		case *ast.InlineFragment:
			if !x.skipped(sel.Directives) && x.applies(sel.TypeCondition, kind) {
				fields, order = x.collect(kind, sel.SelectionSet, fields, order)
			}
		case *ast.FragmentSpread:
			if !x.skipped(sel.Directives) && x.applies(sel.Definition.TypeCondition, kind) {
				fields, order = x.collect(kind, sel.Definition.SelectionSet, fields, order)
			}
		}
	}
	return fields, order
}

func (x *execution) skipped(directives ast.DirectiveList) bool {
	if d := directives.ForName("skip"); d != nil && d.ArgumentMap(x.variables)["if"] == true {
		return true
	}
	d := directives.ForName("include")
	return d != nil && d.ArgumentMap(x.variables)["if"] != true
}

func (x *execution) applies(condition, kind string) bool {
	if condition == "" || condition == kind {
		return true
	}
	for _, possible := range x.sim.schema.PossibleTypes[condition] {
		if possible.Name == kind {
			return true
		}
	}
	return false
}

// complete brings a value into the shape of its type.
func (x *execution) complete(t *ast.Type, value any, set ast.SelectionSet, path []any) (any, error) {
	if value == nil {
		if t.NonNull {
			return nil, fmt.Errorf("%v may not be null", path)
		}
		return value, nil
	}
	if t.Elem != nil {
		in, ok := value.([]any)
		if !ok {
			return nil, fmt.Errorf("%v is no list", path)
		}
		out := make([]any, 0, len(in))
		for i, element := range in {
			done, err := x.complete(t.Elem, element, set, append(append([]any{}, path...), i))
			if err != nil {
				return nil, err
			}
			out = append(out, done)
		}
		return out, nil
	}
	if n, ok := value.(node); ok {
		if !free(n.kind) {
			x.cost++
		}
		return x.object(n, set, path)
	}
	return value, nil
}

// note records an error once, where it arose.
func (x *execution) note(err error, path []any) {
	if errors.Is(err, errNull) {
		return
	}
	code := "INTERNAL_SERVER_ERROR"
	if known, ok := errors.AsType[*fieldError](err); ok {
		code = known.code
	}
	x.errors = append(x.errors, object{"message": err.Error(), "path": path, "extensions": object{"code": code}})
}
