package shopify

// pages is how many of each thing one query asks for. The sizes keep every query under the 1000 points that one may
// cost even when each thing counts in full.
type pages struct {
	lines, changed                       int
	fulfilments, fulfilmentLines, number int
	fulfilmentOrders, heldLines          int
	lists                                int
}

func defaultPages() pages {
	return pages{
		lines: 40, changed: 20,
		fulfilments: 10, fulfilmentLines: 20, number: 10,
		fulfilmentOrders: 5, heldLines: 40,
		lists: 50,
	}
}

// Limits beyond which an order is refused rather than half read.
const (
	maxLines       = 2000
	maxFulfilments = 250
	maxPages       = 100
)
