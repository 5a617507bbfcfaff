package shopify

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// withoutRedirects copies the client so that it hands redirects back: the token header would follow them.
func withoutRedirects(from *http.Client) *http.Client {
	to := &http.Client{Timeout: 30 * time.Second}
	if from != nil {
		*to = *from
	}
	to.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return to
}

// withoutAddress drops the address that net/http puts into its errors.
func withoutAddress(err error) error {
	if at, ok := errors.AsType[*url.Error](err); ok {
		return at.Err
	}
	return err
}

// sleep waits for d or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx) //nolint:wrapcheck // the cause says it all
	case <-timer.C:
		return nil
	}
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
