package table

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/table/kv"
)

// partition is a partition key and sort a sort key; the types keep one from being used as the other.
type (
	partition string
	sort      string
)

func (p partition) at(s sort) kv.Key { return kv.Key{PK: string(p), SK: string(s)} }

var (
	escaper   = strings.NewReplacer("%", "%25", "#", "%23")
	unescaper = strings.NewReplacer("%23", "#", "%25", "%")
)

// join glues parts with #, which is escaped within them, so that no id can reach into another's keys.
func join(parts ...string) string {
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			b.WriteByte('#')
		}
		if strings.ContainsAny(part, "%#") {
			part = escaper.Replace(part)
		}
		b.WriteString(part)
	}
	return b.String()
}

// split takes apart what join glued.
func split(key string) []string {
	parts := strings.Split(key, "#")
	for i, part := range parts {
		if strings.Contains(part, "%") {
			parts[i] = unescaper.Replace(part)
		}
	}
	return parts
}

// owned begins every partition of a merchant. Partitions that belong to nobody begin with # instead
// (see global), which no merchant's can, because an empty merchant is refused.
func owned(merchant, kind string, parts ...string) partition {
	return partition(join(append([]string{merchant, kind}, parts...)...))
}

func global(kind string, parts ...string) partition {
	return partition("#" + join(append([]string{kind}, parts...)...))
}

// filled is ErrKey unless every part is there.
func filled(parts ...string) error {
	if slices.Contains(parts, "") {
		return ErrKey
	}
	return nil
}

const orderSort sort = "order"

func orderPartition(k order.Key) partition { return owned(k.Merchant, "o", k.Store, k.ID) }
func orderKey(k order.Key) kv.Key          { return orderPartition(k).at(orderSort) }

// parseOrder reads an order's key out of its item's.
func parseOrder(key kv.Key) (order.Key, bool) {
	parts := split(key.PK)
	if len(parts) != 4 || parts[1] != "o" || key.SK != string(orderSort) {
		return order.Key{}, false
	}
	return order.Key{Merchant: parts[0], Store: parts[2], ID: parts[3]}, true
}

const timelinePrefix = "t#"

func timelineSort(version int64) sort { return sort(fmt.Sprintf("%s%019d", timelinePrefix, version)) }

// millisSort makes a time sort as text, whatever its sign; it has 13 digits.
func millisSort(at time.Time) string {
	if at.IsZero() || at.UnixMilli() < 0 {
		return "0000000000000"
	}
	return fmt.Sprintf("%013d", at.UnixMilli())
}

func parseMillis(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

// shardOf spreads keys evenly over n shards, the same for ever.
func shardOf(key string, n uint32) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // never fails, as its documentation says
	sum := h.Sum32()
	sum ^= sum >> 16 // FNV's low bits alone are uneven for ids that count up
	sum *= 0x85ebca6b
	sum ^= sum >> 13
	return int(sum % n)
}
