package table

import (
	"context"
	"fmt"
	"strings"

	"onward/shared/table/kv"
)

// Connections lists a merchant's stores and supplier accounts in one request, not quite as of now.
func (t *Table) Connections(ctx context.Context, merchant string) (stores []Store, accounts []Account, err error) {
	for after := ""; ; {
		page, err := t.engine.Query(ctx, kv.Query{PK: string(tenant(merchant)), After: after})
		if err != nil {
			return nil, nil, fmt.Errorf("connections: %w", err)
		}
		for _, item := range page.Items {
			switch sk := item[kv.SK].Str(); {
			case strings.HasPrefix(sk, storePrefix):
				var s Store
				if err := getDocument(item, &s); err != nil {
					return nil, nil, fmt.Errorf("connections: %w", err)
				}
				stores = append(stores, s)
			case strings.HasPrefix(sk, accountPrefix):
				var a Account
				if err := getDocument(item, &a); err != nil {
					return nil, nil, fmt.Errorf("connections: %w", err)
				}
				accounts = append(accounts, a)
			}
		}
		if after = page.Next; after == "" {
			return stores, accounts, nil
		}
	}
}
