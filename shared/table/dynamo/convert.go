package dynamo

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"onward/shared/table/kv"
)

func fromValue(v kv.Value) types.AttributeValue {
	switch v.Type() {
	case kv.TypeNumber:
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(v.Num(), 10)}
	case kv.TypeBytes:
		return &types.AttributeValueMemberB{Value: v.Bytes()}
	case kv.TypeString, kv.TypeNone:
		return &types.AttributeValueMemberS{Value: v.Str()}
	default:
		return &types.AttributeValueMemberS{Value: v.Str()}
	}
}

func fromItem(item kv.Item) map[string]types.AttributeValue {
	out := make(map[string]types.AttributeValue, len(item))
	for name, v := range item {
		out[name] = fromValue(v)
	}
	return out
}

func fromKey(key kv.Key) map[string]types.AttributeValue {
	return fromItem(kv.Item{kv.PK: kv.S(key.PK), kv.SK: kv.S(key.SK)})
}

// toItem is nil for no attributes, which is how DynamoDB says that there is no item.
func toItem(attrs map[string]types.AttributeValue) (kv.Item, error) {
	if len(attrs) == 0 {
		return nil, nil //nolint:nilnil // no item is an answer, as the Engine's documentation says
	}
	item := make(kv.Item, len(attrs))
	for name, attr := range attrs {
		switch a := attr.(type) {
		case *types.AttributeValueMemberS:
			item[name] = kv.S(a.Value)
		case *types.AttributeValueMemberB:
			item[name] = kv.B(a.Value)
		case *types.AttributeValueMemberN:
			n, err := strconv.ParseInt(a.Value, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("attribute %s: %w", name, err)
			}
			item[name] = kv.N(n)
		default:
			return nil, fmt.Errorf("attribute %s has a type that is not used here", name)
		}
	}
	return item, nil
}
