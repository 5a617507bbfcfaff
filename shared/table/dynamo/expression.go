package dynamo

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"onward/shared/table/kv"
)

// expression collects the placeholders of one request. Every name is a placeholder, because
// DynamoDB reserves hundreds of words.
type expression struct {
	names  map[string]string
	values map[string]types.AttributeValue
}

func (x *expression) name(attr string) string {
	for placeholder, known := range x.names {
		if known == attr {
			return placeholder
		}
	}
	if x.names == nil {
		x.names = map[string]string{}
	}
	placeholder := "#n" + strconv.Itoa(len(x.names))
	x.names[placeholder] = attr
	return placeholder
}

func (x *expression) value(v kv.Value) string {
	if x.values == nil {
		x.values = map[string]types.AttributeValue{}
	}
	placeholder := ":v" + strconv.Itoa(len(x.values))
	x.values[placeholder] = fromValue(v)
	return placeholder
}

// cond writes a condition; nil for the one that always holds.
func (x *expression) cond(c kv.Cond) *string {
	if s := x.render(c); s != "" {
		return aws.String(s)
	}
	return nil
}

func (x *expression) render(c kv.Cond) string {
	switch c.Op {
	case kv.OpAlways:
		return ""
	case kv.OpAbsent:
		return "attribute_not_exists(" + x.name(c.Attr) + ")"
	case kv.OpPresent:
		return "attribute_exists(" + x.name(c.Attr) + ")"
	case kv.OpEqual:
		return x.name(c.Attr) + " = " + x.value(c.Value)
	case kv.OpLess:
		return x.name(c.Attr) + " < " + x.value(c.Value)
	case kv.OpAtMost:
		return x.name(c.Attr) + " <= " + x.value(c.Value)
	case kv.OpAll:
		return x.join(c.Kids, " AND ")
	case kv.OpAny:
		if slices.ContainsFunc(c.Kids, func(kid kv.Cond) bool { return kid.Op == kv.OpAlways }) {
			return ""
		}
		return x.join(c.Kids, " OR ")
	default:
		return ""
	}
}

func (x *expression) join(kids []kv.Cond, word string) string {
	parts := make([]string, 0, len(kids))
	for _, kid := range kids {
		if s := x.render(kid); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, word) + ")"
}

// update writes a change; nil for none.
func (x *expression) update(c kv.Change) *string {
	var clauses []string
	clause := func(word string, parts []string) {
		if len(parts) > 0 {
			clauses = append(clauses, word+" "+strings.Join(parts, ", "))
		}
	}
	var sets, adds, removes []string
	for _, attr := range slices.Sorted(maps.Keys(c.Set)) {
		sets = append(sets, x.name(attr)+" = "+x.value(c.Set[attr]))
	}
	for _, attr := range slices.Sorted(maps.Keys(c.Add)) {
		adds = append(adds, x.name(attr)+" "+x.value(kv.N(c.Add[attr])))
	}
	for _, attr := range c.Remove {
		removes = append(removes, x.name(attr))
	}
	clause("SET", sets)
	clause("ADD", adds)
	clause("REMOVE", removes)
	if len(clauses) == 0 {
		return nil
	}
	return aws.String(strings.Join(clauses, " "))
}
