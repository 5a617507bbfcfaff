package shopify

import (
	"net/http"

	"onward/shared/store"
)

// Hooks opens and reads the webhooks of all shops of one app.
type Hooks struct {
	// Secrets are the app's client secrets, current first; see [OpenWebhook].
	Secrets []string
}

var _ store.Hooks = Hooks{}

// Open proves a delivery. The shop is named by its permanent domain.
func (h Hooks) Open(header http.Header, body []byte) (store.Receipt, error) {
	d, err := OpenWebhook(header, body, h.Secrets...)
	if err != nil {
		return store.Receipt{}, err
	}
	return store.Receipt{Outside: d.Shop, Topic: d.Topic, Delivery: d.ID}, nil
}

// Read says what a proven delivery means.
func (h Hooks) Read(topic string, body []byte) (store.News, error) { return DecodeWebhook(topic, body) }
