// Package functions_test starts each function as Lambda does.
package functions_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// names is every function, by its folder.
func names(t *testing.T) []string {
	t.Helper()
	mains, err := filepath.Glob("*/main.go")
	require.NoError(t, err)
	out := make([]string, 0, len(mains))
	for _, m := range mains {
		out = append(out, filepath.Dir(m))
	}
	require.Len(t, out, 12)
	return out
}

// built is the functions as programs.
func built(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", dir+string(filepath.Separator), "./...")
	said, err := build.CombinedOutput()
	require.NoError(t, err, string(said))
	return dir
}

// TestEveryFunctionStarts: without its table a function ends and says so; with what template.yaml gives, it asks the
// runtime for its first event, and has called nothing but for its secrets until then.
func TestEveryFunctionStarts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds every function")
	}
	dir := built(t)
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said, err := run(t, filepath.Join(dir, name), nil, nil)
			require.Error(t, err)
			assert.Contains(t, said, `"TABLE_NAME"`)

			var calls atomic.Int32
			aws := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" {
					calls.Add(1)
					w.WriteHeader(http.StatusBadRequest)
					return
				}
				w.Header().Set("Content-Type", "application/x-amz-json-1.1")
				_ = json.NewEncoder(w).Encode(map[string]string{"SecretString": `{"tokenPepper":"p","aliexpressAppSecret":"s"}`})
			}))
			t.Cleanup(aws.Close)
			asked := make(chan struct{})
			runtime := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/invocation/next") {
					close(asked)
				}
				<-r.Context().Done()
			}))
			t.Cleanup(runtime.CloseClientConnections)
			said, err = run(t, filepath.Join(dir, name), []string{
				"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(runtime.URL, "http://"), "AWS_ENDPOINT_URL=" + aws.URL, "AWS_REGION=us-east-1",
				"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "TABLE_NAME=T", "APP_SECRETS_ARN=arn:secret", "KMS_KEY_ID=K",
				"PUBLIC_URL=https://onward.example", "ALIEXPRESS_APP_KEY=12345678", "SHOPIFY_CLIENT_ID=app1",
			}, asked)
			require.NoError(t, err, said)
			assert.Zero(t, calls.Load(), "nothing is called before the first event")
		})
	}
}

// run runs a program until it ends, or until something happened. What it said is answered.
func run(t *testing.T, program string, environ []string, happened <-chan struct{}) (said string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = slices.Concat(environ, []string{"HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH")})
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return out.String(), err
	case <-happened:
		cancel()
		err = <-ended
		require.Error(t, err, "it was ended")
		return out.String(), nil
	}
}
