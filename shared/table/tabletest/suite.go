// Package tabletest is the suite that every engine of the table passes, with the orders that it is tried on.
package tabletest

import (
	"testing"

	"onward/shared/order"
	"onward/shared/table"
	"onward/shared/table/kv"
)

// Open gives an engine on a table of its own, with nothing in it. The engine counts into the meter.
type Open func(t *testing.T, meter *kv.Meter) kv.Engine

// merchant and others are the tenants of the suite.
const (
	merchant = "01JBZK7M2Q9TMERCHANTAAAAAA"
	another  = "01JBZK7M2Q9TMERCHANTBBBBBB"
	shop     = "01JBZK7M2Q9TSTOREAAAAAAAAA"
	account  = "01JBZK7M2Q9T"
)

// Run runs the suite.
func Run(t *testing.T, open Open) {
	t.Helper()
	for name, test := range tests() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			meter := &kv.Meter{}
			engine := open(t, meter)
			test(t, env{Table: table.New(engine), engine: engine, meter: meter})
		})
	}
}

// env is what a test works on.
type env struct {
	*table.Table

	engine kv.Engine
	meter  *kv.Meter
}

func key(id string) order.Key { return order.Key{Merchant: merchant, Store: shop, ID: id} }

func tests() map[string]func(*testing.T, env) {
	return map[string]func(*testing.T, env){
		"engine conditions":                         engineConditions,
		"engine update":                             engineUpdate,
		"engine pages":                              enginePages,
		"engine batches":                            engineBatches,
		"engine transactions":                       engineTransactions,
		"engine agrees with memory":                 engineAgrees,
		"order comes back as it was saved":          orderRoundTrip,
		"order needs the version that was seen":     orderConflict,
		"order of many writers loses nothing":       orderWriters,
		"order of 500 lines and 10 parcels fits":    orderLarge,
		"order too large is refused":                orderTooLarge,
		"order of a newer layout is left alone":     orderNewerLayout,
		"order save repeated by the client is ours": orderRepeatedSave,
		"order deleted leaves nothing":              orderDeleted,
		"small order costs one write":               orderCost,
		"timeline keeps evicted entries":            timelineEviction,
		"timeline pages, newest first":              timelinePages,
		"timeline erasure is not undone":            timelineErasure,
		"wake index is sparse":                      wakeSparse,
		"wake shards are all used":                  wakeShards,
		"views follow the order":                    viewsFollow,
		"views never go back":                       viewsNeverBack,
		"views unchanged are not written":           viewsUnchanged,
		"views are small":                           viewsSmall,
		"tab lists each order once":                 tabOnce,
		"tab pages cover everything":                tabPages,
		"tab filters within bounds":                 tabFilters,
		"tab cursor belongs to its list":            tabCursor,
		"tab cursor lasts while orders move":        tabCursorLasts,
		"tab cursor ends with the list":             tabCursorEnds,
		"tab of ids with any sign":                  tabNamed,
		"tab counts up to a cap":                    tabCount,
		"attention follows the order":               attentionFollows,
		"attention by kind":                         attentionFilters,
		"look-up finds an order":                    lookupFinds,
		"route has one owner":                       routeOwner,
		"waiting rows are written once":             waitingOnce,
		"waiting rows keep the last poll":           waitingPolls,
		"slot is read whole":                        slotWhole,
		"slot moves by condition":                   slotCondition,
		"lease has one holder":                      leaseHolder,
		"ban is one interval":                       leaseBan,
		"merchants are listed":                      merchantsListed,
		"store is changed by many":                  storeChanged,
		"accounts":                                  accountsKept,
		"policy versions are immutable":             policyVersions,
		"mapping is kept as it was":                 mappingHistory,
		"tokens":                                    tokensKept,
		"holds":                                     holdsKept,
		"jobs":                                      jobsKept,
		"job parts":                                 jobParts,
		"deliveries":                                deliveriesKept,
		"idempotency keys":                          requestsOnce,
		"milestones count once":                     milestonesOnce,
		"milestones count once for all rivals":      milestonesRivals,
		"milestones of many days":                   milestonesDays,
		"timeline since a version":                  timelineSince,
		"merchants do not see each other":           isolation,
	}
}
