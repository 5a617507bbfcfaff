package shopify

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
)

// ids hands out ids. Orders and lines lie above 2^53, as in Shopify's own examples, so that whoever reads them through
// a float is found out.
type ids struct {
	next map[string]int64
}

func newIDs() ids {
	return ids{next: map[string]int64{
		"Shop": 548380009, "Location": 655441491, "Order": 820982911946154508, "LineItem": 487817672276298554,
		"Product": 788032119674292922, "ProductVariant": 808950810394930121, "FulfillmentOrder": 9825098170674,
		"FulfillmentOrderLineItem": 19872518504754, "Fulfillment": 8036708286770, "FulfillmentLineItem": 17481200402738,
		"Refund": 890088186047892319, "RefundLineItem": 487817672276298612, "OrderTransaction": 245135271310201194,
		"FulfillmentHold": 1001, "WebhookSubscription": 1929113141554, "App": 12345, "AppInstallation": 98765,
		"Customer": 115310627314723954, "MailingAddress": 715243470612851245,
	}}
}

func (i ids) take(kind string) int64 {
	// A stride keeps neighbours from being told apart by their last digits only by luck.
	i.next[kind] += 37
	return i.next[kind]
}

func gid(kind string, id int64) string {
	return "gid://shopify/" + kind + "/" + strconv.FormatInt(id, 10)
}

// parseGID reads a global id of a kind. The real shop calls any other text an invalid id.
func parseGID(kind, text string) (int64, bool) {
	rest, ok := strings.CutPrefix(text, "gid://shopify/"+kind+"/")
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(rest, 10, 64)
	return id, err == nil
}

func newUUID() string {
	var b [16]byte
	// crypto/rand.Read never fails.
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// newSecret makes a token with a prefix.
func newSecret(prefix string) string { return prefix + strings.ReplaceAll(newUUID(), "-", "") }
