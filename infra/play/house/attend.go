package house

import (
	"context"
	"fmt"
	"time"
)

// attend is the merchant at the desk: when an account asks for consent anew, the merchant gives it. An answer with new
// tokens that gets lost leaves no other way.
func (h *House) attend(ctx context.Context) func() {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(5 * time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			for i, id := range h.accounts {
				if err := h.consent(ctx, i, id); err != nil && ctx.Err() == nil {
					fmt.Fprintln(h.opts.Log, "the merchant's desk:", err)
				}
			}
		}
	}()
	return func() { cancel(); <-done }
}

func (h *House) consent(ctx context.Context, buyer int, id string) error {
	code, err := h.Merchant.AccountHealth(ctx, id)
	if err != nil || code != "consent_needed" {
		return err
	}
	access, refresh, err := h.aliexpress.IssueToken(aliexpressKey, buyers()[buyer])
	if err != nil {
		return err
	}
	fmt.Fprintf(h.opts.Log, "an account at the supplier asks for consent: the merchant consents again\n")
	return h.Merchant.RenewAccount(ctx, id, access, refresh, time.Now().Add(29*24*time.Hour))
}
