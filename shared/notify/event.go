package notify

import (
	"onward/shared/order"
	"onward/shared/table"
)

// The events. An endpoint may be told of some of them; none chosen means all.
const (
	// EventMoved: units of an order went to another tab ([Moved]).
	EventMoved = "order.moved"
	// EventAttention: an order asks for a person ([Raised]).
	EventAttention = "order.attention"
	// EventTrouble and EventWell: a store, a supplier account or an endpoint stopped working, or works again ([Trouble]).
	EventTrouble = "connection.trouble"
	EventWell    = "connection.well"
	// EventJob: a job is over ([JobOver]).
	EventJob = "job.over"
	// EventDigest: what needs the merchant today ([Digest]).
	EventDigest = "digest"
	// EventTest: the merchant asked for a test ([Test]). Every endpoint takes it.
	EventTest = "webhook.test"
)

// Moved is the data of [EventMoved].
type Moved struct {
	Store string `json:"store" doc:"The store's id in Onward."`
	Order string `json:"order" doc:"The order's id in the store."`
	Name  string `json:"name,omitempty" doc:"What the store calls the order."`
	// Version is the order's after the step.
	Version int64         `json:"version" doc:"The order's version after this step. Steps can arrive out of order: the higher version is the newer."`
	Moves   []MovedUnits  `json:"moves" doc:"Added up over the order's lines."`
	Tabs    []order.State `json:"tabs" doc:"The tabs in which the order is now."`
}

// MovedUnits is a number of units that went from one tab to another; From is empty for a new order.
type MovedUnits struct {
	From  order.State `json:"from,omitempty" doc:"Left out for units that are new."`
	To    order.State `json:"to"`
	Units int         `json:"units"`
}

// Raised is the data of [EventAttention].
type Raised struct {
	Store   string                `json:"store" doc:"The store's id in Onward."`
	Order   string                `json:"order" doc:"The order's id in the store."`
	Name    string                `json:"name,omitempty" doc:"What the store calls the order."`
	Version int64                 `json:"version" doc:"The order's version after this step."`
	Codes   []order.AttentionCode `json:"codes" doc:"What it asks for; GET /v1/orders/{store}/{order} says it in words."`
}

// The kinds of what can be in trouble.
const (
	KindStore    = "store"
	KindAccount  = "account"
	KindEndpoint = "endpoint"
)

// Trouble is the data of [EventTrouble] and [EventWell].
type Trouble struct {
	Kind string `json:"kind" enum:"store,account,endpoint"`
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	On   string `json:"on,omitempty" doc:"The platform or supplier."`
	Code string `json:"code,omitempty" doc:"What is wrong."`
	ToDo string `json:"to_do,omitempty" doc:"What to do about it, in words."`
}

// JobOver is the data of [EventJob].
type JobOver struct {
	Job     string         `json:"job"`
	Kind    string         `json:"kind"`
	State   table.JobState `json:"state" enum:"done,failed,cancelled"`
	Done    int            `json:"done" doc:"How many orders were dealt with."`
	Results map[string]int `json:"results,omitempty"`
}

// Test is the data of [EventTest].
type Test struct {
	Message string `json:"message"`
}
