package dynamo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"onward/shared/table/kv"
)

// Query implements [kv.Engine].
func (e *Engine) Query(ctx context.Context, q kv.Query) (kv.Page, error) {
	var x expression
	where := x.name(kv.PK) + " = " + x.value(kv.S(q.PK))
	if q.Prefix != "" {
		where += " AND begins_with(" + x.name(kv.SK) + ", " + x.value(kv.S(q.Prefix)) + ")"
	}
	in := &dynamodb.QueryInput{
		TableName: &e.name, KeyConditionExpression: &where,
		ScanIndexForward: aws.Bool(!q.Desc), ConsistentRead: &q.Consistent, ReturnConsumedCapacity: e.capacity(),
	}
	if q.After != "" {
		in.ExclusiveStartKey = fromKey(kv.Key{PK: q.PK, SK: q.After})
	}
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, 1<<20)))
	}
	if q.Only != nil {
		names := []string{x.name(kv.PK), x.name(kv.SK)}
		for _, attr := range q.Only {
			names = append(names, x.name(attr))
		}
		in.ProjectionExpression = aws.String(strings.Join(names, ", "))
	}
	in.ExpressionAttributeNames, in.ExpressionAttributeValues = x.names, x.values
	out, err := e.client.Query(ctx, in)
	if err != nil {
		return kv.Page{}, fmt.Errorf("dynamodb query: %w", err)
	}
	e.countRead("query", 1, q.Consistent, one(out.ConsumedCapacity))
	var page kv.Page
	for _, attrs := range out.Items {
		item, err := toItem(attrs)
		if err != nil {
			return kv.Page{}, err
		}
		page.Items = append(page.Items, item)
	}
	last, err := toItem(out.LastEvaluatedKey)
	page.Next = last.Key().SK
	return page, err
}

// Due implements [kv.Engine].
func (e *Engine) Due(ctx context.Context, shard string, until int64, limit int) ([]kv.Item, error) {
	in := &dynamodb.QueryInput{
		TableName: &e.name, IndexName: aws.String(kv.WakeIndex),
		KeyConditionExpression:    aws.String("#s = :s AND #a <= :a"),
		ExpressionAttributeNames:  map[string]string{"#s": kv.WakeShard, "#a": kv.WakeAt},
		ExpressionAttributeValues: fromItem(kv.Item{":s": kv.S(shard), ":a": kv.N(until)}),
		ReturnConsumedCapacity:    e.capacity(),
	}
	var due []kv.Item
	for {
		if limit > 0 {
			in.Limit = aws.Int32(int32(min(limit-len(due), 1<<20))) //nolint:gosec // bounded just here
		}
		out, err := e.client.Query(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("dynamodb due in shard %s until %s: %w", shard, strconv.FormatInt(until, 10), err)
		}
		e.countRead("due", 1, false, one(out.ConsumedCapacity))
		for _, attrs := range out.Items {
			item, err := toItem(attrs)
			if err != nil {
				return nil, err
			}
			due = append(due, item)
		}
		if len(out.LastEvaluatedKey) == 0 || (limit > 0 && len(due) >= limit) {
			return due, nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
	}
}
