// Command dynamodblocal fetches Amazon's DynamoDB Local, on which the persistence tests run. Where something is missing
// it says so in one line; only in CI (CI=true) that is a failure, elsewhere those tests are skipped.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"onward/infra/stack/engine"
	"onward/infra/stack/workspace"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	cancel()
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "DynamoDB Local:", err)
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

	return engine.Fetch(ctx, root, os.Stderr)
}
