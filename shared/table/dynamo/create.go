package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"onward/shared/table/kv"
)

// Create makes a table with the schema of template.yaml and waits until it can be used: for tests
// and tools. A table of that name that is there already is left as it is.
func Create(ctx context.Context, client *dynamodb.Client, name string) error {
	key := func(attr string, kind types.KeyType) types.KeySchemaElement {
		return types.KeySchemaElement{AttributeName: &attr, KeyType: kind}
	}
	attribute := func(attr string, kind types.ScalarAttributeType) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &attr, AttributeType: kind}
	}
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   []types.KeySchemaElement{key(kv.PK, types.KeyTypeHash), key(kv.SK, types.KeyTypeRange)},
		AttributeDefinitions: []types.AttributeDefinition{
			attribute(kv.PK, types.ScalarAttributeTypeS), attribute(kv.SK, types.ScalarAttributeTypeS),
			attribute(kv.WakeShard, types.ScalarAttributeTypeS), attribute(kv.WakeAt, types.ScalarAttributeTypeN),
		},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName:  aws.String(kv.WakeIndex),
			KeySchema:  []types.KeySchemaElement{key(kv.WakeShard, types.KeyTypeHash), key(kv.WakeAt, types.KeyTypeRange)},
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		}},
		StreamSpecification: &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages,
		},
	})
	var there *types.ResourceInUseException
	if err != nil && !errors.As(err, &there) {
		return fmt.Errorf("create table: %w", err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 50*time.Millisecond, time.Second
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, time.Minute); err != nil {
		return fmt.Errorf("create table: %w", err)
	}
	return nil
}
