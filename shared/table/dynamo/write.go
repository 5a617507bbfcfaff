package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"onward/shared/table/kv"
)

const allOld = types.ReturnValuesOnConditionCheckFailureAllOld

// Put implements [kv.Engine].
func (e *Engine) Put(ctx context.Context, item kv.Item, cond kv.Cond) error {
	var x expression
	out, err := e.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &e.name, Item: fromItem(item), ConditionExpression: x.cond(cond),
		ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values,
		ReturnValuesOnConditionCheckFailure: allOld, ReturnConsumedCapacity: e.capacity(),
	})
	if err != nil {
		return e.failed("put", err)
	}
	e.countWrite("put", one(out.ConsumedCapacity))
	return nil
}

// Update implements [kv.Engine].
func (e *Engine) Update(ctx context.Context, key kv.Key, change kv.Change, cond kv.Cond) (kv.Item, error) {
	var x expression
	update := x.update(change)
	condition := x.cond(cond)
	out, err := e.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &e.name, Key: fromKey(key), UpdateExpression: update, ConditionExpression: condition,
		ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values,
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: allOld, ReturnConsumedCapacity: e.capacity(),
	})
	if err != nil {
		return nil, e.failed("update", err)
	}
	e.countWrite("update", one(out.ConsumedCapacity))
	return toItem(out.Attributes)
}

// Delete implements [kv.Engine].
func (e *Engine) Delete(ctx context.Context, key kv.Key, cond kv.Cond) error {
	var x expression
	out, err := e.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: &e.name, Key: fromKey(key), ConditionExpression: x.cond(cond),
		ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values,
		ReturnValuesOnConditionCheckFailure: allOld, ReturnConsumedCapacity: e.capacity(),
	})
	if err != nil {
		return e.failed("delete", err)
	}
	e.countWrite("delete", one(out.ConsumedCapacity))
	return nil
}

// failed makes a condition's failure typed. It is charged like a write, and never reported: it counts as the least.
func (e *Engine) failed(op string, err error) error {
	var refused *types.ConditionalCheckFailedException
	if !errors.As(err, &refused) {
		return fmt.Errorf("dynamodb %s: %w", op, err)
	}
	old, convertErr := toItem(refused.Item)
	if convertErr != nil {
		return fmt.Errorf("dynamodb %s: %w", op, convertErr)
	}
	e.meter.Count(op, 0, kv.WriteUnits(old.Size()))
	return &kv.ConditionError{Old: old}
}
