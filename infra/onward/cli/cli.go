// Package cli is the operator's command line. What the HTTP API offers is done through it; the rest on AWS, with the
// operator's own credentials.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Streams is where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// command is one thing that can be done.
type command struct {
	// name is one or two words, args what follows the flags.
	name, args string
	// about is one line; more explains what that leaves open.
	about, more string
	// flags registers the command's own, and answers with what runs it.
	flags func(fs *flag.FlagSet) action
}

type action func(ctx context.Context, s *session, args []string) error

// usageError is a command that was not understood; the help follows it.
type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// errTrouble: something is wrong, and was said already.
var errTrouble = errors.New("trouble")

func commands() []command {
	return slices.Concat(
		merchantCommands(), tokenCommands(), connectCommands(), doctorCommands(), orderCommands(), syncCommands(),
		jobCommands(), privacyCommands(), deadCommands(), keyCommands(),
	)
}

// Run does what the arguments say and answers with the exit code: 0 done, 1 failed or trouble found, 2 not understood.
func Run(ctx context.Context, args []string, io Streams) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		return help(args, io)
	}
	c, rest, ok := find(args)
	if !ok {
		fmt.Fprintf(io.Err, "onward: there is no command %q. `onward help` lists them.\n", strings.Join(args[:min(len(args), 2)], " "))
		return 2
	}
	fs := flag.NewFlagSet("onward "+c.name, flag.ContinueOnError)
	fs.SetOutput(io.Err)
	s := &session{Streams: io}
	s.register(fs)
	run := c.flags(fs)
	fs.Usage = func() { c.usage(io.Err, fs) }
	positional, err := parse(fs, rest)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	defer s.close(context.WithoutCancel(ctx))
	err = run(ctx, s, positional)
	var misused *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errTrouble):
		return 1
	case errors.As(err, &misused):
		fmt.Fprintf(io.Err, "onward %s: %s\n\n", c.name, misused.problem)
		c.usage(io.Err, fs)
		return 2
	default:
		fmt.Fprintf(io.Err, "onward %s: %s\n", c.name, err)
		return 1
	}
}

// find leads from arguments to the command with the most words that fit.
func find(args []string) (command, []string, bool) {
	for words := min(2, len(args)); words > 0; words-- {
		name := strings.Join(args[:words], " ")
		for _, c := range commands() {
			if c.name == name {
				return c, args[words:], true
			}
		}
	}
	return command{}, nil, false
}

// parse lets flags stand before and after other arguments.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var positional []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return positional, nil
		}
		positional = append(positional, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

func help(args []string, io Streams) int {
	if len(args) > 1 {
		if c, _, ok := find(args[1:]); ok {
			fs := flag.NewFlagSet("onward "+c.name, flag.ContinueOnError)
			(&session{}).register(fs)
			c.flags(fs)
			c.usage(io.Out, fs)
			return 0
		}
	}
	listed := commands()
	if len(args) > 1 {
		// One word names a group: "help keys".
		listed = slices.DeleteFunc(listed, func(c command) bool { return !strings.HasPrefix(c.name, args[1]+" ") })
		if len(listed) == 0 {
			fmt.Fprintf(io.Err, "onward: there is no command %q. `onward help` lists them.\n", strings.Join(args[1:], " "))
			return 2
		}
	}
	fmt.Fprint(io.Out, "Onward for its operator. Without -stack it works on the local stack.\n\n")
	w := tabwriter.NewWriter(io.Out, 0, 0, 2, ' ', 0)
	for _, c := range listed {
		fmt.Fprintf(w, "  onward %s\t%s\n", strings.TrimSpace(c.name+" "+c.args), c.about)
	}
	_ = w.Flush()
	fmt.Fprint(io.Out, "\n`onward help COMMAND` tells more.\n")
	return 0
}

func (c command) usage(w io.Writer, fs *flag.FlagSet) {
	fmt.Fprintf(w, "onward %s\n\n%s.\n", strings.TrimSpace(c.name+" [flags] "+c.args), c.about)
	if c.more != "" {
		fmt.Fprintf(w, "\n%s\n", c.more)
	}
	fmt.Fprint(w, "\nFlags:\n")
	fs.SetOutput(w)
	fs.PrintDefaults()
}

// want refuses arguments that are too few or too many.
func want(args []string, names ...string) error {
	if len(args) < len(names) {
		return usage("%s is missing", names[len(args)])
	}
	if len(args) > len(names) {
		return usage("%q is too much", args[len(names)])
	}
	return nil
}
