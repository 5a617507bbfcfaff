package merchant

import (
	"context"
	"net/http"
	"net/url"

	"onward/infra/play/plot"
)

// orderView is the part of the API's order that scenes look at.
type orderView struct {
	Version  int64        `json:"version"`
	Name     string       `json:"name"`
	ShipTo   plot.Address `json:"ship_to"`
	Portions []struct {
		Line  string `json:"line"`
		Units int    `json:"units"`
		Title string `json:"title"`
		Why   string `json:"why"`
	} `json:"portions"`
	Purchases []struct {
		ID     string `json:"id"`
		State  string `json:"state"`
		Reason string `json:"reason"`
		Orders []struct {
			ID      string `json:"id"`
			Parcels []struct {
				Number string `json:"number"`
			} `json:"parcels"`
		} `json:"orders"`
	} `json:"purchases"`
	Effects []struct {
		ID string `json:"id"`
	} `json:"effects"`
	Attention []struct {
		Code string `json:"code"`
		Seen bool   `json:"seen"`
	} `json:"attention"`
}

func (v orderView) plot() plot.Order {
	o := plot.Order{Version: v.Version, Name: v.Name, ShipTo: v.ShipTo}
	for _, p := range v.Portions {
		o.Portions = append(o.Portions, plot.Portion{Line: p.Line, Units: p.Units, Tab: p.Title, Why: p.Why})
	}
	for _, p := range v.Purchases {
		purchase := plot.Purchase{ID: p.ID, State: p.State, Reason: p.Reason}
		for _, so := range p.Orders {
			purchase.Orders = append(purchase.Orders, so.ID)
			for _, parcel := range so.Parcels {
				o.Numbers = append(o.Numbers, parcel.Number)
			}
		}
		o.Purchases = append(o.Purchases, purchase)
	}
	for _, e := range v.Effects {
		o.Doing = append(o.Doing, e.ID)
	}
	for _, a := range v.Attention {
		if !a.Seen {
			o.Attention = append(o.Attention, a.Code)
		}
	}
	return o
}

func orderPath(store, id, action string) string {
	path := "/v1/orders/" + url.PathEscape(store) + "/" + url.PathEscape(id)
	if action != "" {
		path += "/" + action
	}
	return path
}

type lineUnits struct {
	Line  string `json:"line"`
	Units int    `json:"units,omitempty"`
}

func unitsOf(lines map[string]int) []lineUnits {
	var out []lineUnits
	for line, n := range lines {
		out = append(out, lineUnits{Line: line, Units: n})
	}
	return out
}

// Place has lines bought; all that can be without lines.
func (c *Client) Place(ctx context.Context, store, id string, lines map[string]int) error {
	return c.call(ctx, http.MethodPost, orderPath(store, id, "place"), "", map[string]any{"lines": unitsOf(lines)}, nil)
}

// Sync has the order looked at now.
func (c *Client) Sync(ctx context.Context, store, id string) error {
	return c.call(ctx, http.MethodPost, orderPath(store, id, "sync"), "", nil, nil)
}

// Hold puts the order on hold, or releases it.
func (c *Client) Hold(ctx context.Context, store, id string, on bool) error {
	return c.call(ctx, http.MethodPut, orderPath(store, id, "hold"), "", map[string]any{"on": on, "reason": "the play"}, nil)
}

// ShipTo changes where purchases go.
func (c *Client) ShipTo(ctx context.Context, store, id string, change func(*plot.Address)) error {
	o, err := c.Order(ctx, store, id)
	if err != nil {
		return err
	}
	change(&o.ShipTo)
	return c.call(ctx, http.MethodPatch, orderPath(store, id, ""), "", map[string]any{"ship_to": o.ShipTo}, nil)
}

// Settle says under which numbers a purchase of unknown outcome exists.
func (c *Client) Settle(ctx context.Context, store, id, purchase string, orders []string) error {
	in := map[string]any{"purchase": purchase, "orders": orders}
	return c.call(ctx, http.MethodPost, orderPath(store, id, "settle-placed"), "", in, nil)
}

// Track gives a number by hand.
func (c *Client) Track(ctx context.Context, store, id string, lines map[string]int, number string) error {
	in := map[string]any{"tracking": []map[string]string{{"number": number}}}
	if len(lines) > 0 {
		in["lines"] = unitsOf(lines)
	}
	return c.call(ctx, http.MethodPost, orderPath(store, id, "set-tracking"), "", in, nil)
}

// RollBack sends lines back to Awaiting order; all without lines.
func (c *Client) RollBack(ctx context.Context, store, id string, lines []string) error {
	in := map[string]any{}
	if len(lines) > 0 {
		in["lines"] = lines
	}
	return c.call(ctx, http.MethodPost, orderPath(store, id, "roll-back"), "", in, nil)
}
