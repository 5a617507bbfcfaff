// Package leash starts programs that end with this process, however this process ends: by Stop, by returning, by a
// failed test, by a kill that nobody could catch.
//
// A shell holds the program in a process group of its own and reads a pipe whose other end only this process has.
// When the pipe closes, the shell ends the program and everything that the program started.
package leash

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// script: the watcher waits for the pipe's end and asks the program to go; once the program is gone, for whatever
// reason, the folder is removed and the rest of the group killed, the shell last. A program that does not go within
// the grace is killed with the rest.
const script = `exec 3<&0
"$@" 3<&- </dev/null &
program=$!
( trap '' TERM; cat <&3 >/dev/null; kill -TERM "$program"; sleep "$LEASH_GRACE"; rm -rf "$LEASH_REMOVE"; kill -KILL 0 ) &
wait "$program"
[ -n "$LEASH_REMOVE" ] && rm -rf "$LEASH_REMOVE"
kill -KILL 0
`

// graceSeconds is how long a program may take to end by itself.
const graceSeconds = 5

// Program is what to start.
type Program struct {
	Path   string
	Args   []string
	Dir    string
	Env    []string // complete: nothing is inherited
	Output *os.File // standard output and standard error
	Remove string   // a folder to remove once the program has ended; may be empty
}

// Process is a program on the leash.
type Process struct {
	leash io.Closer
	done  chan struct{}
	once  sync.Once
}

// Start starts a program.
func Start(p Program) (*Process, error) {
	// No context: what ends the program is the leash.
	cmd := exec.CommandContext(context.Background(), "/bin/sh", append([]string{"-c", script, "leash", p.Path}, p.Args...)...)
	cmd.Dir = p.Dir
	cmd.Env = append(append([]string{}, p.Env...), "LEASH_GRACE="+strconv.Itoa(graceSeconds), "LEASH_REMOVE="+p.Remove)
	cmd.Stdout, cmd.Stderr = p.Output, p.Output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	leash, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("leash: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("leash: start %s: %w", p.Path, err)
	}
	proc := &Process{leash: leash, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // the shell always dies of its own kill
		close(proc.done)
	}()

	return proc, nil
}

// Done is closed when the program and all that it started have ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Stop ends the program and waits for it. It may be called more than once.
func (p *Process) Stop() {
	p.once.Do(func() { _ = p.leash.Close() })
	<-p.done
}

// Exited tells whether the program ends within the given time.
func (p *Process) Exited(within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case <-p.done:
		return true
	case <-timer.C:
		return false
	}
}
