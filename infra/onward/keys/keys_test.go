package keys_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/stretchr/testify/require"

	"onward/infra/onward/keys"
	"onward/shared/account"
	"onward/shared/notify"
	"onward/shared/order"
	"onward/shared/shop"
	"onward/shared/table"
	"onward/shared/table/memory"
)

// sealer seals by saying for whom, and how often it has.
type sealer struct {
	n          int
	meanwhile  func()
	unreadable string
}

func (s *sealer) Seal(_ context.Context, merchant, thing string, plain []byte) ([]byte, error) {
	s.n++
	if s.meanwhile != nil {
		s.meanwhile()
		s.meanwhile = nil
	}
	return []byte(merchant + "|" + thing + "|new|" + string(plain)), nil
}

func (s *sealer) Unseal(_ context.Context, merchant, thing string, sealed []byte) ([]byte, error) {
	parts := strings.SplitN(string(sealed), "|", 4)
	if len(parts) != 4 || parts[0] != merchant || parts[1] != thing || thing == s.unreadable {
		return nil, errors.New("does not open")
	}
	return []byte(parts[3]), nil
}

func kept(t *testing.T) *table.Table {
	t.Helper()
	k := table.New(memory.New(nil))
	for _, m := range []string{"m1", "m2"} {
		require.NoError(t, k.CreateMerchant(t.Context(), table.Merchant{ID: m, Notify: table.Notify{Endpoints: []table.Endpoint{{
			ID: "e1", Secret: []byte(m + "|" + notify.Thing("e1") + "|old|hook"), OldSecret: []byte(m + "|" + notify.Thing("e1") + "|old|before"),
		}}}}))
		require.NoError(t, k.CreateStore(t.Context(), table.Store{Merchant: m, ID: "s1", Sealed: []byte(m + "|" + shop.Thing("s1") + "|old|key")}))
		require.NoError(t, k.CreateStore(t.Context(), table.Store{Merchant: m, ID: "gone"}))
		require.NoError(t, k.CreateAccount(t.Context(), table.Account{
			Merchant: m, ID: "a1", Supplier: order.AliExpress, Sealed: []byte(m + "|" + account.Thing(order.AliExpress, "a1") + "|old|token"),
		}))
	}
	return k
}

func TestEverythingIsSealedAnew(t *testing.T) {
	t.Parallel()
	k := kept(t)
	r, err := keys.Reseal(t.Context(), k, &sealer{})
	require.NoError(t, err)
	require.Equal(t, keys.Resealed{Stores: 2, Accounts: 2, Endpoints: 4}, r)
	s, err := k.Store(t.Context(), "m2", "s1")
	require.NoError(t, err)
	require.Equal(t, "m2|store/s1|new|key", string(s.Sealed))
	a, err := k.Account(t.Context(), "m1", "a1")
	require.NoError(t, err)
	require.Contains(t, string(a.Sealed), "|new|token")
	m, err := k.Merchant(t.Context(), "m1")
	require.NoError(t, err)
	require.Contains(t, string(m.Notify.Endpoints[0].Secret), "|new|hook")
	require.Contains(t, string(m.Notify.Endpoints[0].OldSecret), "|new|before")
}

func TestWhatDoesNotOpenIsNamedAndLeft(t *testing.T) {
	t.Parallel()
	k := kept(t)
	r, err := keys.Reseal(t.Context(), k, &sealer{unreadable: shop.Thing("s1")})
	require.NoError(t, err)
	require.Equal(t, 0, r.Stores)
	require.Equal(t, 2, r.Accounts)
	require.Equal(t, []string{"m1 store/s1: it does not open", "m2 store/s1: it does not open"}, r.Failed)
	s, err := k.Store(t.Context(), "m1", "s1")
	require.NoError(t, err)
	require.Contains(t, string(s.Sealed), "|old|")
}

func TestRefreshedMeanwhileStays(t *testing.T) {
	t.Parallel()
	k := kept(t)
	_, err := k.UpdateMerchant(t.Context(), "m1", func(m *table.Merchant) error { m.Notify.Endpoints = nil; return nil })
	require.NoError(t, err)
	fresh := []byte("m1|store/s1|old|fresh token")
	r, err := keys.Reseal(t.Context(), k, &sealer{meanwhile: func() {
		for _, id := range []string{"gone", "s1"} {
			_, err := k.UpdateStore(context.Background(), "m1", id, func(s *table.Store) error { s.Sealed = fresh; return nil })
			require.NoError(t, err)
		}
	}})
	require.NoError(t, err)
	require.Equal(t, 1, r.Stores, "the other merchant's alone")
	s, err := k.Store(t.Context(), "m1", "s1")
	require.NoError(t, err)
	require.Equal(t, fresh, s.Sealed, "a token that was refreshed in between is not overwritten with the old one")
}

// manager is a secret in memory.
type manager struct{ text string }

func (m *manager) GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error) {
	return &secretsmanager.GetSecretValueOutput{SecretString: &m.text}, nil
}

func (m *manager) PutSecretValue(_ context.Context, in *secretsmanager.PutSecretValueInput, _ ...func(*secretsmanager.Options)) (*secretsmanager.PutSecretValueOutput, error) {
	m.text = aws.ToString(in.SecretString)
	return &secretsmanager.PutSecretValueOutput{}, nil
}

func TestOperatorsToken(t *testing.T) {
	t.Parallel()
	m := &manager{`{"tokenPepper":"p","operatorTokenHash":"old","other":{"a":1}}`}
	token, err := keys.Secrets{Manager: m}.Operator(t.Context())
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(token))
	require.JSONEq(t, `{"tokenPepper":"p","operatorTokenHash":"`+hex.EncodeToString(sum[:])+`","other":{"a":1}}`, m.text)
	require.NotContains(t, m.text, token)
}

func TestShopifysSecretsCurrentFirst(t *testing.T) {
	t.Parallel()
	m := &manager{`{"shopifyClientSecrets":["secret-number-one","secret-number-zero"]}`}
	s := keys.Secrets{Manager: m}
	for range 2 {
		require.NoError(t, s.Shopify(t.Context(), "secret-number-two"))
		var got struct {
			ShopifyClientSecrets []string `json:"shopifyClientSecrets"`
		}
		require.NoError(t, json.Unmarshal([]byte(m.text), &got))
		require.Equal(t, []string{"secret-number-two", "secret-number-one"}, got.ShopifyClientSecrets)
	}
	require.Error(t, s.Shopify(t.Context(), "short"))
	require.Error(t, keys.Secrets{Manager: &manager{"nonsense"}}.Shopify(t.Context(), "secret-number-two"))
}
