package engine_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"onward/infra/stack/engine"
)

func TestEnginesKeepConditionalWrites(t *testing.T) {
	t.Parallel()
	tests := map[string]func(testing.TB) *dynamodb.Client{
		"DynamoDB Local": engine.DynamoDBLocal,
		"MiniStack":      engine.MiniStack,
	}
	for name, client := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := client(t), t.Context()
			table := aws.String("engines-keep-conditions")
			_, err := db.CreateTable(ctx, &dynamodb.CreateTableInput{
				TableName:            table,
				BillingMode:          types.BillingModePayPerRequest,
				AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
				KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
			})
			require.NoError(t, err)
			put := func(version string) error {
				_, err := db.PutItem(ctx, &dynamodb.PutItemInput{
					TableName: table,
					Item: map[string]types.AttributeValue{
						"pk":      &types.AttributeValueMemberS{Value: "order"},
						"version": &types.AttributeValueMemberN{Value: version},
					},
					ConditionExpression: aws.String("attribute_not_exists(pk)"),
				})

				return err
			}
			require.NoError(t, put("1"))

			var conflict *types.ConditionalCheckFailedException
			require.ErrorAs(t, put("2"), &conflict)
			got, err := db.GetItem(ctx, &dynamodb.GetItemInput{
				TableName: table, ConsistentRead: aws.Bool(true),
				Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "order"}},
			})
			require.NoError(t, err)
			require.Equal(t, &types.AttributeValueMemberN{Value: "1"}, got.Item["version"])
		})
	}
}
