package deployed

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFromFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "onward.json")
	_, err := FromFile(path)
	require.ErrorIs(t, err, ErrNoFile)
	require.NoError(t, os.WriteFile(path, []byte(`{"endpoint":"http://127.0.0.1:1","publicUrl":"http://127.0.0.1:1/api","queues":{"job":"u"},"operatorToken":"t"}`), 0o600))
	p, err := FromFile(path)
	require.NoError(t, err)
	require.Equal(t, "u", p.Queues["job"])
	require.Equal(t, "t", p.OperatorToken)
	require.NoError(t, os.WriteFile(path, []byte(`nonsense`), 0o600))
	_, err = FromFile(path)
	require.ErrorContains(t, err, "not what the local stack writes")
}

func TestOutputsAreThePlaces(t *testing.T) {
	t.Parallel()
	p := fromOutputs("onward", map[string]string{
		"PublicUrl": "https://x", "TableName": "T", "JobQueueUrl": "j", "JobDeadLettersUrl": "jd", "DispatchDeadLettersUrl": "dd",
	})
	require.Equal(t, "https://x", p.PublicURL)
	require.Equal(t, "j", p.Queues["job"])
	require.Equal(t, map[string]string{"job": "jd", "dispatch": "dd", "intake": "", "place": "", "poll": "", "push": "", "notify": ""}, p.DeadLetters)
	require.Equal(t, "onward-reconcile", p.Functions["reconcile"])
}

func TestSettingsOfTheFunctionsAreTakenOver(t *testing.T) {
	t.Parallel()
	p := Places{Table: "T", KeyID: "K", Queues: map[string]string{"job": "j"}, DeadLetters: map[string]string{"intake": "id"}}
	got := p.environment(map[string]string{"SHOPIFY_API_VERSION": "2026-10", "AWS_REGION": "eu-north-1", "TABLE_NAME": "old"})
	require.Equal(t, map[string]string{
		"SHOPIFY_API_VERSION": "2026-10", "TABLE_NAME": "T", "KMS_KEY_ID": "K", "APP_SECRETS_ARN": "", "JOB_QUEUE_URL": "j", "INTAKE_DEAD_QUEUE_URL": "id",
	}, got, "region and credentials stay the operator's own")
	p.Endpoint, p.Region = "http://127.0.0.1:1", "us-east-1"
	require.Equal(t, "http://127.0.0.1:1", p.environment(nil)["AWS_ENDPOINT_URL"])
}
