package shopify

import (
	"math"
	"time"
)

// Cost is what a query cost and what is left of the shop's budget for this app.
type Cost struct {
	Requested, Actual           float64
	Maximum, Available, Restore float64
}

type costAnswer struct {
	Requested float64  `json:"requestedQueryCost"`
	Actual    *float64 `json:"actualQueryCost"`
	Throttle  struct {
		Maximum   float64 `json:"maximumAvailable"`
		Available float64 `json:"currentlyAvailable"`
		Restore   float64 `json:"restoreRate"`
	} `json:"throttleStatus"`
}

func (a *costAnswer) cost() Cost {
	if a == nil {
		return Cost{}
	}
	cost := Cost{
		Requested: a.Requested, Maximum: a.Throttle.Maximum,
		Available: a.Throttle.Available, Restore: a.Throttle.Restore,
	}
	if a.Actual != nil {
		cost.Actual = *a.Actual
	}
	return cost
}

// wait is how long the budget needs to hold the query's cost; one second when Shopify did not give the figures.
func (c Cost) wait() time.Duration {
	if c.Restore <= 0 {
		return time.Second
	}
	missing := c.Requested - c.Available
	if missing <= 0 {
		return time.Second
	}
	return time.Duration(math.Ceil(missing/c.Restore*1000)) * time.Millisecond
}
