package dynamo_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"onward/infra/stack/engine"
	"onward/shared/table/dynamo"
	"onward/shared/table/kv"
	"onward/shared/table/tabletest"
)

func TestSuiteOnDynamoDBLocal(t *testing.T) {
	t.Parallel()
	suite(t, engine.DynamoDBLocal(t))
}

func TestSuiteOnMiniStack(t *testing.T) {
	t.Parallel()
	suite(t, engine.MiniStack(t))
}

// suite runs each test on a new table.
func suite(t *testing.T, client *dynamodb.Client) {
	t.Helper()
	var tables atomic.Int32
	tabletest.Run(t, func(t *testing.T, meter *kv.Meter) kv.Engine {
		t.Helper()
		name := fmt.Sprintf("onward-%d", tables.Add(1))
		require.NoError(t, dynamo.Create(t.Context(), client, name))
		return dynamo.New(client, name, meter)
	})
}
