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

const (
	// attempts bounds how often what DynamoDB left undone is asked for again.
	attempts  = 8
	firstWait = 25 * time.Millisecond
)

var errUnprocessed = errors.New("dynamodb leaves part of the batch undone")

// again calls try until it is done, waiting twice as long each time.
func again(ctx context.Context, try func() (done bool, err error)) error {
	wait := firstWait
	for range attempts {
		done, err := try()
		if done || err != nil {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("dynamodb batch: %w", ctx.Err())
		case <-timer.C:
		}
		wait *= 2
	}
	return errUnprocessed
}

// Write implements [kv.Engine].
func (e *Engine) Write(ctx context.Context, puts []kv.Item, deletes []kv.Key) error {
	requests := make([]types.WriteRequest, 0, len(puts)+len(deletes))
	for _, item := range puts {
		requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: fromItem(item)}})
	}
	for _, key := range deletes {
		requests = append(requests, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: fromKey(key)}})
	}
	for start := 0; start < len(requests); start += 25 {
		part := requests[start:min(start+25, len(requests))]
		err := again(ctx, func() (bool, error) {
			out, err := e.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
				RequestItems: map[string][]types.WriteRequest{e.name: part}, ReturnConsumedCapacity: e.capacity(),
			})
			if err != nil {
				return false, fmt.Errorf("dynamodb batch write: %w", err)
			}
			e.countWrite("batch_write", out.ConsumedCapacity...)
			part = out.UnprocessedItems[e.name]
			return len(part) == 0, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Transact implements [kv.Engine]. A clash with another transaction is tried again here: nothing was written.
func (e *Engine) Transact(ctx context.Context, writes []kv.Write) error {
	items := make([]types.TransactWriteItem, 0, len(writes))
	for _, w := range writes {
		var x expression
		condition := x.cond(w.Cond)
		if w.Update != (kv.Key{}) {
			update := x.update(w.Change)
			items = append(items, types.TransactWriteItem{Update: &types.Update{
				TableName: &e.name, Key: fromKey(w.Update), UpdateExpression: update, ConditionExpression: condition,
				ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values,
				ReturnValuesOnConditionCheckFailure: allOld,
			}})
			continue
		}
		if w.Put != nil {
			items = append(items, types.TransactWriteItem{Put: &types.Put{
				TableName: &e.name, Item: fromItem(w.Put), ConditionExpression: condition,
				ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values,
				ReturnValuesOnConditionCheckFailure: allOld,
			}})
			continue
		}
		items = append(items, types.TransactWriteItem{Delete: &types.Delete{
			TableName: &e.name, Key: fromKey(w.Delete), ConditionExpression: condition,
			ExpressionAttributeNames: x.names, ExpressionAttributeValues: x.values,
			ReturnValuesOnConditionCheckFailure: allOld,
		}})
	}
	return again(ctx, func() (bool, error) {
		out, err := e.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
			TransactItems: items, ReturnConsumedCapacity: e.capacity(),
		})
		if err == nil {
			e.countWrite("transact", out.ConsumedCapacity...)
			return true, nil
		}
		return e.cancelled(err)
	})
}

// cancelled says why a transaction did not happen: a condition first, for that is final.
func (e *Engine) cancelled(err error) (done bool, _ error) {
	var stop *types.TransactionCanceledException
	if !errors.As(err, &stop) {
		return false, fmt.Errorf("dynamodb transact: %w", err)
	}
	clash := false
	for i, reason := range stop.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case "ConditionalCheckFailed":
			old, convertErr := toItem(reason.Item)
			if convertErr != nil {
				return false, convertErr
			}
			e.meter.Count("transact", 0, 2*kv.WriteUnits(old.Size()))
			return false, &kv.ConditionError{Index: i, Old: old}
		case "TransactionConflict":
			clash = true
		}
	}
	if clash {
		return false, nil
	}
	return false, fmt.Errorf("dynamodb transact: %w", err)
}
