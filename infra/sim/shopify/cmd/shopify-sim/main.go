// Command shopify-sim serves simulated Shopify shops on the loopback address. GET /_sim describes how to make shops,
// apps and orders.
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
	"syscall"
	"time"

	"onward/infra/sim/shopify"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "shopify-sim:", err)
		os.Exit(1)
	}
}

func run() error {
	port := flag.Int("port", 8701, "port on 127.0.0.1; 0 takes a free one and prints it")
	retry := flag.Duration("retry", time.Minute, "wait before the first repeat of a failed webhook; it doubles")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	sim, err := shopify.New(shopify.Options{AllowHTTP: true, RetryBase: *retry})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		return err
	}
	fmt.Printf("simulated Shopify shops on http://%s (GET /_sim describes them)\n", listener.Addr())

	server := &http.Server{Handler: sim, ReadHeaderTimeout: 5 * time.Second}
	go sim.Run(ctx)
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
