// Command stack keeps a local stack up until Ctrl-C. Its addresses are in .local/<name>.json.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"onward/infra/stack"
	"onward/infra/stack/venv"
	"onward/infra/stack/workspace"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	opts := stack.Options{Parameters: map[string]string{}}
	prepare := flag.Bool("prepare", false, "install the tools that the stack needs, and end")
	flag.StringVar(&opts.Name, "name", "onward", "the stack's name")
	flag.StringVar(&opts.Root, "root", "", "folder with template.yaml and functions; the project's if empty")
	flag.IntVar(&opts.Port, "port", 0, "MiniStack's port; 0 for a free one")
	flag.DurationVar(&opts.Beat, "beat", 5*time.Second, "how often sweep and wake run on top of their schedules; 0 for never")
	flag.BoolVar(&opts.OpenPolicies, "open", false, "do not check the functions' permissions")
	flag.Func("param", "a parameter of template.yaml, as `Name=value`; may be repeated", func(text string) error {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return fmt.Errorf("%q is not Name=value", text)
		}
		opts.Parameters[name] = value

		return nil
	})
	flag.Func("secrets", "a JSON `file` with the apps' secrets, as the AppSecrets secret has them on AWS", func(name string) error {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}

		return json.Unmarshal(text, &opts.Secrets)
	})
	flag.Parse()
	if *prepare {
		return install(ctx)
	}
	up, err := stack.Up(ctx, opts)
	if err != nil {
		return err
	}
	defer up.Down()
	fmt.Printf("API       %s\npages     %[1]s/\nAWS       %s\ntoken     %s (the operator's; all of this is in .local/%s.json)\nfunctions %s\n\n"+
		"Make a merchant (in single quotes: there is a $ in the address), then sign in on the pages with the token that it answers with:\n"+
		"  curl -H 'Authorization: Bearer %[3]s' -H 'Content-Type: application/json' -d '{\"name\":\"Acme\"}' '%[1]s/v1/operator/merchants'\n\n"+
		"end with Ctrl-C\n",
		up.PublicURL, up.Endpoint, up.OperatorToken, opts.Name, up.Log)
	select {
	case <-ctx.Done():
		return nil
	case <-up.Done():
		return fmt.Errorf("MiniStack ended by itself; see %s", up.Log)
	}
}

func install(ctx context.Context) error {
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	_, err = venv.Ensure(ctx, root, os.Stderr)

	return err
}
