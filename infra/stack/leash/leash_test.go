package leash_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/stack/leash"
)

// family starts a child of its own, writes both process ids, and waits.
const family = `sleep 60 & echo "$$ $!" > "$1.tmp"; mv "$1.tmp" "$1"; wait`

func TestStopEndsTheWholeFamily(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	scratch := filepath.Join(dir, "scratch")
	require.NoError(t, os.Mkdir(scratch, 0o755))

	proc, err := leash.Start(leash.Program{
		Path: "/bin/sh", Args: []string{"-c", family, "family", filepath.Join(dir, "pids")},
		Env: os.Environ(), Remove: scratch,
	})
	require.NoError(t, err)
	pids := readPIDs(t, filepath.Join(dir, "pids"))
	require.Len(t, pids, 2)
	for _, pid := range pids {
		require.NoError(t, syscall.Kill(pid, 0), "runs before Stop")
	}

	proc.Stop()
	proc.Stop() // again, without effect

	requireGone(t, pids)
	require.NoDirExists(t, scratch)
}

func TestCommandEndsWithItsContextAndAllThatItStarted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cmd := leash.Command(ctx, "/bin/sh", "-c", family, "family", filepath.Join(dir, "pids"))
	require.NoError(t, cmd.Start())
	pids := readPIDs(t, filepath.Join(dir, "pids"))

	cancel()
	require.Error(t, cmd.Wait())

	requireGone(t, pids)
}

func TestProgramThatIgnoresTheRequestIsKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	proc, err := leash.Start(leash.Program{
		Path: "/bin/sh", Args: []string{"-c", "trap '' TERM; " + family, "stubborn", filepath.Join(dir, "pids")}, Env: os.Environ(),
	})
	require.NoError(t, err)
	pids := readPIDs(t, filepath.Join(dir, "pids"))

	proc.Stop()

	requireGone(t, pids)
}

func TestDoneWhenTheProgramEndsByItself(t *testing.T) {
	t.Parallel()
	proc, err := leash.Start(leash.Program{Path: "/bin/sh", Args: []string{"-c", "exit 3"}, Env: os.Environ()})
	require.NoError(t, err)
	require.True(t, proc.Exited(10*time.Second))
	proc.Stop()
}

// The holder is this test binary run again: it starts a family and is then killed, with no chance to clean up.
func TestKilledHolderTakesTheFamilyAlong(t *testing.T) {
	if file := os.Getenv("LEASH_HOLDER"); file != "" {
		_, err := leash.Start(leash.Program{Path: "/bin/sh", Args: []string{"-c", family, "family", file}, Env: os.Environ()})
		require.NoError(t, err)
		select {}
	}
	t.Parallel()
	file := filepath.Join(t.TempDir(), "pids")
	holder := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledHolderTakesTheFamilyAlong$")
	holder.Env = append(os.Environ(), "LEASH_HOLDER="+file)
	require.NoError(t, holder.Start())
	pids := readPIDs(t, file)

	require.NoError(t, holder.Process.Kill())
	_ = holder.Wait()

	requireGone(t, pids)
}

func readPIDs(t *testing.T, file string) []int {
	t.Helper()
	var pids []int
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(file)
		if err != nil {
			return false
		}
		for field := range strings.FieldsSeq(string(text)) {
			pid, err := strconv.Atoi(field)
			if err != nil {
				return false
			}
			pids = append(pids, pid)
		}
		return true
	}, 10*time.Second, 10*time.Millisecond)

	return pids
}

func requireGone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		require.Eventually(t, func() bool { return !alive(t, pid) }, 15*time.Second, 20*time.Millisecond, "process %d lives on", pid)
	}
}

// alive tells whether a process runs; one that is dead and waits for its parent's word is not alive.
func alive(t *testing.T, pid int) bool {
	t.Helper()
	state, err := exec.CommandContext(t.Context(), "ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(state)), "Z")
}
