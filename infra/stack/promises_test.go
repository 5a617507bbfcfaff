package stack_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/stretchr/testify/require"

	"onward/infra/stack"
)

func testRoutes(t *testing.T, s *stack.Stack) {
	t.Helper()
	const body = "city = Århus,\r\n\tid = 5000000000000001 "
	tests := map[string]struct{ method, path, function string }{
		"a store's webhook":        {http.MethodPost, "/hooks/shopify/orders", "webhook"},
		"a callback":               {http.MethodGet, "/hooks/woocommerce/return?user=1", "webhook"},
		"a page":                   {http.MethodGet, "/orders", "api"},
		"the front page":           {http.MethodGet, "/", "api"},
		"a command":                {http.MethodPost, "/v1/orders/1/place", "api"},
		"another verb under hooks": {http.MethodDelete, "/hooks/shopify/orders", "api"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), test.method, s.PublicURL+test.path, strings.NewReader(body))
			require.NoError(t, err)
			req.Header.Set("Content-Type", "application/json")
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			defer resp.Body.Close()
			text, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, resp.StatusCode, "%s", text)
			var got map[string]string
			require.NoError(t, json.Unmarshal(text, &got))
			require.Equal(t, test.function, got["function"])
			require.Equal(t, test.method, got["method"])
			path, _, _ := strings.Cut(test.path, "?")
			require.Equal(t, path, got["path"])
			if test.method == http.MethodPost {
				require.Equal(t, body, got["body"], "signatures are over raw bytes")
			}
		})
	}
}

func testSettings(t *testing.T, s *stack.Stack) {
	t.Helper()
	env := invoke(t, s, "api", "env")
	require.Equal(t, s.Table, env["TABLE_NAME"])
	require.Equal(t, s.PublicURL, env["PUBLIC_URL"])
	require.Equal(t, s.Endpoint, env["AWS_ENDPOINT_URL"])
	require.Equal(t, "60", env["TIME_SCALE"])
	require.Equal(t, "true", env["ALLOW_LOOPBACK"])
	require.Equal(t, "false", env["HOLD_ALL"])
	require.Equal(t, "https://{shop}", env["SHOPIFY_BASE_URL"])
	require.Equal(t, "2026-10", env["SHOPIFY_API_VERSION"])
	require.Equal(t, "https://api-sg.aliexpress.com/sync", env["ALIEXPRESS_SYNC_URL"])
	require.NotContains(t, env, "PUSH_QUEUE_URL", "api does not push")
	require.NotContains(t, invoke(t, s, "sweep", "env"), "APP_SECRETS_ARN", "sweep has no use for secrets")
}

func testSecretAndKey(t *testing.T, s *stack.Stack) {
	t.Helper()
	var secret map[string]any
	require.NoError(t, json.Unmarshal([]byte(invoke(t, s, "webhook", "secret")["secret"]), &secret))
	sum := sha256.Sum256([]byte(s.OperatorToken))
	require.Equal(t, hex.EncodeToString(sum[:]), secret["operatorTokenHash"])
	require.Equal(t, "a key", secret["wixPublicKey"])
	require.Len(t, secret["tokenPepper"], 48)

	sealed := invoke(t, s, "place", "seal")
	require.Equal(t, "credentials", sealed["opened"])
	require.Contains(t, sealed["foreign"], "InvalidCiphertextException", "another merchant's context does not open it")
}

