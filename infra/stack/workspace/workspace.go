// Package workspace knows where the project lies on this machine.
package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrNoRoot means that no folder above the current one holds the project.
var ErrNoRoot = errors.New("workspace: no go.mod in this folder or above it")

// Root finds the project's top folder from the current one, which for a test is its package's folder.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("workspace: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", ErrNoRoot
		}
		dir = up
	}
}

// Local names a file or folder under .local, where everything fetched or written on this machine lies.
func Local(root string, elem ...string) string {
	return filepath.Join(append([]string{root, ".local"}, elem...)...)
}

// InCI tells whether a missing engine must fail a test instead of skipping it.
func InCI() bool { return os.Getenv("CI") == "true" }
