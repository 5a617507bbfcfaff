// Command onward is the operator's: merchants, tokens, connections, orders, dead letters, keys, erasure, and a doctor.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"onward/infra/onward/cli"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	cancel()
	os.Exit(code)
}
