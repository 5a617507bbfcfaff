package aliexpress

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPushSignature(t *testing.T) {
	t.Parallel()
	body := []byte(`{"data":{"buyerId":1861703697,"orderId":1105933950463697,"orderStatus":"OrderShipped"},"message_type":53,"seller_id":"1234","site":"ae_global","timestamp":1719389200}`)
	const want = "4714bd85939902dbabd654ea187b3239215e108f99343208cbba288757426d0e"
	require.Equal(t, want, SignPush(testKey, testSecret, body))
	require.True(t, VerifyPush(testKey, testSecret, want, body))
	require.False(t, VerifyPush(testKey, testSecret, strings.ToUpper(want), body))
	require.False(t, VerifyPush(testKey, "other", want, body))
	require.False(t, VerifyPush(testKey, "", SignPush(testKey, "", body), body), "without a secret nothing can be verified")
	require.False(t, VerifyPush(testKey, testSecret, want, append(body, ' ')))
	require.False(t, VerifyPush(testKey, testSecret, "", body))
}

func TestPushDecodes(t *testing.T) {
	t.Parallel()
	shipped, err := DecodePush([]byte(`{"data":{"orderId":"1105933950463697","orderStatus":"OrderShipped"},"timestamp":"1719389200"}`))
	require.NoError(t, err)
	require.Equal(t, "1105933950463697", shipped.OrderID)
	require.Equal(t, "OrderShipped", shipped.Status)
	require.Equal(t, time.Date(2024, 6, 26, 8, 6, 40, 0, time.UTC), shipped.At.UTC())
	for _, bad := range []string{``, `[]`, `{}`, `{"data":{"orderStatus":"OrderShipped"}}`, `{"data":"console test","message_type":0}`} {
		_, err := DecodePush([]byte(bad))
		require.Error(t, err, bad)
	}
}
