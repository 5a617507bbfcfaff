package stack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/stack"
	"onward/infra/stack/venv"
	"onward/infra/stack/workspace"
)

// soon is how long a stack on a busy machine may take to pass something on.
const soon = 60 * time.Second

// TestTemplate deploys template.yaml with a probe in place of every function, and tries what the template promises.
func TestTemplate(t *testing.T) {
	t.Parallel()
	project, err := workspace.Root()
	require.NoError(t, err)
	if _, err := venv.Find(project); err != nil {
		if workspace.InCI() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	var progress bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	t.Cleanup(cancel)
	s, err := stack.Up(ctx, stack.Options{
		Name: "probe", Root: withProbes(t, project), Beat: 500 * time.Millisecond, Log: &progress,
		Parameters: map[string]string{"TimeScale": "60"}, Secrets: map[string]any{"wixPublicKey": "a key"},
	})
	if err != nil {
		log, _ := os.ReadFile(workspace.Local(project, "probe.log"))
		t.Fatalf("%v\n%s\n%s", err, progress.String(), log)
	}
	t.Logf("%s", progress.String())
	require.FileExists(t, workspace.Local(project, "probe.json"))

	t.Cleanup(func() { requireDown(t, s, workspace.Local(project, "probe.json")) })
	promises := map[string]func(*testing.T, *stack.Stack){
		"HTTP routes":    testRoutes,
		"settings":       testSettings,
		"secret and key": testSecretAndKey,
		"permissions":    testPermissions,
		"queues":         testQueues,
		"stream":         testStream,
		"beat":           testBeat,
	}
	for name, test := range promises {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, s)
		})
	}
}

func requireDown(t *testing.T, s *stack.Stack, state string) {
	t.Helper()
	s.Down()
	s.Down() // again, without effect
	_, err := http.Get(s.Endpoint + "/_ministack/health")
	require.Error(t, err, "MiniStack is gone")
	require.NoFileExists(t, state)
}

// withProbes lays a project of the real template and go.mod whose every function is the probe.
func withProbes(t *testing.T, project string) string {
	t.Helper()
	root := t.TempDir()
	put := func(from string, to ...string) {
		text, err := os.ReadFile(from)
		require.NoError(t, err)
		target := filepath.Join(append([]string{root}, to...)...)
		require.NoError(t, os.MkdirAll(filepath.Dir(target), 0o755))
		require.NoError(t, os.WriteFile(target, text, 0o644))
	}
	for _, name := range []string{"template.yaml", "samconfig.toml", "go.mod", "go.sum"} {
		put(filepath.Join(project, name), name)
	}
	for _, function := range functions() {
		for _, file := range []string{"main.go", "tools.go"} {
			put(filepath.Join("testdata", "probe", file), "functions", function, file)
		}
	}

	return root
}

func functions() []string {
	return []string{"webhook", "intake", "dispatch", "wake", "place", "sweep", "poll", "push", "reconcile", "api", "job", "notify"}
}

func invoke(t *testing.T, s *stack.Stack, function, do string) map[string]string {
	t.Helper()
	answer, err := s.Invoke(t.Context(), function, map[string]any{"do": do})
	require.NoError(t, err)
	var got map[string]string
	require.NoError(t, json.Unmarshal(answer, &got))

	return got
}

// eventually waits until a function has logged a line, and returns all that it has logged.
func eventually(t *testing.T, s *stack.Stack, function, line string) []string {
	t.Helper()
	var lines []string
	require.Eventually(t, func() bool {
		var err error
		lines, err = s.Logs(t.Context(), function)
		require.NoError(t, err)

		return slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, line) })
	}, soon, 100*time.Millisecond, "%s has not logged %q", function, line)

	return lines
}

func count(lines []string, part string) int {
	n := 0
	for _, line := range lines {
		n += strings.Count(line, part)
	}

	return n
}
