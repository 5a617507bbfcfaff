package boot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/boot"
	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/store/shopify"
	"onward/shared/table"
)

// environ is what template.yaml gives a function that uses everything, with AWS's services at an address.
func environ(t *testing.T, endpoint string) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": endpoint,
		"TABLE_NAME": "T", "APP_SECRETS_ARN": "arn:secret", "KMS_KEY_ID": "K", "PUBLIC_URL": "https://onward.example",
		"SHOPIFY_CLIENT_ID": "app1", "ALIEXPRESS_APP_KEY": "12345678", "WIX_APP_ID": "wix1",
	} {
		t.Setenv(name, value)
	}
}

// secretsManager answers with a secret of these fields.
func secretsManager(t *testing.T, fields map[string]any) string {
	t.Helper()
	text, err := json.Marshal(fields)
	require.NoError(t, err)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(map[string]any{"ARN": "arn:secret", "SecretString": string(text)})
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestWhatIsMissingOrMalformedInTheEnvironmentIsNamed(t *testing.T) {
	environ(t, "")
	for name, bad := range map[string]string{"TIME_SCALE": "fast", "CLAIM_LEASE": "soon", "HOLD_ALL": "perhaps", "SWEEP_SLOTS": "many"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, bad)
			_, err := boot.Start(t.Context())
			require.ErrorContains(t, err, "environment")
			require.ErrorContains(t, err, bad)
		})
	}
	t.Setenv("TABLE_NAME", "")
	b, err := boot.Start(t.Context())
	require.NoError(t, err)
	assert.Empty(t, b.Env.TableName, "set, and empty: the first request says so")
}

//nolint:paralleltest // the environment is the process's
func TestDefaultsAreThoseOfProduction(t *testing.T) {
	environ(t, "")
	b, err := boot.Start(t.Context())
	require.NoError(t, err)
	assert.InDelta(t, 1.0, b.Env.TimeScale, 0)
	assert.Equal(t, 150*time.Second, b.Env.ClaimLease)
	assert.Equal(t, 6, b.Env.SweepSlots)
	assert.Equal(t, "https://{shop}", b.Env.ShopifyBaseURL)
	assert.False(t, b.Env.AllowLoopback)
	assert.False(t, b.Env.HoldAll)
	assert.Contains(t, b.Plans(), order.AliExpress)
	first := boot.Owner()
	assert.NotEqual(t, first, boot.Owner(), "each run has a name of its own")
}

func TestAFunctionSendsOnlyToTheQueuesThatItHas(t *testing.T) {
	environ(t, "http://127.0.0.1:1")
	t.Setenv("PLACE_QUEUE_URL", "")
	b, err := boot.Start(t.Context())
	require.NoError(t, err)
	err = b.Sender().Send(t.Context(), queue.Effect(queue.KindPlace, order.Key{Merchant: "m", Store: "s", ID: "1"}, "place/p1"))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "connection refused", "nothing is called for a queue that is not there")
	assert.Contains(t, err.Error(), string(queue.KindPlace))
}

//nolint:paralleltest // the environment is the process's
func TestSecretsAndWhatIsOpenedWithThem(t *testing.T) {
	environ(t, secretsManager(t, map[string]any{
		"shopifyClientSecrets": []string{"now", "before"}, "aliexpressAppSecret": "ali", "wixPublicKey": "k", "wixAppSecret": "w",
		"operatorTokenHash": "aa", "tokenPepper": "pepper",
	}))
	b, err := boot.Start(t.Context())
	require.NoError(t, err)
	s, err := b.Secrets(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"now", "before"}, s.ShopifyClientSecrets)
	assert.Equal(t, "pepper", s.TokenPepper)
	for _, printed := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s)} {
		assert.False(t, strings.Contains(printed, "pepper") || strings.Contains(printed, "before"), "secrets are not printed")
	}
	assert.Equal(t, "now", b.ShopifyApp(s).ClientSecret, "the current one signs")
	assert.Equal(t, "https://onward.example/connect/shopify/callback", b.ShopifyApp(s).RedirectURL)
	assert.Equal(t, shopify.WantedScopes(), b.ShopifyApp(s).Scopes)
	b.Env.ShopifyTakeOver = true
	assert.Equal(t, append(shopify.WantedScopes(), shopify.TakeOverScopes()...), b.ShopifyApp(s).Scopes, "only where the operator wants it")

	out, err := b.Outside(t.Context())
	require.NoError(t, err)
	assert.NotNil(t, out.Shops)
	assert.NotNil(t, out.Accounts)
	deps, err := b.Connect(s)
	require.NoError(t, err)
	assert.NotNil(t, deps.AliExpress)
	assert.Equal(t, "wix1", deps.Wix.ID)
	assert.Equal(t, 60*24*time.Hour, deps.ImportAge)
	assert.Contains(t, b.Hooks(s), order.Shopify)
	assert.Contains(t, b.Hooks(s), order.Wix)
	assert.Contains(t, b.Pushes(s), order.AliExpress)

	own := boot.StoreHooks(s)
	_, err = own(table.Store{Merchant: "m", ID: "s", Platform: order.WooCommerce})
	require.NoError(t, err)
	_, err = own(table.Store{Merchant: "m", ID: "s", Platform: order.Shopify})
	require.ErrorContains(t, err, "app's secret")
}

func TestPlatformsWithoutAnAppAreLeftOut(t *testing.T) {
	environ(t, secretsManager(t, map[string]any{"tokenPepper": "pepper"}))
	t.Setenv("ALIEXPRESS_APP_KEY", "")
	t.Setenv("WIX_APP_ID", "")
	t.Setenv("IMPORT_DAYS", "0")
	b, err := boot.Start(t.Context())
	require.NoError(t, err)
	s, err := b.Secrets(t.Context())
	require.NoError(t, err)
	assert.Empty(t, s.ShopifyClientSecrets)
	assert.Empty(t, b.ShopifyApp(s).ClientSecret)
	deps, err := b.Connect(s)
	require.NoError(t, err)
	assert.Nil(t, deps.AliExpress)
	assert.Empty(t, deps.Wix.ID)
	assert.Negative(t, deps.ImportAge, "0 days show nothing that was there before")
	accounts, err := b.Accounts(s)
	require.NoError(t, err)
	_, err = accounts.Open(t.Context(), "m", order.AliExpress, "a1")
	require.ErrorContains(t, err, "unknown_supplier")
}

//nolint:paralleltest // the environment is the process's
func TestSecretsThatCanNotBeReadStopTheStart(t *testing.T) {
	environ(t, secretsManager(t, map[string]any{"shopifyClientSecrets": "only one"}))
	b, err := boot.Start(t.Context())
	require.NoError(t, err)
	_, err = b.Secrets(t.Context())
	require.ErrorContains(t, err, "shopifyClientSecrets")
	_, err = b.Outside(t.Context())
	require.ErrorContains(t, err, "shopifyClientSecrets")
	assert.NotContains(t, err.Error(), "only one")
}
