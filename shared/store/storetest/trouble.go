package storetest

import "onward/shared/store"

// Call is what a call is for.
type Call string

// The calls that are told apart. Record makes a shipment, Change replaces its numbers, Remove takes an old
// number away where that is a call of its own.
const (
	Read     Call = "read"
	List     Call = "list"
	Record   Call = "record"
	Change   Call = "change"
	Remove   Call = "remove"
	Complete Call = "complete"
)

// Trouble is how a call goes wrong.
type Trouble string

// The troubles. Those named after have the platform act first.
const (
	Throttle     Trouble = "throttled with a wait"
	Unauthorized Trouble = "401"
	Unpaid       Trouble = "402"
	Forbidden    Trouble = "403"
	Locked       Trouble = "423"
	Page         Trouble = "a page instead of an answer"
	Wall         Trouble = "a firewall's page"
	Broken       Trouble = "500"
	Down         Trouble = "503"
	CutBefore    Trouble = "cut before acting"
	CutAfter     Trouble = "cut after acting"
	SilentBefore Trouble = "no answer, not acted"
	SilentAfter  Trouble = "no answer, acted"
	BrokenAfter  Trouble = "5xx after acting"
	PageAfter    Trouble = "a page after acting"
	HalfAnswer   Trouble = "half an answer after acting"
)

// Answer is what an adapter must make of a trouble.
type Answer struct {
	Read, Write store.Kind
	// Why says why a platform differs from the others; empty where it does not.
	Why string
}

// answers is what the seam asks for. A write that may have acted is never anything but unclear, and one that
// was turned away is never unclear.
func answers() map[Trouble]Answer {
	return map[Trouble]Answer{
		Throttle:     {Read: store.Throttled, Write: store.Throttled},
		Unauthorized: {Read: store.Unauthorized, Write: store.Unauthorized},
		Unpaid:       {Read: store.Frozen, Write: store.Frozen},
		Forbidden:    {Read: store.MissingScope, Write: store.MissingScope},
		Locked:       {Read: store.Locked, Write: store.Locked},
		Page:         {Read: store.Firewall, Write: store.Unclear},
		Wall:         {Read: store.Firewall, Write: store.Firewall},
		Broken:       {Read: store.Temporary, Write: store.Unclear},
		Down:         {Read: store.Temporary, Write: store.Unclear},
		CutBefore:    {Read: store.Temporary, Write: store.Unclear},
		CutAfter:     {Read: store.Temporary, Write: store.Unclear},
		SilentBefore: {Read: store.Temporary, Write: store.Unclear},
		SilentAfter:  {Read: store.Temporary, Write: store.Unclear},
		BrokenAfter:  {Read: store.Temporary, Write: store.Unclear},
		PageAfter:    {Read: store.Firewall, Write: store.Unclear},
		HalfAnswer:   {Read: store.Temporary, Write: store.Unclear},
	}
}

// acts lists the troubles after which the platform has acted.
func (t Trouble) acts() bool {
	switch t {
	case CutAfter, SilentAfter, BrokenAfter, PageAfter, HalfAnswer:
		return true
	default:
		return false
	}
}
