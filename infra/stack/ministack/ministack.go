// Package ministack starts MiniStack, which stands in for AWS on this machine: one Python process on one loopback port.
package ministack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"onward/infra/stack/leash"
	"onward/infra/stack/venv"
)

// Region is where everything lies in MiniStack.
const Region = "us-east-1"

// host is written as a number because names under localhost do not resolve everywhere.
const host = "127.0.0.1"

// readyWithin bounds the start; two seconds are usual on a quiet machine.
const readyWithin = 60 * time.Second

// ErrNotReady means that MiniStack did not answer in time or ended at once; its log says why.
var ErrNotReady = errors.New("ministack: not ready")

// Options say where and how to start.
type Options struct {
	Root string            // the project's folder; its venv has the program
	Log  string            // file that takes MiniStack's and the functions' output; empty for one that is thrown away
	Port int               // 0 for a free one
	Env  map[string]string // further variables for MiniStack and for every function
}

// Server is a running MiniStack.
type Server struct {
	Endpoint string
	proc     *leash.Process
}

// Start starts MiniStack and waits until it answers.
func Start(ctx context.Context, opts Options) (*Server, error) {
	bin, err := venv.Find(opts.Root)
	if err != nil {
		return nil, err
	}
	port := opts.Port
	if port == 0 {
		if port, err = FreePort(ctx); err != nil {
			return nil, err
		}
	}
	scratch, err := os.MkdirTemp("", "onward-stack-")
	if err != nil {
		return nil, fmt.Errorf("ministack: %w", err)
	}
	if opts.Log == "" {
		opts.Log = filepath.Join(scratch, "log")
	}
	log, err := os.Create(opts.Log)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ministack: %w", err), os.RemoveAll(scratch))
	}
	defer log.Close() // the program has its own copy
	server := &Server{Endpoint: "http://" + net.JoinHostPort(host, strconv.Itoa(port))}
	server.proc, err = leash.Start(leash.Program{ //nolint:contextcheck // the program outlives its start
		Path: filepath.Join(bin, "ministack"), Dir: scratch, Remove: scratch, Output: log,
		Env: environment(server.Endpoint, port, scratch, opts.Env),
	})
	if err != nil {
		_ = os.RemoveAll(scratch)

		return nil, fmt.Errorf("ministack: %w", err)
	}
	if err := server.ready(ctx); err != nil {
		server.Stop()

		return nil, fmt.Errorf("%w (see %s)", err, opts.Log)
	}

	return server, nil
}

// environment is complete: MiniStack hands all of its own variables to the functions, so nothing of this machine's
// user may be in it. Listeners that the stack does not need are off.
func environment(endpoint string, port int, scratch string, more map[string]string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + scratch,
		"TMPDIR=" + scratch,
		"BIND_HOST=" + host,
		"MINISTACK_HOST=" + host,
		"GATEWAY_PORT=" + strconv.Itoa(port),
		"AWS_ENDPOINT_URL=" + endpoint,
		"AWS_DEFAULT_REGION=" + Region,
		"SFTP_ENABLED=0",
		"IOT_MTLS_ENABLED=0",
		"PYTHONUNBUFFERED=1",
	}
	for name, value := range more {
		env = append(env, name+"="+value)
	}

	return env
}

func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/_ministack/health", nil)
		if err != nil {
			return fmt.Errorf("ministack: %w", err)
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		if ctx.Err() != nil || s.proc.Exited(50*time.Millisecond) {
			return ErrNotReady
		}
	}
}

// Stop ends MiniStack and the functions' processes, and waits for it.
func (s *Server) Stop() { s.proc.Stop() }

// Done is closed when MiniStack has ended.
func (s *Server) Done() <-chan struct{} { return s.proc.Done() }

// Config is for SDK clients of this MiniStack.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(s.Endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

// FreePort returns a loopback port that nobody listens on now.
func FreePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return 0, fmt.Errorf("ministack: free port: %w", err)
	}
	defer listener.Close()
	addr, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return 0, fmt.Errorf("ministack: free port: address %s", listener.Addr())
	}

	return addr.Port, nil
}
