package desk

// Role is what a token may do.
type Role string

// The roles, from the least to the most.
const (
	// ReadOnly sees everything and changes nothing.
	ReadOnly Role = "read_only"
	// Operator works with orders and mappings.
	Operator Role = "operator"
	// Owner also connects stores and accounts, changes settings and makes tokens.
	Owner Role = "owner"
	// Deployment runs the installation: it makes merchants and their first tokens, and sees no orders.
	Deployment Role = "deployment"
)

// Allows reports whether the role includes another. Deployment stands beside the others and includes none.
func (r Role) Allows(need Role) bool {
	if r == Deployment || need == Deployment {
		return r == need
	}
	return r.rank() >= need.rank() && need.rank() > 0
}

func (r Role) rank() int {
	switch r {
	case ReadOnly:
		return 1
	case Operator:
		return 2
	case Owner:
		return 3
	case Deployment:
		return 0
	default:
		return 0
	}
}

// Actor is who asks. Everything it sees and does is its merchant's.
type Actor struct {
	Merchant string
	// Token is the token's id, Name what its owner calls it.
	Token string
	Name  string
	Role  Role
	// Seen is the version of the order or mapping that the actor looked at when it chose what to do with it; 0 for whatever
	// it is by now.
	Seen int64
}

// By is how the actor is named in timelines.
func (a Actor) By() string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Token != "":
		return "token " + a.Token
	default:
		return string(a.Role)
	}
}

// need refuses an actor whose role does not allow what it asks.
func (a Actor) need(role Role) error {
	if a.Role.Allows(role) {
		return nil
	}
	return refuse(Forbidden, "role", "This takes a token with the role "+string(role)+"; yours has the role "+string(a.Role)+". Ask an owner for one.")
}
