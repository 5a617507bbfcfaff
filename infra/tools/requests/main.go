// Command requests fetches the generator of requests and the validator that hold the API to its OpenAPI document. Where
// that fails it says so in one line; only in CI (CI=true) that is a failure, elsewhere those tests are skipped.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"onward/infra/stack/venv"
	"onward/infra/stack/workspace"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	cancel()
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "generator of API requests:", err)
	if workspace.InCI() {
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, "tests that need it will be skipped")
}

func run(ctx context.Context) error {
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	_, err = venv.EnsureRequests(ctx, root, os.Stderr)

	return err
}
