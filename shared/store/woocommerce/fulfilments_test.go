package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	woo "onward/shared/store/woocommerce"
)

func TestFulfilmentKeepsTheKeysOfOthers(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayFulfilments])
	o := s.paid()
	type row struct {
		ID    int             `json:"id"`
		Key   string          `json:"key"`
		Value json.RawMessage `json:"value"`
	}
	rows := func() map[string]row {
		out := map[string]row{}
		var f struct {
			Meta []row `json:"meta_data"`
		}
		require.Len(t, s.view(o.ID).Fulfilments, 1)
		require.NoError(t, json.Unmarshal(s.view(o.ID).Fulfilments[0], &f))
		for _, r := range f.Meta {
			require.NotContains(t, out, r.Key, "no key twice")
			out[r.Key] = r
		}
		return out
	}
	ids, _, err := s.client.AddShipment(t.Context(), woo.WayFulfilments, o, woo.NewShipment{Parcels: []woo.Parcel{parcel("AP1")}, Items: items(o)})
	require.NoError(t, err)
	before := rows()
	_, err = s.client.ChangeShipment(t.Context(), woo.WayFulfilments, woo.Change{OrderID: o.ID, IDs: ids, Parcels: []woo.Parcel{{Number: number, Carrier: "dhl"}}})
	require.NoError(t, err)
	after := rows()
	require.Len(t, after, len(before))
	for key, r := range before {
		require.Equal(t, r.ID, after[key].ID, "%s keeps its row", key)
	}
	require.Equal(t, before["_date_fulfilled"], after["_date_fulfilled"])
	for key, value := range map[string]string{
		"_tracking_number": number, "_shipment_provider": "dhl", "_shipping_provider": "dhl", "_provider_name": "dhl", "_tracking_url": "",
	} {
		require.Equal(t, `"`+value+`"`, string(after[key].Value), key)
	}
}

func TestFulfilmentStaysWithinTheOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayFulfilments])
	o := s.paid()
	lamp := o.Lines[0].ID
	add := func(o woo.Order, n string, items ...woo.Item) error {
		_, _, err := s.client.AddShipment(t.Context(), woo.WayFulfilments, o, woo.NewShipment{Parcels: []woo.Parcel{parcel(n)}, Items: items})
		return err
	}
	var taken *woo.TakenError
	require.ErrorAs(t, add(o, number, woo.Item{Line: lamp, Qty: 99}), &taken)
	require.Equal(t, woo.TakenError{Line: lamp, Left: 2, Ask: 99}, *taken)
	require.ErrorAs(t, add(o, number, woo.Item{Line: "4711", Qty: 1}), &taken)
	require.Equal(t, woo.KindRefused, woo.KindOf(add(o, number)))

	require.NoError(t, add(o, number, woo.Item{Line: lamp, Qty: 1}))
	require.ErrorAs(t, add(o, "OTHER1", woo.Item{Line: lamp, Qty: 2}), &taken)
	require.NoError(t, add(o, number, woo.Item{Line: o.Lines[1].ID, Qty: 1}), "one number may cover several shipments")

	id := o.ID
	s.do(http.MethodPost, "/orders/"+id+"/refund", map[string]any{"lines": map[string]int{lamp: 1}})
	o, err := s.client.Order(t.Context(), id)
	require.NoError(t, err)
	require.ErrorAs(t, add(o, "OTHER2", woo.Item{Line: lamp, Qty: 1}), &taken, "refunded units are not shipped")
	require.Len(t, s.view(id).Fulfilments, 2)
}

// A draft is a shipment that somebody prepared: it holds its lines, the customer
// knows nothing of it, and putting a number in sends it off.
func TestDraftOfAFulfilment(t *testing.T) {
	t.Parallel()
	s := newShop(t, ways()[woo.WayFulfilments])
	o := s.paid()
	lamp := o.Lines[0].ID
	s.send(http.MethodPost, "/wc/v3/orders/"+o.ID+"/fulfillments",
		`{"status":"unfulfilled","meta_data":[{"key":"_items","value":[{"item_id":`+lamp+`,"qty":2}]},{"key":"_tracking_number","value":"`+number+`"}]}`)
	held, err := s.client.Shipments(t.Context(), woo.WayFulfilments, o.ID)
	require.NoError(t, err)
	require.True(t, held[0].Draft)

	var taken *woo.TakenError
	_, _, err = s.client.AddShipment(t.Context(), woo.WayFulfilments, o, woo.NewShipment{Parcels: []woo.Parcel{parcel(number)}, Items: []woo.Item{{Line: lamp, Qty: 2}}})
	require.ErrorAs(t, err, &taken, "not taken for told")

	ch := woo.Change{OrderID: o.ID, IDs: []string{held[0].ID}, Parcels: []woo.Parcel{parcel(number)}, Notify: true}
	changed, err := s.client.ChangeShipment(t.Context(), woo.WayFulfilments, ch)
	require.NoError(t, err)
	require.True(t, changed)
	held, err = s.client.Shipments(t.Context(), woo.WayFulfilments, o.ID)
	require.NoError(t, err)
	require.False(t, held[0].Draft)
	require.Len(t, s.mails(o.ID), 1)
}
