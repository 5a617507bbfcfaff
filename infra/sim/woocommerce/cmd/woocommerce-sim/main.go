// Command woocommerce-sim serves simulated WooCommerce stores on loopback.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"onward/infra/sim/woocommerce"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		slog.Error("woocommerce-sim", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("woocommerce-sim", flag.ContinueOnError)
	port := flags.Int("port", 4012, "port on 127.0.0.1; 0 takes a free one")
	seed := flags.Uint64("seed", 1, "seed of generated orders and keys")
	every := flags.Duration("cron", time.Second, "how often waiting webhooks are delivered; 0 only by POST /_sim/cron")
	stores := flags.String("stores", "demo", "names of the stores to begin with, by comma")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("flags: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	sim := woocommerce.New(woocommerce.Options{Seed: *seed, BaseURL: "http://" + listener.Addr().String()})
	for name := range strings.SplitSeq(*stores, ",") {
		access := sim.Configure(name, woocommerce.DefaultSettings())
		slog.InfoContext(ctx, "store", "address", access.Address)
	}
	server := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	go cron(ctx, sim, *every)
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	slog.InfoContext(ctx, "listening", "address", listener.Addr().String(), "control", "/_sim")
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func cron(ctx context.Context, sim *woocommerce.Sim, every time.Duration) {
	if every <= 0 {
		return
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			sim.Cron(ctx)
		}
	}
}
