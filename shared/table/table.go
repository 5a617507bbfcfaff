package table

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"sync/atomic"

	"onward/shared/table/kv"
)

// Errors that callers decide on.
var (
	// ErrNotFound: there is no such item.
	ErrNotFound = errors.New("not found")
	// ErrConflict: somebody else wrote since it was read. Read again, decide again.
	ErrConflict = errors.New("written by somebody else since it was read")
	// ErrNewerLayout: newer code wrote it. Leave it alone and try later.
	ErrNewerLayout = errors.New("kept in a layout newer than this code")
	// ErrTaken: an outside id, or a name, has another owner.
	ErrTaken = errors.New("has another owner")
	// ErrCursor: the cursor is not one of this list's.
	ErrCursor = errors.New("cursor does not belong to this list")
	// ErrKey: part of a key is empty, which would let it reach into other merchants' items.
	ErrKey = errors.New("key has an empty part")
)

// Table is everything that is kept. Its methods are the access patterns, one file per group, and
// are safe for concurrent use. Use [New].
type Table struct {
	engine kv.Engine
	codec  codec
	writer [8]byte
	writes atomic.Uint32
}

// New works on an engine.
func New(engine kv.Engine) *Table {
	t := &Table{engine: engine}
	_, _ = rand.Read(t.writer[:]) // never fails, as its documentation says
	return t
}

// stamp marks one write, so that a repeat by the SDK of a write that was done, whose answer got
// lost, is not taken for somebody else's.
func (t *Table) stamp() kv.Value {
	return kv.B(binary.BigEndian.AppendUint32(t.writer[:len(t.writer):len(t.writer)], t.writes.Add(1)))
}

// conflicting turns a condition's failure into the error that it means here.
func conflicting(err, meaning error) error {
	if _, ok := errors.AsType[*kv.ConditionError](err); ok {
		return meaning
	}
	return err
}
