// Command wix-sim runs a simulated Wix on loopback. GET /_sim says what it can do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"onward/infra/sim/wix"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "wix-sim:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var opts wix.Options
	port := flag.Int("port", 8093, "port on 127.0.0.1")
	sites := flag.String("sites", "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001", "instance ids that have the app, by commas")
	flag.StringVar(&opts.Callback, "callback", "", "where webhooks go")
	flag.StringVar(&opts.AppID, "app-id", "app", "the app's id")
	flag.StringVar(&opts.AppSecret, "app-secret", "secret", "the app's secret")
	flag.Uint64Var(&opts.Seed, "seed", 1, "seed of the orders")
	flag.Float64Var(&opts.RetryScale, "retry-scale", 1, "factor on the waits between a webhook's repeats")
	flag.DurationVar(&opts.SearchLag, "search-lag", 0, "how far the search is behind")
	flag.BoolVar(&opts.NumbersUnique, "numbers-unique", false, "a tracking number exists once a site")
	flag.Parse()
	opts.Sites = strings.Split(*sites, ",")
	sim, err := wix.New(opts)
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	go sim.Run(ctx)
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Printf("simulated Wix on http://%s, see /_sim\n", l.Addr())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
