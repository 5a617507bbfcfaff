package leash

import (
	"context"
	"os/exec"
	"syscall"
	"time"
)

// Command is a command that ends with its context, and all that it started with it. A terminal's Ctrl-C does not reach it
// by itself.
func Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = graceSeconds * time.Second
	return cmd
}
