package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"onward/infra/stack/leash"
	"onward/infra/stack/ministack"
	"onward/infra/stack/workspace"
)

const (
	// runner is DynamoDB Local's main class.
	runner = "com.amazonaws.services.dynamodbv2.local.main.ServerRunner"
	// heap is plenty for tests, and keeps several test binaries from filling a small machine.
	heap = "-Xmx512m"
	// startWithin is generous: a busy machine of two cores has needed seven seconds.
	startWithin = 60 * time.Second
)

var (
	errNoJava     = errors.New("no Java here (Debian: apt-get install default-jre-headless)")
	errNotFetched = errors.New("not fetched: run `make prepare`")
	errWrongCPU   = errors.New("its native library exists for x86-64 only")
	errNotReady   = errors.New("did not start")
)

// startDynamoDBLocal starts the engine in memory and returns its address. It listens on all interfaces, which it has no
// setting against; the port is a random one, and the tables are a test's.
func startDynamoDBLocal() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	if err := Runnable(ctx); err != nil {
		return "", err
	}
	root, err := workspace.Root()
	if err != nil {
		return "", err
	}
	lib := workspace.Local(root, "dynamodb", "lib")
	if !fetched(root) {
		return "", errNotFetched
	}
	port, err := ministack.FreePort(ctx)
	if err != nil {
		return "", err
	}
	java, err := exec.LookPath("java")
	if err != nil {
		return "", errNoJava
	}
	scratch, err := os.MkdirTemp("", "onward-dynamodb-")
	if err != nil {
		return "", fmt.Errorf("scratch: %w", err)
	}
	log, err := os.Create(filepath.Join(scratch, "log"))
	if err != nil {
		return "", fmt.Errorf("log: %w", err)
	}
	defer log.Close()
	proc, err := leash.Start(leash.Program{
		Path: java,
		Args: []string{
			heap, "-Djava.library.path=" + lib, "-cp", filepath.Join(lib, "*"),
			runner, "-inMemory", "-disableTelemetry", "-port", strconv.Itoa(port),
		},
		Dir:    scratch,
		Remove: scratch,
		Env:    []string{"PATH=" + os.Getenv("PATH"), "DDB_LOCAL_TELEMETRY=0"},
		Output: log,
	})
	if err != nil {
		return "", err
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	if err := listening(ctx, proc, address); err != nil {
		proc.Stop()

		return "", err
	}

	return "http://" + address, nil
}

// Runnable says what this machine lacks for DynamoDB Local to run, or nil.
func Runnable(ctx context.Context) error {
	if runtime.GOARCH != "amd64" {
		return errWrongCPU
	}
	// macOS has a java that only says that there is none.
	if err := exec.CommandContext(ctx, "java", "-version").Run(); err != nil {
		return errNoJava
	}

	return nil
}

func listening(ctx context.Context, proc *leash.Process, address string) error {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		if ctx.Err() != nil || proc.Exited(50*time.Millisecond) {
			return errNotReady
		}
	}
}
