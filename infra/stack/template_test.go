package stack_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"onward/infra/stack/workspace"
	"onward/shared/boot"
)

// template has the parts of template.yaml that are held to rules. Short forms such as !Ref read as their argument.
type template struct {
	Mappings struct {
		Pace map[string]map[string]any `yaml:"Pace"`
	} `yaml:"Mappings"`
	Resources map[string]struct {
		Type       string         `yaml:"Type"`
		Properties map[string]any `yaml:"Properties"`
	} `yaml:"Resources"`
}

func readTemplate(t *testing.T) template {
	t.Helper()
	root, err := workspace.Root()
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	require.NoError(t, err)
	var read template
	require.NoError(t, yaml.Unmarshal(text, &read))
	require.NotEmpty(t, read.Resources)

	return read
}

// ofType lists the logical ids of a type.
func (tpl template) ofType(name string) []string {
	var ids []string
	for id, resource := range tpl.Resources {
		if resource.Type == name {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)

	return ids
}

func TestVisibilityIsSixTimesTheTimeout(t *testing.T) {
	t.Parallel()
	tpl := readTemplate(t)
	require.Len(t, tpl.Mappings.Pace, 2)
	for pace, values := range tpl.Mappings.Pace {
		seen := 0
		for name, visibility := range values {
			if consumer, ok := strings.CutSuffix(name, "Visibility"); ok {
				seen++
				require.GreaterOrEqual(t, number(t, visibility), 6*number(t, values[consumer+"Timeout"]), "%s %s", pace, consumer)
			}
		}
		require.Equal(t, 6, seen, pace)
	}
}

func number(t *testing.T, v any) uint64 {
	t.Helper()
	n, ok := v.(uint64)
	require.True(t, ok, "%v is no number", v)

	return n
}

// An erasure goes over everything a second time after three leases: whoever was about to write has ended by then.
func TestNoFunctionOutlastsAnErasuresWait(t *testing.T) {
	t.Parallel()
	for pace, values := range readTemplate(t).Mappings.Pace {
		text, ok := values["Lease"].(string)
		require.True(t, ok, pace)
		lease, err := time.ParseDuration(text)
		require.NoError(t, err)
		for name, value := range values {
			if strings.HasSuffix(name, "Timeout") {
				require.Less(t, float64(number(t, value)), 3*lease.Seconds(), "%s %s", pace, name)
			}
		}
	}
}

func TestEveryFunctionHasItsLogsAndItsAlarm(t *testing.T) {
	t.Parallel()
	tpl := readTemplate(t)
	ids := tpl.ofType("AWS::Serverless::Function")
	require.Len(t, ids, len(functions()))
	for _, id := range ids {
		name := strings.TrimSuffix(id, "Function")
		require.Equal(t, "functions/"+strings.ToLower(name)+"/", tpl.Resources[id].Properties["CodeUri"])
		require.Equal(t, "AWS::Logs::LogGroup", tpl.Resources[name+"Logs"].Type, name)
		require.Contains(t, tpl.Resources[name+"Logs"].Properties, "RetentionInDays", name)
		require.Equal(t, "AWS::CloudWatch::Alarm", tpl.Resources[name+"ErrorsAlarm"].Type, name)
	}
}

func TestEveryQueueHasDeadLettersWithAnAlarm(t *testing.T) {
	t.Parallel()
	tpl := readTemplate(t)
	queues := 0
	for _, id := range tpl.ofType("AWS::SQS::Queue") {
		name, dead := strings.CutSuffix(id, "DeadLetters")
		if dead {
			require.Equal(t, "AWS::CloudWatch::Alarm", tpl.Resources[id+"Alarm"].Type, id)
			require.EqualValues(t, 14*24*60*60, tpl.Resources[id].Properties["MessageRetentionPeriod"], "dead letters are kept for two weeks")

			continue
		}
		queues++
		name = strings.TrimSuffix(name, "Queue")
		redrive, ok := tpl.Resources[id].Properties["RedrivePolicy"].(map[string]any)
		require.True(t, ok, id)
		receives := 5
		if id == "JobQueue" {
			receives = boot.MaxReceives // a long job is handed out again after each run
		}
		require.EqualValues(t, receives, redrive["maxReceiveCount"], id)
		require.Contains(t, tpl.Resources, name+"DeadLetters")
		source := tpl.Resources[name+"Source"].Properties
		require.Equal(t, []any{"ReportBatchItemFailures"}, source["FunctionResponseTypes"], id)
	}
	require.Equal(t, 6, queues)
}

// A function that may do everything to a table or queue, or reach one that is not named, has more than it needs. Lambda
// and DynamoDB leave no choice for the listing of streams.
func TestPoliciesNameWhatTheyAllow(t *testing.T) {
	t.Parallel()
	tpl := readTemplate(t)
	for _, id := range tpl.ofType("AWS::Serverless::Function") {
		policies, ok := tpl.Resources[id].Properties["Policies"].([]any)
		require.True(t, ok, id)
		for _, policy := range policies {
			statements, ok := policy.(map[string]any)["Statement"].([]any)
			require.True(t, ok, id)
			for _, statement := range statements {
				allowed, ok := statement.(map[string]any)
				require.True(t, ok, id)
				actions, many := allowed["Action"].([]any)
				if !many {
					actions = []any{allowed["Action"]}
				}
				for _, action := range actions {
					if action != "sqs:SendMessage*" { // with SendMessageBatch, which the local stack knows by its own name
						require.NotContains(t, action, "*", id)
					}
					require.NotContains(t, action, "dynamodb:Scan", id)
				}
				if !slices.Contains(actions, any("dynamodb:ListStreams")) {
					require.NotEqual(t, "*", allowed["Resource"], id)
				}
			}
		}
	}
}
