package stack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ErrTaken means that a stack of the same name is up from the same folder.
var ErrTaken = errors.New("a stack of this name is up from this folder already: end it, or give this one another -name")

// claim keeps others from bringing up a stack of the same name: they would write the same files. The system releases it
// when this process ends, however it ends.
func claim(path string) (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("stack: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("stack: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrTaken
	}
	if err != nil {
		_ = file.Close()

		return nil, fmt.Errorf("stack: %w", err)
	}

	return func() { _ = file.Close() }, nil
}
