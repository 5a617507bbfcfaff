package pipeline

import (
	"context"
	"net/http"

	"onward/shared/table"
)

// Outage is what everybody who calls the store is answered, for as long as it lasts.
type Outage struct {
	Status int
	// Type is the answer's kind, Body what it says.
	Type, Body string
}

// Outage begins an outage of the store, or ends it with nil. What the store itself sends goes on.
func (w *World) Outage(o *Outage) { w.runs.outage = o }

// answer is what an outage answers, nil when the call gets through.
func (o *Outage) answer(r *http.Request) *http.Response {
	if o == nil || r.URL.Host == marketHost {
		return nil
	}
	return answer(r, o.Status, o.Type, o.Body)
}

// StoreHealth is how the store is doing, as the merchant sees it.
func (w *World) StoreHealth() (table.Health, error) {
	s, err := w.table.Store(context.Background(), Merchant, StoreID)
	return s.Health, err
}

// Mails is how many mails about numbers the store's customers got.
func (w *World) Mails() int { return len(w.shop.Mails()) }
