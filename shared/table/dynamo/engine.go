// Package dynamo is the table's engine over DynamoDB.
package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"onward/shared/table/kv"
)

// Engine implements [kv.Engine]. Use [New].
type Engine struct {
	client *dynamodb.Client
	name   string
	meter  *kv.Meter
}

var _ kv.Engine = (*Engine)(nil)

// New works on the named table. The meter may be nil; with one, every request asks for what it consumed.
func New(client *dynamodb.Client, name string, meter *kv.Meter) *Engine {
	return &Engine{client: client, name: name, meter: meter}
}

func (e *Engine) capacity() types.ReturnConsumedCapacity {
	if e.meter == nil {
		return types.ReturnConsumedCapacityNone
	}
	return types.ReturnConsumedCapacityTotal
}

// countRead counts no read as less than its smallest possible cost: DynamoDB Local says 0 for an
// empty answer, which AWS charges like any other.
func (e *Engine) countRead(op string, keys int, consistent bool, consumed ...types.ConsumedCapacity) {
	sum := 0.0
	for _, c := range consumed {
		sum += aws.ToFloat64(c.CapacityUnits)
	}
	e.meter.Count(op, max(sum, float64(keys)*kv.ReadUnits(0, consistent)), 0)
}

func (e *Engine) countWrite(op string, consumed ...types.ConsumedCapacity) {
	sum := 0.0
	for _, c := range consumed {
		sum += aws.ToFloat64(c.CapacityUnits)
	}
	e.meter.Count(op, 0, max(sum, 1))
}

func one(c *types.ConsumedCapacity) types.ConsumedCapacity {
	if c == nil {
		return types.ConsumedCapacity{}
	}
	return *c
}

// Get implements [kv.Engine].
func (e *Engine) Get(ctx context.Context, key kv.Key, consistent bool) (kv.Item, error) {
	out, err := e.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &e.name, Key: fromKey(key), ConsistentRead: &consistent, ReturnConsumedCapacity: e.capacity(),
	})
	if err != nil {
		return nil, fmt.Errorf("dynamodb get: %w", err)
	}
	e.countRead("get", 1, consistent, one(out.ConsumedCapacity))
	return toItem(out.Item)
}

// BatchGet implements [kv.Engine].
func (e *Engine) BatchGet(ctx context.Context, keys []kv.Key, consistent bool) ([]kv.Item, error) {
	var found []kv.Item
	for start := 0; start < len(keys); start += 100 {
		part := keys[start:min(start+100, len(keys))]
		wanted := types.KeysAndAttributes{ConsistentRead: &consistent}
		for _, key := range part {
			wanted.Keys = append(wanted.Keys, fromKey(key))
		}
		err := again(ctx, func() (bool, error) {
			out, err := e.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
				RequestItems:           map[string]types.KeysAndAttributes{e.name: wanted},
				ReturnConsumedCapacity: e.capacity(),
			})
			if err != nil {
				return false, fmt.Errorf("dynamodb batch get: %w", err)
			}
			left := out.UnprocessedKeys[e.name]
			e.countRead("batch_get", len(wanted.Keys)-len(left.Keys), consistent, out.ConsumedCapacity...)
			for _, attrs := range out.Responses[e.name] {
				item, err := toItem(attrs)
				if err != nil {
					return false, err
				}
				found = append(found, item)
			}
			wanted.Keys = left.Keys
			return len(left.Keys) == 0, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
