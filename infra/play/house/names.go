package house

import (
	"maps"
	"sync"
)

// lineNames keeps which line of which order is which article. It outlasts lines and orders that the store forgets.
type lineNames struct {
	mu   sync.Mutex
	seen map[string]map[string]string // by order: article by line
}

// note adds what is known now, and answers with all that ever was.
func (n *lineNames) note(order string, now map[string]string) map[string]string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil {
		n.seen = map[string]map[string]string{}
	}
	if n.seen[order] == nil {
		n.seen[order] = map[string]string{}
	}
	maps.Copy(n.seen[order], now)
	return maps.Clone(n.seen[order])
}
