package vault_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/stack/engine"
	"onward/shared/vault"
	"onward/shared/vault/vaulttest"
)

// clock is a time that a test moves.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time       { return time.Unix(c.at.Load(), 0) }
func (c *clock) pass(d time.Duration) { c.at.Add(int64(d / time.Second)) }

func scope(merchant, owner string) vault.Scope { return vault.Scope{Merchant: merchant, Owner: owner} }

func TestSealing(t *testing.T) {
	t.Parallel()
	keys := vaulttest.New()
	sealing(t, keys)
	// KMS refuses what was changed, as the key here does; MiniStack does not look.
	v := vault.New(keys, time.Now)
	sealed, err := v.Seal(t.Context(), scope("m1", "merchant"), []byte("token"))
	require.NoError(t, err)
	large, err := v.Seal(t.Context(), scope("m1", "merchant"), make([]byte, 5000))
	require.NoError(t, err)
	for _, b := range [][]byte{sealed, large} {
		_, err = v.Unseal(t.Context(), scope("m1", "merchant"), b[:len(b)/2])
		require.Error(t, err)
		b[len(b)-1] ^= 1
		_, err = v.Unseal(t.Context(), scope("m1", "merchant"), b)
		require.Error(t, err)
	}
}

func TestSealingByKMSOnMiniStack(t *testing.T) {
	t.Parallel()
	client := kms.NewFromConfig(engine.MiniStackConfig(t))
	key, err := client.CreateKey(t.Context(), &kms.CreateKeyInput{})
	require.NoError(t, err)
	sealing(t, vault.NewKMS(client, *key.KeyMetadata.KeyId))
}

func sealing(t *testing.T, keys vault.Keys) {
	t.Helper()
	ctx := t.Context()
	own := scope("m1", "store:s1")
	for _, size := range []int{0, 1, 4096, 4097, 50000} {
		plain := bytes.Repeat([]byte("x"), size)
		sealed, err := vault.New(keys, time.Now).Seal(ctx, own, plain)
		require.NoError(t, err, size)
		assert.NotContains(t, string(sealed), "xxxx")
		fresh := func() *vault.Vault { return vault.New(keys, time.Now) }
		got, err := fresh().Unseal(ctx, own, sealed)
		require.NoError(t, err, size)
		assert.Equal(t, string(plain), got.Text())
		for _, other := range []vault.Scope{
			scope("m2", "store:s1"), scope("m1", "store:s2"), scope("m1", "account:s1"), scope("m1", "merchant"),
		} {
			_, err = fresh().Unseal(ctx, other, sealed)
			require.Error(t, err, "%v", other)
		}
		for _, damaged := range [][]byte{nil, {9}, append([]byte{9}, sealed[1:]...)} {
			_, err = fresh().Unseal(ctx, own, damaged)
			require.Error(t, err)
		}
	}
	_, err := vault.New(keys, time.Now).Seal(ctx, vault.Scope{Merchant: "m1"}, []byte("x"))
	require.Error(t, err)
}

func TestUnsealedForTenMinutes(t *testing.T) {
	t.Parallel()
	ctx, keys, at := t.Context(), vaulttest.New(), &clock{}
	v := vault.New(keys, at.now)
	own := scope("m1", "account:a1")
	sealed, err := v.Seal(ctx, own, []byte("token"))
	require.NoError(t, err)
	calls := func() int {
		before := keys.Calls()
		got, err := v.Unseal(ctx, own, sealed)
		require.NoError(t, err)
		assert.Equal(t, "token", got.Text())
		return keys.Calls() - before
	}
	assert.Equal(t, 1, calls())
	at.pass(vault.Lifetime - time.Second)
	assert.Equal(t, 0, calls())
	at.pass(time.Second)
	assert.Equal(t, 1, calls())

	// A failure is not remembered, and what is known in one scope does not open another.
	for range 2 {
		before := keys.Calls()
		_, err = v.Unseal(ctx, scope("m2", "account:a1"), sealed)
		require.ErrorIs(t, err, vaulttest.ErrDecrypt)
		assert.Equal(t, 1, keys.Calls()-before)
	}
}

// slow holds decryption up until it is let go.
type slow struct {
	*vaulttest.Keys

	begun, let chan struct{}
}

