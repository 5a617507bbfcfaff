package adverse

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// processes finds the processes of a function of this very stack: both the function's name and the stack's address are in
// their environment.
func processes(ctx context.Context, endpoint, function string) ([]int, error) {
	marks := []string{"AWS_LAMBDA_FUNCTION_NAME=" + function, "AWS_ENDPOINT_URL=" + endpoint}
	if runtime.GOOS == "linux" {
		return fromProc(marks)
	}
	return fromPS(ctx, marks)
}

func fromProc(marks []string) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("processes: %w", err)
	}
	var out []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		environ, err := os.ReadFile("/proc/" + e.Name() + "/environ")
		if err != nil {
			continue // gone, or somebody else's
		}
		if marked(strings.Split(string(environ), "\x00"), marks) {
			out = append(out, pid)
		}
	}
	return out, nil
}

// fromPS reads the same from ps, as macOS has it.
func fromPS(ctx context.Context, marks []string) ([]int, error) {
	text, err := exec.CommandContext(ctx, "ps", "-axEww", "-o", "pid=,command=").Output()
	if err != nil {
		return nil, fmt.Errorf("processes: %w", err)
	}
	var out []int
	for line := range bytes.Lines(text) {
		fields := strings.Fields(string(line))
		if len(fields) < 2 || !marked(fields[1:], marks) {
			continue
		}
		if pid, err := strconv.Atoi(fields[0]); err == nil {
			out = append(out, pid)
		}
	}
	return out, nil
}

func marked(environ, marks []string) bool {
	for _, m := range marks {
		if !slices.Contains(environ, m) {
			return false
		}
	}
	return true
}
