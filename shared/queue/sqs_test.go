package queue_test

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/stack/engine"
	"onward/shared/queue"
)

// TestSendAndConsumeOnMiniStack goes over a real SQS interface: sent, received, snoozed, buried.
func TestSendAndConsumeOnMiniStack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	client := sqs.NewFromConfig(engine.MiniStackConfig(t))
	create := func(name string) string {
		out, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name})
		require.NoError(t, err)
		return *out.QueueUrl
	}
	url, dead := create("onward-push"), create("onward-push-dead")
	sender := queue.NewSQS(client, map[queue.Kind]string{queue.KindPush: url})
	var messages []queue.Message
	for i := range 23 {
		messages = append(messages, queue.Effect(queue.KindPush, key(strconv.Itoa(i)), "tell"))
	}
	require.NoError(t, sender.Send(ctx, messages...))
	require.Error(t, sender.Send(ctx, queue.Effect(queue.KindPlace, key("1"), "place")), "no queue for it")

	source := queue.NewSQSSource(client, url, dead)
	receive := func(url string) []events.SQSMessage {
		out, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &url, MaxNumberOfMessages: 10, VisibilityTimeout: 600,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"}, MessageAttributeNames: []string{"All"},
		})
		require.NoError(t, err)
		var records []events.SQSMessage
		for _, m := range out.Messages {
			r := events.SQSMessage{MessageId: *m.MessageId, ReceiptHandle: *m.ReceiptHandle, Body: *m.Body, Attributes: m.Attributes}
			if reason, ok := m.MessageAttributes[queue.ReasonAttribute]; ok {
				r.Md5OfBody = *reason.StringValue
			}
			records = append(records, r)
		}
		return records
	}
	got := map[string]bool{}
	var last events.SQSMessage
	for len(got) < 23 {
		records := receive(url)
		require.NotEmpty(t, records)
		for _, r := range records {
			m, err := queue.Decode(r.Body)
			require.NoError(t, err)
			assert.Equal(t, "m1.s1", r.Attributes["MessageGroupId"])
			got[m.Key.ID] = true
			last = r
		}
	}
	require.NoError(t, source.Snooze(ctx, last, 0))
	back := receive(url)
	require.Len(t, back, 1, "it is visible again at once")
	assert.Equal(t, last.MessageId, back[0].MessageId)
	require.NoError(t, source.Bury(ctx, back[0], "no such shop\n"+strings.Repeat("é", 400)))
	buried := receive(dead)
	require.Len(t, buried, 1)
	assert.Equal(t, last.Body, buried[0].Body)
	assert.True(t, strings.HasPrefix(buried[0].Md5OfBody, "no such shop é"))
	assert.LessOrEqual(t, len(buried[0].Md5OfBody), 500)
}

type batchAnswer struct {
	Successful []entryAnswer `json:"Successful"`
	Failed     []entryAnswer `json:"Failed"`
}

type entryAnswer struct {
	ID          string `json:"Id"`
	MessageID   string `json:"MessageId,omitempty"`
	MD5         string `json:"MD5OfMessageBody,omitempty"`
	Code        string `json:"Code,omitempty"`
	SenderFault bool   `json:"SenderFault"`
}

// flaky is an SQS that fails part of each batch for a while.
type flaky struct {
	mu       sync.Mutex
	failures int
	fault    bool
	sizes    []int
	bytes    int
	delays   []int32
	accepted map[string]int
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var in struct {
		Entries []struct {
			ID           string `json:"Id"`
			MessageBody  string `json:"MessageBody"`
			DelaySeconds int32  `json:"DelaySeconds"`
		} `json:"Entries"`
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	var out batchAnswer
	f.sizes = append(f.sizes, len(in.Entries))
	total := 0
	for i, e := range in.Entries {
		total += len(e.MessageBody)
		if f.failures > 0 && i%2 == 1 {
			out.Failed = append(out.Failed, entryAnswer{ID: e.ID, Code: "InternalError", SenderFault: f.fault})
			continue
		}
		f.accepted[e.MessageBody]++
		f.delays = append(f.delays, e.DelaySeconds)
		sum := md5.Sum([]byte(e.MessageBody))
		out.Successful = append(out.Successful, entryAnswer{ID: e.ID, MessageID: e.ID, MD5: hex.EncodeToString(sum[:])})
	}
	f.bytes = max(f.bytes, total)
	f.failures--
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if err := json.NewEncoder(w).Encode(out); err != nil {
		panic(err)
	}
}

// clientOf is a client of an SQS at an address.
func clientOf(url string) *sqs.Client {
	return sqs.New(sqs.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("k", "s", ""),
	})
}

func flakySender(t *testing.T, f *flaky) *queue.SQS {
	t.Helper()
	f.accepted = map[string]int{}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return queue.NewSQS(clientOf(server.URL), map[queue.Kind]string{
		queue.KindPush: server.URL + "/1/push", queue.KindIntake: server.URL + "/1/intake",
	})
}

func TestSendRepeatsFailedEntries(t *testing.T) {
	t.Parallel()
	f := &flaky{failures: 2}
	var messages []queue.Message
	for i := range 12 {
		m := queue.Effect(queue.KindPush, key(strconv.Itoa(i)), "tell")
		m.Delay = time.Duration(i) * 90 * time.Second
		messages = append(messages, m)
	}
	require.NoError(t, flakySender(t, f).Send(t.Context(), messages...))
	assert.Len(t, f.accepted, 12)
	for body, n := range f.accepted {
		assert.Equal(t, 1, n, body)
	}
	assert.Equal(t, []int{10, 5, 2, 2}, f.sizes, "ten at most, and of each only what failed")
	assert.Contains(t, f.delays, int32(90))
	assert.NotContains(t, f.delays, int32(990), "cut to 15 minutes")
	assert.Contains(t, f.delays, int32(900))
}

func TestSendGivesUp(t *testing.T) {
	t.Parallel()
	pair := []queue.Message{queue.Effect(queue.KindPush, key("1"), "tell"), queue.Effect(queue.KindPush, key("2"), "tell")}
	faulty := &flaky{failures: 1, fault: true}
	require.Error(t, flakySender(t, faulty).Send(t.Context(), pair...))
	assert.Len(t, faulty.sizes, 1, "our own fault is not repeated")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, flakySender(t, &flaky{}).Send(ctx, pair...))
}

func TestSendSplitsLargeBatches(t *testing.T) {
	t.Parallel()
	f := &flaky{}
	var messages []queue.Message
	for i := range 3 {
		messages = append(messages, queue.Message{
			Kind: queue.KindIntake, Intake: &queue.Intake{Source: "wix", Body: make([]byte, 600<<10), Order: strconv.Itoa(i)},
		})
	}
	require.NoError(t, flakySender(t, f).Send(t.Context(), messages...))
	assert.Equal(t, []int{1, 1, 1}, f.sizes)
	assert.LessOrEqual(t, f.bytes, queue.MaxBytes)
}
