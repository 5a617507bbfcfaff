package wix_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"onward/shared/store/wix"
)

// appKey is one key for all tests: making one is slow.
var appKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// signedAt is the time at which the sample tokens were issued.
var signedAt = time.Unix(1701773338, 0)

func publicPEM(t *testing.T) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&appKey().PublicKey)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return raw
}

// sign makes the delivery that Wix would post for the claims.
func sign(t *testing.T, claims map[string]any) []byte {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims(claims)).SignedString(appKey())
	require.NoError(t, err)
	return []byte(token)
}

func signSample(t *testing.T, name string) []byte {
	t.Helper()
	var claims map[string]any
	require.NoError(t, json.Unmarshal(sample(t, name), &claims))
	return sign(t, claims)
}

// wrap puts a domain event into claims, each part a string of JSON as Wix does.
func wrap(t *testing.T, eventType string, event []byte) map[string]any {
	t.Helper()
	inner, err := json.Marshal(map[string]any{
		"eventType": eventType, "instanceId": "d2b4e0a1-1f3c-4a55-9a2e-4c1b7a55e001", "data": string(event),
		"identity": `{"identityType":"WIX_USER","wixUserId":"3c76e2aa-1111-2222-3333-444455556666"}`,
	})
	require.NoError(t, err)
	return map[string]any{"data": string(inner), "iat": signedAt.Unix(), "exp": signedAt.Add(time.Hour).Unix()}
}

func verifier(t *testing.T) *wix.Verifier {
	t.Helper()
	v, err := wix.NewVerifier(publicPEM(t), 0, func() time.Time { return signedAt.Add(time.Minute) })
	require.NoError(t, err)
	return v
}
