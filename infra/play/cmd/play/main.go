// Command play plays orders through the whole system on this machine: simulated stores and suppliers, and the real template
// on the local stack. It stays up afterwards until Ctrl-C; with -once it ends by itself, with status 0 only if every order
// arrived where it should.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"onward/infra/play/adverse"
	"onward/infra/play/house"
	"onward/infra/play/scenes"
	"onward/infra/play/screen"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status, err := run(ctx)
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "\nplay: ended before its time; nothing is left running")
		status = interrupted
	case err != nil:
		fmt.Fprintln(os.Stderr, "play:", err)
		status = 2
	}
	cancel()
	os.Exit(status)
}

// interrupted is a shell's status of a program that Ctrl-C ended.
const interrupted = 130

type flags struct {
	once     bool
	all      bool
	only     string
	together int
	scale    int
	patience time.Duration
	plain    bool
	root     string
	adverse  string
	seed     uint64
	table    string
}

func parse() flags {
	var f flags
	flag.BoolVar(&f.once, "once", false, "end after one round; status 0 only if every order arrived where it should")
	flag.BoolVar(&f.all, "all", false, "play all scenes and what else comes to the doors, as -once does; without it, a tour of a minute")
	flag.StringVar(&f.only, "only", "", "play only scenes whose store/name matches this `expression`")
	flag.IntVar(&f.together, "together", 12, "how many orders are on their way at the same time")
	flag.IntVar(&f.scale, "scale", 900, "how many times faster than in production waits pass")
	flag.DurationVar(&f.patience, "patience", 4*time.Minute, "how long to wait for anything before it counts as lost")
	flag.BoolVar(&f.plain, "plain", false, "print lines, also on a terminal")
	flag.StringVar(&f.root, "root", "", "folder with template.yaml and functions; the project's if empty")
	flag.StringVar(&f.adverse, "adverse", adverse.None, "make it hard: "+strings.Join(adverse.Modes(), ", "))
	flag.Uint64Var(&f.seed, "seed", uint64(time.Now().UnixNano()%1_000_000), "what chance does in an adverse play")
	flag.StringVar(&f.table, "table", "", "`file` for how everything ended, in a form that two rounds can be compared by")
	flag.Parse()
	return f
}

// tour: neither everything nor anything in particular is asked for.
func (f flags) tour() bool { return !f.once && !f.all && f.only == "" }

func run(ctx context.Context) (status int, err error) {
	f := parse()
	list, err := scenes.Matching(f.only)
	if f.tour() {
		list = scenes.Tour()
	}
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("no scene matches %q", f.only)
	}
	if err != nil {
		return 2, err
	}
	if !adverse.Known(f.adverse) {
		return 2, fmt.Errorf("there is no adverse mode %q", f.adverse)
	}
	show := screen.New(os.Stdout, len(list))
	if f.plain {
		show = screen.Plain(os.Stdout, len(list))
	}
	h, err := house.Open(ctx, house.Options{
		TimeScale: f.scale, Beat: 2 * time.Second, Reconcile: 10 * time.Second, Patience: f.patience, Root: f.root, Log: show,
	})
	if err != nil {
		return 2, err
	}
	defer h.Close()
	r := round{house: h, show: show, scenes: list, flags: f}
	wrong, err := r.play(ctx)
	if err != nil {
		return 2, err
	}
	if wrong > 0 {
		status = 1
	}
	if f.once {
		return status, nil
	}
	if f.tour() {
		fmt.Printf("\nThis was a tour. All %d orders, and bad input at the doors: make run ARGS=-all\n", len(scenes.All()))
	}
	return status, stay(ctx, h)
}

// stay keeps everything up to be looked at.
func stay(ctx context.Context, h *house.House) error {
	fmt.Println("\nEverything is up until Ctrl-C:")
	for _, a := range h.Addresses {
		fmt.Printf("  %-22s %s\n", a.Name, a.URL)
	}
	fmt.Printf("  %-22s %s\n  %-22s %s\n  %-22s %s\n", "merchant's token", h.Token, "operator's token", h.Stack.OperatorToken, "functions' output", h.Stack.Log)
	fmt.Printf("\nSign in on the pages with the merchant's token, or ask the API (in single quotes: there is a $ in the address):\n"+
		"  curl -H 'Authorization: Bearer %s' '%s/v1/orders?tab=fulfilled'\n", h.Token, h.Stack.PublicURL)
	select {
	case <-ctx.Done():
		fmt.Println("\nending everything")
		return nil
	case <-h.Stack.Done():
		return fmt.Errorf("the stack ended by itself; see %s", h.Stack.Log)
	}
}
