package knocks

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// post sends a body and answers with the status.
func post(ctx context.Context, url string, body []byte, header map[string]string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("post: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", fmt.Errorf("post: %w", err)
	}
	_ = resp.Body.Close()
	return strconv.Itoa(resp.StatusCode), nil
}

// shopify delivers a webhook with its signature.
func (h *Hall) shopify(ctx context.Context, shop, topic, secret string, body []byte) (string, error) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return post(ctx, h.PublicURL+"/hooks/shopify", body, map[string]string{
		"X-Shopify-Topic": topic, "X-Shopify-Shop-Domain": shop, "X-Shopify-Webhook-Id": rand.Text(), "X-Shopify-Event-Id": rand.Text(),
		"X-Shopify-Hmac-Sha256": base64.StdEncoding.EncodeToString(mac.Sum(nil)), "X-Shopify-API-Version": "2026-10",
		"X-Shopify-Triggered-At": time.Now().UTC().Format(time.RFC3339Nano),
	})
}

// push delivers a supplier's push message with its signature.
func (h *Hall) push(ctx context.Context, secret string, body []byte) (string, error) {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(h.AliExpressKey))
	mac.Write(body)
	return post(ctx, h.PublicURL+"/hooks/supplier/aliexpress", body, map[string]string{"Authorization": hex.EncodeToString(mac.Sum(nil))})
}
