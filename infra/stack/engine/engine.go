// Package engine gives tests real DynamoDB engines: Amazon's own DynamoDB Local, and MiniStack, on which the local
// stack runs. Each starts on a free loopback port when the first test of a test binary asks for it, serves all tests of
// that binary, and ends with it.
//
// Where an engine's programs are missing the test is skipped with the reason; in CI (CI=true) it fails instead.
package engine

import (
	"context"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"onward/infra/stack/ministack"
	"onward/infra/stack/workspace"
)

// One of each for the whole test binary; nothing else is kept between tests.
var (
	dynamoDBLocal = sync.OnceValues(startDynamoDBLocal)
	miniStack     = sync.OnceValues(startMiniStack)
)

// DynamoDBLocal returns a client of Amazon's DynamoDB Local, the deciding engine. Tables live in memory and are shared
// by the tests of one binary: give each test a table of its own name.
func DynamoDBLocal(tb testing.TB) *dynamodb.Client {
	tb.Helper()
	endpoint, err := dynamoDBLocal()
	require(tb, "DynamoDB Local", err)

	return dynamodb.NewFromConfig(aws.Config{
		Region:       ministack.Region,
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
}

// MiniStack returns a DynamoDB client of a MiniStack. Tables are shared by the tests of one binary.
func MiniStack(tb testing.TB) *dynamodb.Client {
	tb.Helper()

	return dynamodb.NewFromConfig(MiniStackConfig(tb))
}

// MiniStackConfig is for clients of MiniStack's other services: queues, keys, secrets.
func MiniStackConfig(tb testing.TB) aws.Config {
	tb.Helper()
	server, err := miniStack()
	require(tb, "MiniStack", err)

	return server.Config()
}

// require skips, or in CI fails, a test whose engine cannot be had.
func require(tb testing.TB, name string, err error) {
	tb.Helper()
	switch {
	case err == nil:
	case workspace.InCI():
		tb.Fatalf("%s: %v", name, err)
	default:
		tb.Skipf("%s: %v", name, err)
	}
}

// startMiniStack leaves the stopping to the leash: a test binary has no last moment of its own.
func startMiniStack() (*ministack.Server, error) {
	root, err := workspace.Root()
	if err != nil {
		return nil, err
	}

	return ministack.Start(context.Background(), ministack.Options{Root: root})
}
