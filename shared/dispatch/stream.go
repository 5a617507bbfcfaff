package dispatch

import (
	"context"
	"errors"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
)

// Decoder reads orders from a table's images.
type Decoder interface {
	DecodeOrder(item kv.Item) (order.Order, error)
}

// Stream is the function that Lambda calls with the table's records. A record that can never be read is logged with
// its key and left: it must not stop its shard, and wake finds its order. Any other fault fails the whole batch.
func Stream(d Decoder, s *Stage, log *slog.Logger) func(context.Context, events.DynamoDBEvent) error {
	return func(ctx context.Context, event events.DynamoDBEvent) error {
		changes := make([]Change, 0, len(event.Records))
		for _, record := range event.Records {
			c, ok, err := change(d, record)
			if err != nil {
				log.ErrorContext(ctx, "dispatch.unreadable", "event", record.EventID, "keys", keyOf(record), "err", err.Error())
				continue
			}
			if ok {
				changes = append(changes, c)
			}
		}
		return s.Do(ctx, changes)
	}
}

// change reads one record. Deletions, and orders of a newer layout, are left alone.
func change(d Decoder, record events.DynamoDBEventRecord) (Change, bool, error) {
	if len(record.Change.NewImage) == 0 {
		return Change{}, false, nil
	}
	after, err := decode(d, record.Change.NewImage)
	if errors.Is(err, table.ErrNewerLayout) {
		return Change{}, false, nil
	}
	if err != nil {
		return Change{}, false, err
	}
	c := Change{After: after}
	if len(record.Change.OldImage) > 0 {
		before, err := decode(d, record.Change.OldImage)
		if err != nil {
			return Change{}, false, err
		}
		c.Before = &before
	}
	return c, true, nil
}

func decode(d Decoder, image map[string]events.DynamoDBAttributeValue) (order.Order, error) {
	item, err := table.FromStream(image)
	if err != nil {
		return order.Order{}, err
	}
	return d.DecodeOrder(item)
}

func keyOf(record events.DynamoDBEventRecord) string {
	pk := record.Change.Keys["pk"]
	if pk.DataType() != events.DataTypeString {
		return ""
	}
	return pk.String()
}
