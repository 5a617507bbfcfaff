package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/store/storetest"
	woo "onward/shared/store/woocommerce"
)

var inNote = regexp.MustCompile(`LP\d+`)

// Held is what the store's own pages would show.
func (s *seamShop) Held(t *testing.T, id string) storetest.Held {
	t.Helper()
	now := s.view(t, id)
	out := storetest.Held{Completed: now.Order.Status == "completed", Cancelled: now.Order.Status == "cancelled"}
	switch s.way {
	case woo.WayFulfilments:
		for _, f := range now.Fulfilments {
			one := order.StoreFulfilment{ID: strconv.Itoa(f.ID)}
			for _, m := range f.Meta {
				switch m.Key {
				case "_tracking_number":
					var numbers string
					require.NoError(t, json.Unmarshal(m.Value, &numbers))
					if numbers != "" {
						one.Numbers = strings.Split(numbers, ", ")
					}
				case "_items":
					var items []struct {
						ID  int `json:"item_id"`
						Qty int `json:"qty"`
					}
					require.NoError(t, json.Unmarshal(m.Value, &items))
					for _, i := range items {
						one.Lines = append(one.Lines, order.LineUnits{Line: strconv.Itoa(i.ID), Units: i.Qty})
					}
				}
			}
			out.Shipments = append(out.Shipments, one)
		}
	case woo.WayShipmentTracking, woo.WayShipmentTrackingV2, woo.WayAdvanced:
		for _, x := range now.Trackings {
			out.Shipments = append(out.Shipments, order.StoreFulfilment{ID: x.ID, Numbers: []string{x.Number}})
		}
	case woo.WayNote:
		for _, n := range now.Notes {
			labelled, _, _ := strings.Cut(n.Text, "\nhttps://")
			if numbers := inNote.FindAllString(withoutLinks(n.Text), -1); len(numbers) > 0 && labelled != "" {
				out.Shipments = append(out.Shipments, order.StoreFulfilment{ID: strconv.Itoa(n.ID), Numbers: numbers})
			}
		}
	}
	return out
}

func withoutLinks(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "https://") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// rest is a call that some other program makes.
func (s *seamShop) rest(t *testing.T, method, route string, body any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), method, s.access.Address+"/wp-json"+route, strings.NewReader(string(raw)))
	require.NoError(t, err)
	req.SetBasicAuth(s.access.Key, s.access.Secret)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var out map[string]any
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&out))
	require.Less(t, resp.StatusCode, 300, "%v", out)
	return out
}

// entry is the route under which shipments are kept.
func (s *seamShop) entry(id string) string {
	switch s.way {
	case woo.WayFulfilments:
		return "/wc/v3/orders/" + id + "/fulfillments"
	case woo.WayShipmentTracking:
		return "/wc-shipment-tracking/v3/orders/" + id + "/shipment-trackings"
	case woo.WayShipmentTrackingV2:
		return "/wc/v2/orders/" + id + "/shipment-trackings"
	case woo.WayAdvanced:
		return "/wc-ast/v3/orders/" + id + "/shipment-trackings"
	default:
		return ""
	}
}

func (s *seamShop) Ship(t *testing.T, id, number string, lines ...order.LineUnits) (string, bool) {
	t.Helper()
	switch s.way {
	case woo.WayNote:
		return "", false
	case woo.WayFulfilments:
		items := []map[string]int{}
		for _, l := range lines {
			n, err := strconv.Atoi(l.Line)
			require.NoError(t, err)
			items = append(items, map[string]int{"item_id": n, "qty": l.Units})
		}
		meta := []map[string]any{{"key": "_items", "value": items}}
		if number != "" {
			meta = append(meta, map[string]any{"key": "_tracking_number", "value": number}, map[string]any{"key": "_shipment_provider", "value": "dhl"})
		}
		made := s.rest(t, http.MethodPost, s.entry(id), map[string]any{"status": "fulfilled", "meta_data": meta})
		n, ok := made["id"].(float64)
		require.True(t, ok)
		return strconv.Itoa(int(n)), true
	default:
		made := s.rest(t, http.MethodPost, s.entry(id), map[string]any{"tracking_provider": "DHL", "tracking_number": number})
		made2, ok := made["tracking_id"].(string)
		require.True(t, ok)
		return made2, true
	}
}

func (s *seamShop) Undo(t *testing.T, id, shipment string) bool {
	t.Helper()
	if s.way == woo.WayNote {
		return false // the customer has read it
	}
	s.rest(t, http.MethodDelete, s.entry(id)+"/"+shipment, nil)
	return true
}
