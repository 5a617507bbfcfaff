package woocommerce

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
)

// Headers of a webhook. None is covered by the signature.
const (
	HeaderSource    = "X-WC-Webhook-Source"
	HeaderTopic     = "X-WC-Webhook-Topic"
	HeaderSignature = "X-WC-Webhook-Signature"
	HeaderWebhookID = "X-WC-Webhook-ID"
)

// ErrSignature says that a webhook's body was not signed with the store's secret.
var ErrSignature = errors.New("woocommerce: webhook signature does not match")

// Verify checks the signature over the raw bytes as received.
func Verify(header http.Header, body []byte, secret string) error {
	given, err := base64.StdEncoding.DecodeString(strings.TrimSpace(header.Get(HeaderSignature)))
	if err != nil || len(given) != sha256.Size || secret == "" {
		return ErrSignature
	}
	if !hmac.Equal(given, mac(body, secret)) {
		return ErrSignature
	}
	return nil
}

// Sign gives the signature that a store with this secret sends.
func Sign(body []byte, secret string) string {
	return base64.StdEncoding.EncodeToString(mac(body, secret))
}

func mac(body []byte, secret string) []byte {
	h := hmac.New(sha256.New, []byte(phpDecode(secret)))
	h.Write(body)
	return h.Sum(nil)
}

// IsPing recognises the unsigned form body that a store sends once to a new
// delivery address. It must be answered with 200, and means nothing else:
// anybody can send it.
func IsPing(header http.Header, body []byte) bool {
	rest, ok := bytes.CutPrefix(bytes.TrimSpace(body), []byte("webhook_id="))
	if !ok || len(rest) == 0 || len(rest) > 20 || header.Get(HeaderSignature) != "" || header.Get(HeaderTopic) != "" {
		return false
	}
	for _, c := range rest {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
