// Package desk is what a merchant can see and do. The API and the pages are two faces of it: both pass an
// [Actor] and get the same answers, the same refusals and the same words.
package desk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/plan"
	"onward/shared/queue"
)

// Table is what is kept. The parts are beside their use.
type Table interface {
	tokenTable
	merchantTable
	storeTable
	accountTable
	policyTable
	mappingTable
	holdTable
	orderTable
	workTable
	statisticsTable
}

// workTable is what is kept of work on many orders.
type workTable interface {
	jobTable
	importTable
}

// Decider applies events to orders. The core's refusals come back as they are.
type Decider interface {
	Apply(ctx context.Context, key order.Key, e order.Event) (decider.Result, error)
	ApplySeen(ctx context.Context, key order.Key, version int64, e order.Event) (decider.Result, error)
}

// Policies finds the policy by which an order is judged, for dry runs.
type Policies interface {
	For(ctx context.Context, key order.Key, variants []string) (order.Policy, error)
}

// Vault seals credentials; thing binds them to what they belong to.
type Vault interface {
	Seal(ctx context.Context, merchant, thing string, plain []byte) ([]byte, error)
}

// Deps is what a Desk works with. Consents and Connector may be empty; all else must be set.
type Deps struct {
	Table    Table
	Decider  Decider
	Policies Policies
	Sender   queue.Sender
	Vault    Vault
	// Consents connects accounts at suppliers by their consent pages.
	Consents map[order.Supplier]Consent
	// Connector connects stores and proves their credentials by a call. Without it what the merchant gives is believed,
	// which is right only where all merchants are the operator's own. It may be set after New, before the first request.
	Connector Connector
	// Markets are asked before placing; nil where suppliers can't be asked.
	Markets Markets
	// Plans and SweepEvery are those by which suppliers' orders are looked at; SweepEvery 0 is ten minutes.
	Plans      map[order.Supplier]plan.Plan
	SweepEvery time.Duration
	// Pepper goes into the hashes of tokens. OperatorHash is the SHA-256 of the deployment's operator token, in
	// hex; empty for none.
	Pepper       []byte
	OperatorHash string
	// AllowLoopback lets webhook endpoints be on this machine, for the local stack only.
	AllowLoopback bool
	Now           func() time.Time
	Log           *slog.Logger
}

// Desk serves merchants. It is safe for concurrent use.
type Desk struct {
	Deps

	mu     sync.Mutex
	tokens map[string]knownToken
	names  map[string]knownNames
}

// New makes a Desk.
func New(d Deps) *Desk {
	if d.SweepEvery <= 0 {
		d.SweepEvery = 10 * time.Minute
	}
	return &Desk{Deps: d, tokens: map[string]knownToken{}, names: map[string]knownNames{}}
}

// maxKnown bounds what a long-lived process remembers of each kind.
const maxKnown = 2000
