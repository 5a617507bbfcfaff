package table

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-lambda-go/events"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// FromStream turns an image of a stream record into an item; no image into none.
func FromStream(image map[string]events.DynamoDBAttributeValue) (kv.Item, error) {
	if len(image) == 0 {
		return nil, nil //nolint:nilnil // a new item has no old image, a deleted one no new
	}
	item := make(kv.Item, len(image))
	for name, attr := range image {
		switch attr.DataType() {
		case events.DataTypeString:
			item[name] = kv.S(attr.String())
		case events.DataTypeBinary:
			item[name] = kv.B(attr.Binary())
		case events.DataTypeNumber:
			n, err := strconv.ParseInt(attr.Number(), 10, 64)
			if err != nil {
				return nil, fmt.Errorf("stream image: attribute %s: %w", name, err)
			}
			item[name] = kv.N(n)
		default:
			return nil, fmt.Errorf("stream image: attribute %s has a type that is not used here", name)
		}
	}
	return item, nil
}

// ToStream is the reverse of [FromStream], so that tests can hand a handler what the engine in memory tells.
func ToStream(item kv.Item) map[string]events.DynamoDBAttributeValue {
	if item == nil {
		return nil
	}
	image := make(map[string]events.DynamoDBAttributeValue, len(item))
	for name, v := range item {
		switch v.Type() {
		case kv.TypeNumber:
			image[name] = events.NewNumberAttribute(strconv.FormatInt(v.Num(), 10))
		case kv.TypeBytes:
			image[name] = events.NewBinaryAttribute(v.Bytes())
		case kv.TypeString, kv.TypeNone:
			image[name] = events.NewStringAttribute(v.Str())
		}
	}
	return image
}

// IsOrder reports whether a key is an order's, and which. The stream's filter asks for the same:
// a sort key of "order".
func IsOrder(key kv.Key) (order.Key, bool) { return parseOrder(key) }

// VersionOf reads an order's version without unpacking it; 0 for no item.
func VersionOf(item kv.Item) int64 { return item[attrVersion].Num() }
