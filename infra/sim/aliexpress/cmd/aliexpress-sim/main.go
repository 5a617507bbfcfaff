// Command aliexpress-sim runs a simulated AliExpress on the loopback interface.
// See package onward/infra/sim/aliexpress for what it does, and GET /_sim for
// how to play it.
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

	"onward/infra/sim/aliexpress"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "aliexpress-sim:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing left to do
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("aliexpress-sim", flag.ContinueOnError)
	port := flags.Int("port", 9310, "port on 127.0.0.1; 0 = any free one")
	key := flags.String("app-key", "12345678", "key of the app")
	secret := flags.String("app-secret", "helloworld", "secret of the app")
	callback := flags.String("callback", "", "address of the app's push messages")
	account := flags.String("account", "2637908814", "id of the buyer account")
	token := flags.String("token", "", "an access token that is valid from the start")
	seed := flags.Uint64("seed", 1, "makes ids and shapes repeatable")
	rotating := flags.Bool("rotating", false, "answer in every odd shape in turn")
	anyProduct := flags.Bool("any-product", false, "invent a product for every unknown id")
	visible := flags.Duration("invisible", 10*time.Second, "how long a new order cannot be read")
	auto := flags.Bool("auto", false, "orders are paid, shipped, delivered and finished by themselves")
	scale := flags.Float64("scale", 1, "divides the waits of -auto: pay 10m, ship 24h, scan 36h, deliver 10d, finish 5d")
	apart := flags.Bool("apart", false, "with -auto, each line travels in a parcel of its own")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings := aliexpress.DefaultSettings()
	settings.AnyProduct = *anyProduct
	settings.InvisibleFor = aliexpress.Duration(*visible)
	if *rotating {
		settings.Shapes = aliexpress.ShapesRotating
	}
	if *auto {
		day := 24 * time.Hour
		settings.Auto = aliexpress.Auto{
			Pay: aliexpress.Duration(10 * time.Minute), Ship: aliexpress.Duration(day), Scan: aliexpress.Duration(36 * time.Hour),
			Deliver: aliexpress.Duration(10 * day), Finish: aliexpress.Duration(5 * day), Scale: *scale, Apart: *apart,
		}
	}
	sim := aliexpress.New(aliexpress.Options{
		Apps:     []aliexpress.App{{Key: *key, Secret: *secret, Callback: *callback}},
		Accounts: []aliexpress.Account{{ID: *account, Nick: "sample buyer", AccessToken: *token}},
		Settings: settings, Seed: *seed,
	})
	return serve(ctx, sim, *port)
}

func serve(ctx context.Context, sim *aliexpress.Sim, port int) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(os.Stdout, "aliexpress-sim: http://%s (GET /_sim says how to play it)\n", listener.Addr())
	server := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	go sim.Run(ctx)
	go func() {
		<-ctx.Done()
		shutdown, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		_ = server.Shutdown(shutdown)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
