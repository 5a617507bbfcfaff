package queue_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/queue"
)

// Symptom: a job with 845 ms left to wait came back sixteen times within that second.
func TestWaitOfLessThanASecondIsNotNone(t *testing.T) {
	t.Parallel()
	for wait, seconds := range map[time.Duration]int32{
		-time.Second: 0, 0: 0, time.Millisecond: 1, 845 * time.Millisecond: 1, time.Second: 1, 1500 * time.Millisecond: 2,
		time.Hour: int32(queue.MaxDelay / time.Second),
	} {
		var got struct {
			VisibilityTimeout int32 `json:"VisibilityTimeout"`
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			assert.NoError(t, json.NewDecoder(r.Body).Decode(&got))
			w.Header().Set("Content-Type", "application/x-amz-json-1.0")
			_, _ = w.Write([]byte(`{}`))
		}))
		source := queue.NewSQSSource(clientOf(server.URL), server.URL+"/1/job", server.URL+"/1/dead")
		require.NoError(t, source.Snooze(t.Context(), events.SQSMessage{ReceiptHandle: "r"}, wait), wait)
		assert.Equal(t, seconds, got.VisibilityTimeout, wait)
		server.Close()
	}
}
