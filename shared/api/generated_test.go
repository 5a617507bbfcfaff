package api_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/infra/stack/venv"
	"onward/infra/stack/workspace"
	"onward/shared/api"
	"onward/shared/order"
)

// tool names a program that holds the API to its document. Without it the test is skipped with the reason, in CI it fails.
func tool(t *testing.T, name string) string {
	t.Helper()
	root, err := workspace.Root()
	require.NoError(t, err)
	bin, err := venv.FindRequests(root)
	if err != nil {
		if workspace.InCI() {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return filepath.Join(bin, name)
}

// busy is how long a program may take on a busy machine: many times what it takes on an idle one.
const busy = 8 * time.Minute

// run runs a program for a while at the most, and gives what it printed.
func run(t *testing.T, patience time.Duration, dir, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.WaitDelay = dir, 5*time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestTheDocumentIsValid(t *testing.T) {
	t.Parallel()
	validator := tool(t, "openapi-spec-validator")
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "openapi.json")
	require.NoError(t, os.WriteFile(path, b.call("", http.MethodGet, "/openapi.json", nil).body, 0o600))
	out, err := run(t, busy, filepath.Dir(path), validator, "--schema", "3.1", path)
	require.NoError(t, err, out)
}

// fixed is what the generator puts in for what only a real id makes interesting, and how many requests it makes.
const fixed = `
seed = 7
[generation]
max-examples = %d
deterministic = true
database = "none"
[phases.stateful]
enabled = false
[parameters]
"path.store" = %q
"path.order" = "1"
"path.account" = %q
"path.variant" = "v1"
"path.merchant" = "acme"
"path.token" = "none"
[checks]
# Sound requests are refused where the state of things forbids them. Who may do what has tests of its own.
positive_data_acceptance.enabled = false
ignored_auth.enabled = false
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429"]
# GET of this path reads a store that is called "page".
[[operations]]
include-path = "/v1/stores/page"
checks.allow_header_conformance.enabled = false
# An empty "older_than=" is none.
[[operations]]
include-path = "/v1/orders"
checks.negative_data_rejection.enabled = false
[[operations]]
include-path = "/v1/attention"
checks.negative_data_rejection.enabled = false
`

// TestGeneratedRequestsFindNothingUndocumented has Schemathesis make requests from the document, sound ones and broken
// ones, for every operation: no answer may be a 5xx, or have a status, a content type or a body that the document does not
// have, and what breaks the document may not be taken. The seed is fixed. ONWARD_REQUESTS is how many requests of each
// kind an operation gets in place of a few.
func TestGeneratedRequestsFindNothingUndocumented(t *testing.T) {
	t.Parallel()
	schemathesis := tool(t, "schemathesis")
	examples := "4"
	if more := os.Getenv("ONWARD_REQUESTS"); more != "" {
		examples = more
	}
	for _, who := range []struct{ name, operations string }{{"owner", "--exclude-path-regex"}, {"deployment", "--include-path-regex"}} {
		t.Run(who.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(d *api.Deps) { d.PerMinute = 1 << 30 })
			owner := b.merchant("acme")
			store := b.store(owner, "acme.myshopify.com")
			account := b.account(owner)
			b.mapped(owner, store.ID, account.ID)
			b.placed(b.bring(store.ID, "1"), "8190000000000001")
			b.bring(store.ID, "2", func(s *order.Snapshot) { s.Lines[0].Variant = "v9" })
			token := owner
			if who.name == "deployment" {
				token = operatorToken
			}
			server := httptest.NewServer(b.handler)
			t.Cleanup(server.Close)
			dir := t.TempDir()
			config := fmt.Sprintf(strings.Replace(fixed, "%d", examples, 1), store.ID, account.ID)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "schemathesis.toml"), []byte(config), 0o600))
			out, err := run(t, busy, dir, schemathesis, "--no-color", "run", server.URL+"/openapi.json",
				"--header", "Authorization: Bearer "+token, "--continue-on-failure",
				who.operations, "^/v1/operator", "--suppress-health-check", "all")
			require.NoError(t, err, "%s\n%s", out, b.log)
			require.NotContains(t, b.log.String(), "api.failed")
			_, _ = io.Copy(t.Output(), bytes.NewReader([]byte(out)))
		})
	}
}
