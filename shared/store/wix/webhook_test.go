package wix_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"onward/shared/store/wix"
)

func TestPublicKeyForms(t *testing.T) {
	t.Parallel()
	text := publicPEM(t)
	pkcs1 := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&appKey().PublicKey)}))
	der, err := x509.MarshalPKIXPublicKey(&appKey().PublicKey)
	require.NoError(t, err)
	for name, form := range map[string]string{
		"PEM":                text,
		"PKCS 1":             pkcs1,
		"escaped line ends":  strings.ReplaceAll(text, "\n", `\n`),
		"escaped CRLF":       strings.ReplaceAll(text, "\n", `\r\n`),
		"quoted":             `"` + strings.ReplaceAll(text, "\n", `\n`) + `"`,
		"base64 of PEM":      base64.StdEncoding.EncodeToString([]byte(text)),
		"base64 in lines":    base64.StdEncoding.EncodeToString([]byte(text))[:60] + "\n" + base64.StdEncoding.EncodeToString([]byte(text))[60:],
		"base64 without PEM": base64.StdEncoding.EncodeToString(der),
	} {
		key, err := wix.ParsePublicKey(form)
		require.NoError(t, err, name)
		require.True(t, key.Equal(&appKey().PublicKey), name)
	}
}

func TestUnusableKeyIsOurMistake(t *testing.T) {
	t.Parallel()
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKIXPublicKey(&other.PublicKey)
	require.NoError(t, err)
	for name, form := range map[string]string{
		"empty":         "",
		"prose":         "the key goes here",
		"cut off":       publicPEM(t)[:100],
		"base64 prose":  base64.StdEncoding.EncodeToString([]byte("the key goes here")),
		"not RSA":       string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})),
		"broken inside": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
	} {
		_, err := wix.NewVerifier(form, 0, time.Now)
		require.ErrorIs(t, err, wix.ErrKey, name)
		require.NotErrorIs(t, err, wix.ErrUnverified, name)
	}
}

