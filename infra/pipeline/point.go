package pipeline

import (
	"errors"
	"slices"
	"strings"
	"sync"
)

// Fault is what goes wrong at a point.
type Fault string

// The faults. A point knows those that make sense there.
const (
	// FailBefore ends the call without an answer before it acted, FailAfter after.
	FailBefore Fault = "fail_before"
	FailAfter  Fault = "fail_after"
	// Busy is an answer of 503, Limited of 429, before acting; for outside calls.
	Busy    Fault = "busy"
	Limited Fault = "limited"
	// Garbage is a page in place of the answer before acting, GarbageAfter after; for outside calls.
	Garbage      Fault = "garbage"
	GarbageAfter Fault = "garbage_after"
	// KillBefore and KillAfter end the run at the point: nothing that it does later has any effect.
	KillBefore Fault = "kill_before"
	KillAfter  Fault = "kill_after"
)

func (f Fault) after() bool { return f == FailAfter || f == GarbageAfter || f == KillAfter }

// Plan is what is to happen to one run of a stage.
type Plan struct {
	// At is the point at which Fault strikes, counting from 1; 0 is nowhere. Only points whose name begins with On count.
	At    int
	On    string
	Fault Fault
	// Interrupt is run at the point InterruptAt, before the call is made.
	InterruptAt int
	Interrupt   func()
}

var (
	errKilled = errors.New("the process is gone")
	errStruck = errors.New("no answer")
)

// run is one invocation of a function.
type run struct {
	name    string
	plan    Plan
	points  int
	counted int
	dead    bool
	struck  bool
	fault   Fault
	// struckAt is the point that was struck.
	struckAt string
}

// Strike is a fault at the nth point of a whole world, counting those whose name begins with On. Points at which a
// schedule looks whether there is anything to do are not counted: where it is killed there, the next run does the same.
type Strike struct {
	On    string
	At    int
	Fault Fault
}

// runs is the stack of the invocations that are going on: one that interrupts is above the one it interrupts.
type runs struct {
	// mu is over all of it: a stage may work on several orders at once.
	mu sync.Mutex
	// counted is how often each kind of point was come to, by its first word.
	counted map[string]int
	stack   []*run
	// strike is what is to happen once; met is how many of its points passed by, where what the struck one was.
	strike Strike
	met    int
	where  string
	// outage is the store's, nil when it is well.
	outage *Outage
}

// planned is the fault that the world's strike or the run's plan has for the point.
func (r *runs) planned(top *run, name string) Fault {
	idle := name == "table due" || name == "table query #w"
	if r.strike.At > 0 && !idle && strings.HasPrefix(name, r.strike.On) {
		if r.met++; r.met == r.strike.At {
			r.where = top.name + ": " + name
			return r.strike.Fault
		}
	}
	if !strings.HasPrefix(name, top.plan.On) {
		return ""
	}
	if top.counted++; top.plan.At == 0 || top.counted != top.plan.At {
		return ""
	}
	return top.plan.Fault
}

func (r *runs) top() *run {
	if len(r.stack) == 0 {
		return nil
	}
	return r.stack[len(r.stack)-1]
}

// enter comes to a point, and answers with the fault that strikes it.
func (r *runs) enter(name string) (Fault, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	top := r.top()
	if top == nil {
		return "", nil
	}
	if top.dead {
		return "", errKilled
	}
	top.points++
	r.count(name)
	if top.plan.Interrupt != nil && top.points == top.plan.InterruptAt {
		r.mu.Unlock()
		top.plan.Interrupt()
		r.mu.Lock()
	}
	f := r.planned(top, name)
	if f == "" {
		return "", nil
	}
	top.struck, top.fault, top.struckAt = true, f, name
	if f == KillBefore {
		top.dead = true
		return "", errKilled
	}
	return f, nil
}

// leave comes back from a call that acted.
func (r *runs) leave(f Fault) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	top := r.top()
	switch {
	case top == nil:
		return nil
	case f == KillAfter:
		top.dead = true
		return errKilled
	case f.after():
		return errStruck
	default:
		return nil
	}
}

func (r *runs) push(one *run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stack = append(r.stack, one)
}

func (r *runs) pop(one *run) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stack = slices.DeleteFunc(r.stack, func(other *run) bool { return other == one })
}

// at does what a point is for, unless the point's fault keeps it from it. It is for points without an answer of their own
// for faults: calls of the table and sends.
func (r *runs) at(name string, do func() error) error {
	f, err := r.enter(name)
	if err != nil {
		return err
	}
	if f != "" && !f.after() {
		return errStruck
	}
	if err := do(); err != nil {
		return err
	}
	return r.leave(f)
}
