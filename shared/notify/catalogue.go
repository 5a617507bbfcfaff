package notify

import (
	"slices"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

// Kind is an event with what there is to know of it.
type Kind struct {
	Event string
	// Title is for people; When says what makes it happen.
	Title, When string
	// Sample is the data of one.
	Sample any
}

// Catalogue lists all events, in the order in which people read of them.
func Catalogue() []Kind {
	at := time.Date(2027, 3, 1, 7, 0, 0, 0, time.UTC)
	return []Kind{
		{EventMoved, "An order moved to another tab", "New orders and every step of known ones; not the history that a first connection brings.", Moved{
			Store: "s_x7", Order: "820982911", Name: "#1001", Version: 4, Tabs: []order.State{order.AwaitingPayment},
			Moves: []MovedUnits{{From: order.AwaitingOrder, To: order.AwaitingPayment, Units: 2}},
		}},
		{EventAttention, "An order asks for a person", "Once for each thing that it asks for.", Raised{
			Store: "s_x7", Order: "820982911", Name: "#1001", Version: 5, Codes: []order.AttentionCode{order.AttentionUnmapped},
		}},
		{EventTrouble, "A connection stopped working", "A store, a supplier account or a webhook endpoint fails, or needs consent.", Trouble{
			Kind: KindStore, ID: "s_x7", Name: "Lamps", On: string(order.WooCommerce), Code: "unauthorized", ToDo: "Connect the store again.",
		}},
		{EventWell, "A connection works again", "After trouble that was told.", Trouble{Kind: KindStore, ID: "s_x7", Name: "Lamps", On: string(order.WooCommerce)}},
		{EventJob, "A job is over", "Bulk work or an import came to its end, was ended, or failed.", JobOver{
			Job: "01JBZK7M2Q9T", Kind: "place", State: table.JobDone, Done: 25, Results: map[string]int{"done": 24, "refused": 1},
		}},
		{EventDigest, "What needs you today", "Once a day, at the hour that you choose.", Digest{
			Day: "2027-03-01", Failed: OrderCount{Orders: 1}, AwaitingOrder: OrderCount{Orders: 12}, AwaitingPayment: OrderCount{Orders: 3}, Attention: OrderCount{Orders: 2},
			Asks: map[string]int{string(order.AttentionUnmapped): 2},
			Orders: []DigestOrder{{
				Store: "s_x7", Order: "820982911", Name: "#1001", Tabs: []order.State{order.AwaitingOrder}, Codes: []order.AttentionCode{order.AttentionUnmapped},
			}},
			Connections: []Trouble{}, Consents: []Ending{{Account: "a_y2", Name: "Main buyer", On: order.AliExpress, Until: at.Add(5 * 24 * time.Hour)}},
		}},
		{EventTest, "A test", "Only when you ask for it.", Test{Message: testMessage}},
	}
}

// Events lists the events that can be chosen.
func Events() []string {
	var out []string
	for _, k := range Catalogue() {
		if k.Event != EventTest {
			out = append(out, k.Event)
		}
	}
	return out
}

// Wants reports whether an endpoint is to be told of an event. One that is stopped is: what it misses is kept for it.
func Wants(e table.Endpoint, event string) bool {
	return e.Removed.IsZero() && (len(e.Events) == 0 || event == EventTest || slices.Contains(e.Events, event))
}

// wanting is the endpoints that are to be told of an event.
func wanting(n table.Notify, event string) []string {
	var out []string
	for _, e := range n.Endpoints {
		if Wants(e, event) {
			out = append(out, e.ID)
		}
	}
	return out
}
