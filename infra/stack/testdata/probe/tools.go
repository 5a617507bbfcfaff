package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// tools do single calls to AWS, each with the function's own permissions.
type tools struct {
	db      *dynamodb.Client
	queues  *sqs.Client
	keys    *kms.Client
	secrets *secretsmanager.Client
}

func newTools(cfg aws.Config) tools {
	return tools{dynamodb.NewFromConfig(cfg), sqs.NewFromConfig(cfg), kms.NewFromConfig(cfg), secretsmanager.NewFromConfig(cfg)}
}

func (t tools) do(ctx context.Context, what string, with map[string]string) (map[string]string, error) {
	table := aws.String(os.Getenv("TABLE_NAME"))
	key := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: with["pk"]}, "sk": &types.AttributeValueMemberS{Value: with["sk"]},
	}
	switch what {
	case "", "env":
		env := map[string]string{}
		for _, entry := range os.Environ() {
			name, value, _ := strings.Cut(entry, "=")
			env[name] = value
		}

		return env, nil
	case "get":
		_, err := t.db.GetItem(ctx, &dynamodb.GetItemInput{TableName: table, Key: key})

		return nil, err
	case "put":
		_, err := t.db.PutItem(ctx, &dynamodb.PutItemInput{TableName: table, Item: key})

		return nil, err
	case "delete":
		_, err := t.db.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: table, Key: key})

		return nil, err
	case "scan":
		_, err := t.db.Scan(ctx, &dynamodb.ScanInput{TableName: table})

		return nil, err
	case "wake":
		_, err := t.db.Query(ctx, &dynamodb.QueryInput{
			TableName: table, IndexName: aws.String("wake"), KeyConditionExpression: aws.String("wakeShard = :s"),
			ExpressionAttributeValues: map[string]types.AttributeValue{":s": &types.AttributeValueMemberS{Value: "0"}},
		})

		return nil, err
	case "send":
		_, err := t.queues.SendMessage(ctx, &sqs.SendMessageInput{
			QueueUrl: aws.String(with["url"] + os.Getenv(with["queue"]+"_QUEUE_URL")), MessageBody: aws.String(with["body"]),
			MessageGroupId: aws.String("store-1"),
		})

		return nil, err
	case "seal":
		return t.seal(ctx)
	case "secret":
		value, err := t.secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(os.Getenv("APP_SECRETS_ARN"))})
		if err != nil {
			return nil, err
		}

		return map[string]string{"secret": aws.ToString(value.SecretString)}, nil
	}

	return nil, fmt.Errorf("probe cannot %s", what)
}

// seal encrypts with one context and opens with the same and with another.
func (t tools) seal(ctx context.Context) (map[string]string, error) {
	own := map[string]string{"merchant": "m1", "store": "s1"}
	sealed, err := t.keys.Encrypt(ctx, &kms.EncryptInput{
		KeyId: aws.String(os.Getenv("KMS_KEY_ID")), Plaintext: []byte("credentials"), EncryptionContext: own,
	})
	if err != nil {
		return nil, err
	}
	opened, err := t.keys.Decrypt(ctx, &kms.DecryptInput{CiphertextBlob: sealed.CiphertextBlob, EncryptionContext: own})
	if err != nil {
		return nil, err
	}
	_, foreign := t.keys.Decrypt(ctx, &kms.DecryptInput{
		CiphertextBlob: sealed.CiphertextBlob, EncryptionContext: map[string]string{"merchant": "m2", "store": "s1"},
	})

	return map[string]string{"opened": string(opened.Plaintext), "foreign": fmt.Sprint(foreign)}, nil
}

// showAgain makes a message of this function's own queue visible at once.
func (t tools) showAgain(ctx context.Context, receipt string) error {
	_, err := t.queues.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: aws.String(os.Getenv(strings.ToUpper(self()) + "_QUEUE_URL")), ReceiptHandle: aws.String(receipt), VisibilityTimeout: 0,
	})

	return err
}
