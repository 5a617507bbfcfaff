package kv

// Cond is a condition on the item as it is before a write; the zero Cond always holds.
// A comparison with an attribute that is absent, or of another type, never holds.
type Cond struct {
	Op    Op
	Attr  string
	Value Value
	Kids  []Cond
}

// Op is what a [Cond] asks.
type Op int

// The operations.
const (
	OpAlways Op = iota
	OpAbsent
	OpPresent
	OpEqual
	OpLess
	OpAtMost
	OpAll
	OpAny
)

// Absent holds where the attribute is not there.
func Absent(attr string) Cond { return Cond{Op: OpAbsent, Attr: attr} }

// Present holds where the attribute is there.
func Present(attr string) Cond { return Cond{Op: OpPresent, Attr: attr} }

// NotExists holds where there is no item.
func NotExists() Cond { return Absent(PK) }

// Exists holds where there is an item.
func Exists() Cond { return Present(PK) }

// Equal holds where the attribute has the value.
func Equal(attr string, v Value) Cond { return Cond{Op: OpEqual, Attr: attr, Value: v} }

// Less holds where the attribute is below the value.
func Less(attr string, v Value) Cond { return Cond{Op: OpLess, Attr: attr, Value: v} }

// AtMost holds where the attribute is at or below the value.
func AtMost(attr string, v Value) Cond { return Cond{Op: OpAtMost, Attr: attr, Value: v} }

// All holds where every condition does.
func All(kids ...Cond) Cond { return Cond{Op: OpAll, Kids: kids} }

// Any holds where at least one condition does.
func Any(kids ...Cond) Cond { return Cond{Op: OpAny, Kids: kids} }

// Holds evaluates the condition as DynamoDB does; a nil item does not exist.
func (c Cond) Holds(item Item) bool {
	have := item[c.Attr]
	switch c.Op {
	case OpAlways:
		return true
	case OpAbsent:
		return have.kind == TypeNone
	case OpPresent:
		return have.kind != TypeNone
	case OpEqual:
		return have.kind != TypeNone && have.Equal(c.Value)
	case OpLess:
		order, ok := have.compare(c.Value)
		return ok && order < 0
	case OpAtMost:
		order, ok := have.compare(c.Value)
		return ok && order <= 0
	case OpAll:
		for _, kid := range c.Kids {
			if !kid.Holds(item) {
				return false
			}
		}
		return true
	case OpAny:
		for _, kid := range c.Kids {
			if kid.Holds(item) {
				return true
			}
		}
		return false
	default:
		return false
	}
}