func TestVerification(t *testing.T) {
	t.Parallel()
	claims := func(change func(c map[string]any)) map[string]any {
		c := wrap(t, "wix.ecom.v1.order_created", sample(t, "event-order-created.json"))
		change(c)
		return c
	}
	with := func(method jwt.SigningMethod, key any) []byte {
		token, err := jwt.NewWithClaims(method, jwt.MapClaims(claims(func(map[string]any) {}))).SignedString(key)
		require.NoError(t, err)
		return []byte(token)
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	good := sign(t, claims(func(map[string]any) {}))
	at := signedAt.Add(time.Minute)
	for name, tc := range map[string]struct {
		body []byte
		ok   bool
	}{
		"as Wix sends it":             {good, true},
		"white space around":          {[]byte("\n " + string(good) + "\r\n"), true},
		"no times at all":             {sign(t, claims(func(c map[string]any) { delete(c, "iat"); delete(c, "exp") })), true},
		"clock a little ahead":        {sign(t, claims(func(c map[string]any) { c["iat"] = at.Add(time.Minute).Unix() })), true},
		"clock far ahead":             {sign(t, claims(func(c map[string]any) { c["iat"] = at.Add(time.Hour).Unix() })), false},
		"just expired":                {sign(t, claims(func(c map[string]any) { c["exp"] = at.Add(-time.Minute).Unix() })), true},
		"long expired":                {sign(t, claims(func(c map[string]any) { c["exp"] = at.Add(-time.Hour).Unix() })), false},
		"any audience and issuer":     {sign(t, claims(func(c map[string]any) { c["aud"] = "app"; c["iss"] = "wix.com" })), true},
		"no algorithm":                {with(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType), false},
		"public key as shared secret": {with(jwt.SigningMethodHS256, []byte(publicPEM(t))), false},
		"PS256":                       {with(jwt.SigningMethodPS256, appKey()), false},
		"RS512":                       {with(jwt.SigningMethodRS512, appKey()), false},
		"another's key":               {with(jwt.SigningMethodRS256, stranger), false},
		"changed content":             {tamper(t, good), false},
		"signature cut off":           {[]byte(strings.Join(strings.Split(string(good), ".")[:2], ".") + "."), false},
		"JSON":                        {sample(t, "event-order-created.json"), false},
		"nothing":                     {nil, false},
	} {
		e, err := verifier(t).Event(tc.body)
		if !tc.ok {
			require.ErrorIs(t, err, wix.ErrUnverified, name)
			require.Zero(t, e, name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, wix.OrderCreated, e.Kind, name)
	}
}

// tamper swaps the content for another and keeps the signature.
func tamper(t *testing.T, token []byte) []byte {
	t.Helper()
	parts := strings.Split(string(token), ".")
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	changed := strings.Replace(string(raw), "d2b4e0a1", "d2b4e0a2", 1)
	require.NotEqual(t, string(raw), changed)
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(changed))
	return []byte(strings.Join(parts, "."))
}

func TestErrorsKeepTheContentOut(t *testing.T) {
	t.Parallel()
	broken := strings.Replace(string(sample(t, "event-order-created.json")), `"number": 10133`, `"number": ["janedoe@gmail.com"]`, 1)
	_, err := verifier(t).Event(sign(t, wrap(t, "wix.ecom.v1.order_created", []byte(broken))))
	require.ErrorIs(t, err, wix.ErrMalformed)
	require.NotContains(t, err.Error(), "jane")
}

func TestProvenDeliveriesAreReadLater(t *testing.T) {
	t.Parallel()
	// The queue may keep a delivery for longer than its token lives.
	v, err := wix.NewVerifier(publicPEM(t), 0, func() time.Time { return signedAt.Add(48 * time.Hour) })
	require.NoError(t, err)
	body := signSample(t, "claims-order-created.json")
	_, err = v.Event(body)
	require.ErrorIs(t, err, wix.ErrUnverified)
	late, err := wix.ReadProven(body)
	require.NoError(t, err)
	inTime, err := verifier(t).Event(body)
	require.NoError(t, err)
	require.Equal(t, inTime, late)
	_, err = wix.ReadProven([]byte("{}"))
	require.ErrorIs(t, err, wix.ErrMalformed)
}

// TestWrapping takes a string or an object at each of the levels.
func TestWrapping(t *testing.T) {
	t.Parallel()
	var event map[string]any
	require.NoError(t, json.Unmarshal(sample(t, "event-order-approved.json"), &event))
	text := func(v any) string {
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		return string(raw)
	}
	order := without(t, event, "nothing")["order"]
	with := func(action any) map[string]any {
		e := maps.Clone(event)
		e["actionEvent"] = action
		return e
	}
	env := func(data any) map[string]any {
		return map[string]any{"eventType": "wix.ecom.v1.order_approved", "instanceId": "site", "data": data}
	}
	for name, data := range map[string]any{
		"strings":               text(env(text(event))),
		"objects":               env(event),
		"string in object":      env(text(event)),
		"object in string":      text(env(event)),
		"twice wrapped":         text(text(env(text(text(event))))),
		"body as JSON":          text(env(text(with(map[string]any{"bodyAsJson": text(map[string]any{"order": order})})))),
		"order as JSON in body": text(env(text(with(map[string]any{"body": map[string]any{"order": text(order)}})))),
		"action event a string": text(env(text(with(text(map[string]any{"body": map[string]any{"order": order}}))))),
	} {
		e, err := verifier(t).Event(sign(t, map[string]any{"data": data}))
		require.NoError(t, err, name)
		require.Equal(t, wix.OrderApproved, e.Kind, name)
		require.NotNil(t, e.Order, name)
		require.Equal(t, "a4738c5d-98d6-45e4-bc88-4e5940acacfd", e.Order.ID, name)
	}
	created := map[string]any{
		"id": "e", "entityFqdn": "wix.ecom.v1.order", "slug": "created", "entityId": "a4738c5d",
		"createdEvent": map[string]any{"entityAsJson": text(order)},
	}
	e, err := verifier(t).Event(sign(t, map[string]any{"data": env(created)}))
	require.NoError(t, err)
	require.Equal(t, wix.Text("10133"), e.Order.Number)
	for name, data := range map[string]any{
		"nothing": nil, "a number": 7, "a list": []any{}, "no JSON": "hello", "empty": map[string]any{},
		"order without id":    env(with(map[string]any{"body": map[string]any{"order": map[string]any{}}})),
		"five times wrapped":  text(text(text(text(text(env(event)))))),
		"order is not JSON":   env(with(map[string]any{"body": map[string]any{"order": "{"}})),
		"event is not JSON":   env("{"),
		"body is not an item": env(with(map[string]any{"body": []any{1}})),
	} {
		_, err := verifier(t).Event(sign(t, map[string]any{"data": data}))
		require.ErrorIs(t, err, wix.ErrMalformed, name)
	}
}
