package aliexpress

import (
	"net/http"

	"onward/shared/store"
)

// Pushes opens AliExpress's push messages for one app.
type Pushes struct{ AppKey, AppSecret string }

// Open proves a message and answers which order it is about; messages of other types concern none.
func (p Pushes) Open(header http.Header, body []byte) (string, error) {
	if !VerifyPush(p.AppKey, p.AppSecret, header.Get("Authorization"), body) {
		return "", store.ErrForged
	}
	m, err := DecodePush(body)
	if err != nil {
		return "", store.ErrMalformed
	}
	return m.OrderID, nil
}