// testPermissions tries what some functions may and may not do.
func testPermissions(t *testing.T, s *stack.Stack) {
	t.Helper()
	order := map[string]string{"pk": "m1", "sk": "view"}
	tests := map[string]struct {
		function, do string
		with         map[string]string
		refused      bool
	}{
		"webhook reads":                      {"webhook", "get", order, false},
		"webhook does not write":             {"webhook", "put", order, true},
		"webhook queues for intake":          {"webhook", "send", map[string]string{"queue": "INTAKE", "body": "fine"}, false},
		"webhook does not push":              {"webhook", "send", map[string]string{"url": s.Queues["push"], "body": "fine"}, true},
		"webhook seals nothing":              {"webhook", "seal", nil, true},
		"intake writes":                      {"intake", "put", order, false},
		"intake does not scan":               {"intake", "scan", nil, true},
		"wake reads its index":               {"wake", "wake", nil, false},
		"poll deletes rows that went stale":  {"poll", "delete", order, false},
		"push deletes nothing":               {"push", "delete", order, true},
		"push does not read the index":       {"push", "wake", nil, true},
		"sweep writes when it swept a slot":  {"sweep", "put", order, false},
		"sweep opens no secret":              {"sweep", "secret", nil, true},
		"api does not scan":                  {"api", "scan", nil, true},
		"notify does not queue":              {"notify", "send", map[string]string{"url": s.Queues["place"], "body": "fine"}, true},
		"dispatch does not send polls":       {"dispatch", "send", map[string]string{"url": s.Queues["poll"], "body": "fine"}, true},
		"place does not feed its own queue":  {"place", "send", map[string]string{"queue": "PLACE", "body": "fine"}, true},
		"reconcile reads the waiting orders": {"reconcile", "wake", nil, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := s.Invoke(t.Context(), test.function, map[string]any{"do": test.do, "with": test.with})
			if !test.refused {
				require.NoError(t, err)

				return
			}
			var failed *stack.FunctionError
			require.ErrorAs(t, err, &failed)
			require.Contains(t, failed.Payload, "AccessDenied")
		})
	}
}

// testQueues sends a good and a bad message to each queue: the good one is taken once, the bad one five times and then
// lies with the dead letters.
func testQueues(t *testing.T, s *stack.Stack) {
	t.Helper()
	client := sqs.NewFromConfig(s.Config())
	for name, url := range s.Queues {
		_, err := client.SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: aws.String(url), Entries: []sqstypes.SendMessageBatchRequestEntry{
			{Id: aws.String("1"), MessageBody: aws.String("good for " + name), MessageGroupId: aws.String("store-1")},
			{Id: aws.String("2"), MessageBody: aws.String("bad for " + name), MessageGroupId: aws.String("store-2")},
		}})
		require.NoError(t, err)
	}
	for name, url := range s.DeadLetters {
		if name == "dispatch" || name == "job" {
			continue // dispatch has no queue; a job is handed out again a thousand times
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var dead []string
			require.Eventually(t, func() bool {
				got, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: aws.String(url), MaxNumberOfMessages: 10})
				require.NoError(t, err)
				for _, message := range got.Messages {
					dead = append(dead, aws.ToString(message.Body))
				}

				return len(dead) > 0
			}, soon, 200*time.Millisecond)
			require.Equal(t, []string{"bad for " + name}, dead)
			lines := eventually(t, s, name, "probe message good for "+name)
			require.Equal(t, 1, count(lines, "probe message good for "+name))
			require.Equal(t, 5, count(lines, "probe message bad for "+name))
		})
	}
}

// testStream writes orders and other items: dispatch gets the orders only, again after it failed, and passes them on.
func testStream(t *testing.T, s *stack.Stack) {
	t.Helper()
	client, ctx := dynamodb.NewFromConfig(s.Config()), t.Context()
	for _, item := range [][2]string{{"m1#1", "view"}, {"m1#1", "order"}, {"m1#failing", "order"}, {"m1#2", "timeline"}, {"m1#3", "order"}} {
		_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String(s.Table), Item: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: item[0]}, "sk": &types.AttributeValueMemberS{Value: item[1]},
		}})
		require.NoError(t, err)
	}
	for _, order := range []string{"m1#1", "m1#failing", "m1#3"} {
		eventually(t, s, "place", "probe message "+order)
	}
	lines, err := s.Logs(ctx, "dispatch")
	require.NoError(t, err)
	require.GreaterOrEqual(t, count(lines, "probe change m1#failing order"), 2)
	require.Zero(t, count(lines, "probe change m1#1 view"))
	require.Zero(t, count(lines, "probe change m1#2 timeline"))
}

func testBeat(t *testing.T, s *stack.Stack) {
	t.Helper()
	eventually(t, s, "sweep", "probe invoked")
	eventually(t, s, "wake", "probe invoked")
}
