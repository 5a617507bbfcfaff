package stack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"onward/infra/stack/ministack"
	"onward/infra/stack/venv"
	"onward/infra/stack/workspace"
)

// Stack is a running local stack.
type Stack struct {
	State

	opts    Options
	files   files
	server  *ministack.Server
	release func()             // lets others have the name
	cancel  context.CancelFunc // ends the beat
	beats   sync.WaitGroup
	down    sync.Once
}

// Up brings a stack up: tools, MiniStack, build, deployment, secret. When it returns, the functions answer. ctx bounds
// the start only; end the stack with Down. If this process dies without it, the stack dies too.
func Up(ctx context.Context, opts Options) (*Stack, error) {
	project, err := workspace.Root()
	if err != nil {
		return nil, err
	}
	opts = opts.withDefaults(project)
	begun := time.Now()
	bin, err := venv.Ensure(ctx, project, opts.Log)
	if err != nil {
		return nil, err
	}
	s := &Stack{opts: opts, files: opts.files(project), cancel: func() {}}
	if s.release, err = claim(s.files.lock); err != nil {
		return nil, err
	}
	server := ministack.Options{Root: project, Log: s.files.log, Port: opts.Port, Env: map[string]string{}}
	if !opts.OpenPolicies {
		server.Env["AUTH"] = "true"
	}
	if s.server, err = ministack.Start(ctx, server); err != nil {
		s.release()

		return nil, fmt.Errorf("stack: %w", err)
	}
	if err := s.deploy(ctx, sam{bin: bin, files: s.files, opts: opts, endpoint: s.server.Endpoint}); err != nil {
		s.Down()

		return nil, err
	}
	s.startBeat(context.WithoutCancel(ctx))
	fmt.Fprintf(opts.Log, "the stack is up after %s at %s\n", time.Since(begun).Round(time.Second), s.PublicURL)

	return s, nil
}

// deploy builds and deploys the template, then makes the stack usable: its addresses, its secret.
func (s *Stack) deploy(ctx context.Context, sam sam) error {
	if err := sam.build(ctx); err != nil {
		return err
	}
	if err := sam.deploy(ctx); err != nil {
		return err
	}
	// MiniStack has its own copy of what was built.
	if err := os.RemoveAll(s.files.build); err != nil {
		return fmt.Errorf("stack: %w", err)
	}
	if err := s.describe(ctx); err != nil {
		return err
	}
	if err := s.fillSecret(ctx); err != nil {
		return err
	}

	return s.write(s.files.state)
}

// Config is for SDK clients of this stack, with all permissions.
func (s *Stack) Config() aws.Config { return s.server.Config() }

// Down ends the stack and everything that it started, and waits for it. It may be called more than once.
func (s *Stack) Down() {
	s.down.Do(func() {
		s.cancel()
		s.beats.Wait()
		s.server.Stop()
		if err := os.Remove(s.files.state); err != nil && !errors.Is(err, os.ErrNotExist) {
			fmt.Fprintln(s.opts.Log, "stack:", err)
		}
		s.release()
	})
}

// Done is closed when the stack has ended, also when it ended by itself.
func (s *Stack) Done() <-chan struct{} { return s.server.Done() }