func (s slow) Decrypt(ctx context.Context, sealed []byte, scope map[string]string) ([]byte, error) {
	s.begun <- struct{}{}
	<-s.let
	return s.Keys.Decrypt(ctx, sealed, scope)
}

func TestOneCallForMany(t *testing.T) {
	t.Parallel()
	keys := slow{vaulttest.New(), make(chan struct{}, 100), make(chan struct{})}
	v := vault.New(keys, time.Now)
	own := scope("m1", "store:s1")
	sealed, err := v.Seal(t.Context(), own, []byte("token"))
	require.NoError(t, err)

	// The first gives up; the call goes on for the others.
	first, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() {
		_, err := v.Unseal(first, own, sealed)
		gone <- err
	}()
	<-keys.begun
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if got, err := v.Unseal(t.Context(), own, sealed); err != nil || got.Text() != "token" {
				t.Errorf("%q, %v", got.Text(), err)
			}
		})
	}
	cancel()
	require.ErrorIs(t, <-gone, context.Canceled)
	close(keys.let)
	wg.Wait()
	assert.Empty(t, keys.begun, "nobody called a second time")
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	secret := vault.NewSecret([]byte("shpat_123"))
	secrets, err := vault.LoadSecrets(t.Context(), remote(func() string { return `{"k":"shpat_123"}` }))
	require.NoError(t, err)
	holder := struct {
		S  vault.Secret   `json:"s"`
		SS *vault.Secrets `json:"ss"`
		s  vault.Secret
		ss *vault.Secrets
	}{secret, secrets, secret, secrets}
	var printed bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&printed, verb, secret)
		fmt.Fprintf(&printed, verb, &secret)
		fmt.Fprintf(&printed, verb, secrets)
		fmt.Fprintf(&printed, verb, holder)
	}
	raw, err := json.Marshal(holder)
	require.NoError(t, err)
	printed.Write(raw)
	for _, h := range []slog.Handler{slog.NewJSONHandler(&printed, nil), slog.NewTextHandler(&printed, nil)} {
		slog.New(h).Info("x", "secret", secret, "secrets", secrets, "holder", holder)
	}
	assert.NotContains(t, printed.String(), "shpat")
	assert.NotContains(t, printed.String(), fmt.Sprintf("%x", "shpat"))
	assert.NotContains(t, printed.String(), "115 104 112", "not as numbers either")
}

// remote is a source that does not hold what it reads, as Secrets Manager's.
type remote func() string

func (r remote) Read(context.Context) ([]byte, error) { return []byte(r()), nil }

type source struct {
	json string
	err  error
}

func (s source) Read(context.Context) ([]byte, error) { return []byte(s.json), s.err }

func TestSecrets(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	from := &source{json: `{"shopify":"one","empty":"","hosts":["a","b"]}`}
	secrets, err := vault.LoadSecrets(ctx, from)
	require.NoError(t, err)
	key, err := secrets.Get("shopify")
	require.NoError(t, err)
	assert.Equal(t, "one", key.Text())
	for _, name := range []string{"empty", "none"} {
		_, err = secrets.Get(name)
		require.ErrorIs(t, err, vault.ErrNoSecret)
	}
	hosts, err := secrets.Get("hosts")
	require.NoError(t, err)
	var list []string
	require.NoError(t, hosts.Decode(&list))
	assert.Equal(t, []string{"a", "b"}, list)
	_, err = vault.LoadSecrets(ctx, source{json: `{"k": "shpat_123`})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "shpat")
}

func TestSecretsFromSecretsManagerOnMiniStack(t *testing.T) {
	t.Parallel()
	client := secretsmanager.NewFromConfig(engine.MiniStackConfig(t))
	_, err := client.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{
		Name: aws.String("onward"), SecretString: aws.String(`{"cj":"key"}`),
	})
	require.NoError(t, err)
	secrets, err := vault.LoadSecrets(t.Context(), vault.NewSecretsManager(client, "onward"))
	require.NoError(t, err)
	got, err := secrets.Get("cj")
	require.NoError(t, err)
	assert.Equal(t, "key", got.Text())
	_, err = vault.LoadSecrets(t.Context(), vault.NewSecretsManager(client, "none"))
	require.Error(t, err)
}
