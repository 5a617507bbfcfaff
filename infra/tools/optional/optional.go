// Package optional runs the commands that fetch what only tests need.
package optional

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"onward/infra/stack/workspace"
)

// Fetch fetches something for the project's folder until it is interrupted, and answers the command's exit status. What
// fails is said in one line; only in CI (CI=true) that is a failure, elsewhere the tests that need it are skipped.
func Fetch(what string, fetch func(ctx context.Context, root string, log io.Writer) error) int {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	root, err := workspace.Root()
	if err == nil {
		err = fetch(ctx, root, os.Stderr)
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, what+":", err)
	if workspace.InCI() {
		return 1
	}
	fmt.Fprintln(os.Stderr, "tests that need it will be skipped")
	return 0
}
