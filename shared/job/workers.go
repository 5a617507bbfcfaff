package job

import (
	"time"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/table"
)

// Table is all that the workers need of the table.
type Table interface {
	Erasable
	Exportable
	Removable
	Leases
	ImportParts
	Listable
}

// Work is what the workers work with.
type Work struct {
	Table     Table
	Decider   Decider
	Projector Projector
	Sender    queue.Sender
	Search    Search
	// Settle is longer than any function runs: after that, nobody writes what was decided before an erasure.
	Settle time.Duration
	Now    func() time.Time
}

// Workers makes the worker of each kind.
func Workers(w Work) map[string]Worker {
	bulk := func(event func(table.Job, Bulk) order.Event) Worker {
		return choice{lists: w.Table, decider: w.Decider, event: event}
	}
	return map[string]Worker{
		KindPlace:          bulk(placing),
		KindHold:           bulk(holding),
		KindRelease:        bulk(releasing),
		KindArchive:        bulk(archiving(true)),
		KindUnarchive:      bulk(archiving(false)),
		KindTellAgain:      tellAgain{lists: w.Table, orders: w.Table, decider: w.Decider},
		KindSync:           syncing{orders: w.Table, leases: w.Table, parts: w.Table, decider: w.Decider, sender: w.Sender, now: w.Now},
		KindRedecide:       redecide{orders: w.Table, decider: w.Decider},
		KindImportTracking: importing{table: w.Table, decider: w.Decider},
		KindImportOrders:   importing{table: w.Table, decider: w.Decider},
		KindListOrders:     listing{table: w.Table, now: w.Now},
		KindExport:         exporting{table: w.Table, now: w.Now},
		KindEraseCustomer:  w.erasing(false),
		KindEraseShop:      w.erasing(true),
		KindRemoveMerchant: removing{table: w.Table, search: w.Search, settle: w.Settle, now: w.Now},
	}
}

func (w Work) erasing(all bool) Worker {
	return erasing{
		table: w.Table, decider: w.Decider, projector: w.Projector, search: w.Search, settle: w.Settle, now: w.Now, all: all,
	}
}
