// Package venv keeps Python tools at pinned versions, each set in a folder of its own: those of the local stack (MiniStack,
// the SAM CLI and cfn-lint), and those that hold the API to its OpenAPI document (Schemathesis and a validator).
package venv

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"onward/infra/stack/leash"
	"onward/infra/stack/workspace"
)

//go:embed requirements.txt
var requirements []byte

//go:embed requests.txt
var requests []byte

// ErrMissing means that the tools are not installed, or at other versions.
var ErrMissing = errors.New("the Python tools are not installed: run `make prepare`")

// set is tools that are installed together.
type set struct {
	// folder is under .local; what says in a few words what is installed.
	folder, what string
	listed       []byte
}

func ofStack() set { return set{"venv", "the local stack's tools", requirements} }

func ofRequests() set { return set{"requests", "the generator of API requests", requests} }

// minPython is checked by the interpreter itself; its exit code answers.
const minPython = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"

// Find returns the folder of the local stack's programs, or ErrMissing.
func Find(root string) (string, error) { return ofStack().find(root) }

// FindRequests returns the folder of the programs that hold the API to its document, or ErrMissing.
func FindRequests(root string) (string, error) { return ofRequests().find(root) }

func (s set) find(root string) (string, error) {
	dir := workspace.Local(root, s.folder)
	stamp, err := os.ReadFile(filepath.Join(dir, "requirements.txt"))
	if err != nil || !bytes.Equal(stamp, s.listed) {
		return "", ErrMissing
	}

	return filepath.Join(dir, "bin"), nil
}

// Ensure installs the local stack's tools unless they are there, and returns the folder of their programs. Of several
// that ensure at the same time, one installs and the others wait.
func Ensure(ctx context.Context, root string, log io.Writer) (string, error) {
	return ofStack().ensure(ctx, root, log)
}

// EnsureRequests is Ensure for the tools that hold the API to its document.
func EnsureRequests(ctx context.Context, root string, log io.Writer) (string, error) {
	return ofRequests().ensure(ctx, root, log)
}

func (s set) ensure(ctx context.Context, root string, log io.Writer) (string, error) {
	if bin, err := s.find(root); err == nil {
		return bin, nil
	}
	unlock, err := lock(workspace.Local(root, s.folder+".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if bin, err := s.find(root); err == nil {
		return bin, nil
	}

	return s.install(ctx, root, log)
}

// install writes the stamp last, so that an installation broken off counts as none.
func (s set) install(ctx context.Context, root string, log io.Writer) (string, error) {
	python, err := python(ctx)
	if err != nil {
		return "", err
	}
	dir := workspace.Local(root, s.folder)
	fmt.Fprintf(log, "installing %s into .local/%s (about 40 s)\n", s.what, s.folder)
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("venv: %w", err)
	}
	if err := run(ctx, log, python, "-m", "venv", dir); err != nil {
		return "", fmt.Errorf("venv: create: %w", err)
	}
	listed := filepath.Join(dir, "requirements.tmp")
	if err := os.WriteFile(listed, s.listed, 0o644); err != nil {
		return "", fmt.Errorf("venv: %w", err)
	}
	pip := filepath.Join(dir, "bin", "pip")
	if err := run(ctx, log, pip, "install", "--quiet", "--disable-pip-version-check", "--requirement", listed); err != nil {
		return "", fmt.Errorf("venv: install: %w", err)
	}
	if err := os.Rename(listed, filepath.Join(dir, "requirements.txt")); err != nil {
		return "", fmt.Errorf("venv: %w", err)
	}

	return filepath.Join(dir, "bin"), nil
}

// python finds an interpreter that is new enough and able to make a venv.
func python(ctx context.Context) (string, error) {
	for _, name := range []string{"python3", "python3.13", "python3.12", "python3.11", "python3.10"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if exec.CommandContext(ctx, path, "-c", minPython).Run() == nil {
			return path, nil
		}
	}

	return "", errors.New("venv: no Python 3.10 or newer with its venv module found (Debian: apt-get install python3-venv)")
}

func run(ctx context.Context, log io.Writer, name string, args ...string) error {
	cmd := leash.Command(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = log, log
	err := cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}

	return err
}

func lock(path string) (func(), error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("venv: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("venv: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		_ = file.Close()

		return nil, fmt.Errorf("venv: lock: %w", err)
	}

	return func() { _ = file.Close() }, nil
}
