package woocommerce

import (
	"context"
	"encoding/json"
)

// System is what a store says of itself, for people. Fields that it does not say are empty.
type System struct {
	Version string
	// OrderStorage is "tables" (HPOS) or "posts".
	OrderStorage string
}

// System asks the store about itself. Hosts may take seconds over it, or switch it off.
func (c *Client) System(ctx context.Context) (System, error) {
	const op = "read system status"
	a, err := c.read(ctx, op, "/wc/v3/system_status", query("_fields", "environment,settings"))
	if err != nil {
		return System{}, err
	}
	var w struct {
		Environment struct {
			Version   flexString `json:"version"`
			WCVersion flexString `json:"wc_version"`
		} `json:"environment"`
		Settings struct {
			HPOS *bool `json:"HPOS_enabled"`
		} `json:"settings"`
	}
	if err := json.Unmarshal(a.body, &w); err != nil {
		return System{}, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: scrub(err)}
	}
	s := System{Version: string(w.Environment.Version)}
	if s.Version == "" {
		s.Version = string(w.Environment.WCVersion)
	}
	if w.Settings.HPOS != nil {
		s.OrderStorage = "posts"
		if *w.Settings.HPOS {
			s.OrderStorage = "tables"
		}
	}
	return s, nil
}
