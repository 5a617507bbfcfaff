package woocommerce

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

type wireFulfilment struct {
	ID      flexString         `json:"id"`
	Status  flexString         `json:"status"`
	Is      flexString         `json:"is_fulfilled"` // true when made, "1" in the list
	Deleted flexString         `json:"date_deleted"`
	Meta    flexList[wireMeta] `json:"meta_data"`
}

type wireItem struct {
	Line flexString `json:"item_id"`
	Qty  flexString `json:"qty"`
}

func (w wireFulfilment) shipment() Shipment {
	s := Shipment{
		ID: string(w.ID), ItemsKnown: true,
		Draft: w.Status != "fulfilled" && w.Is != "true" && w.Is != "1",
	}
	for _, m := range w.Meta {
		switch m.Key {
		case metaNumber:
			s.Numbers = splitNumbers(m.text())
		case metaItems:
			var items flexList[wireItem]
			if json.Unmarshal(m.Value, &items) != nil {
				s.ItemsKnown = false
			}
			for _, i := range items {
				qty, _ := i.Qty.decimal()
				s.Items = append(s.Items, Item{Line: string(i.Line), Qty: int(qty.IntPart())})
			}
		}
	}
	return s
}

// wireItems writes ids as numbers, which is what the store keeps.
func wireItems(items []Item) (json.RawMessage, error) {
	type item struct {
		ID  json.Number `json:"item_id"`
		Qty int         `json:"qty"`
	}
	out := make([]item, 0, len(items))
	for _, i := range items {
		if !isID(i.Line) || i.Qty <= 0 {
			return nil, errors.New("a shipment's lines need an id and a quantity")
		}
		out = append(out, item{ID: json.Number(i.Line), Qty: i.Qty})
	}
	if len(out) == 0 {
		return nil, errors.New("a fulfilment needs at least one line")
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("encode lines: %w", err)
	}
	return raw, nil
}

type writtenMeta struct {
	ID    json.Number     `json:"id,omitempty"`
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// wireWrite is the body of a POST or PUT. The status decides; is_fulfilled would be ignored.
func wireWrite(meta []wireMeta) any {
	out := make([]writtenMeta, 0, len(meta))
	for _, m := range meta {
		w := writtenMeta{Key: string(m.Key), Value: m.Value}
		if isID(string(m.ID)) {
			w.ID = json.Number(m.ID)
		}
		out = append(out, w)
	}
	return map[string]any{"status": "fulfilled", "meta_data": out}
}

// setMeta puts the parcels into a fulfilment's meta data and leaves the rest as
// it is, ids included.
func setMeta(meta []wireMeta, parcels []Parcel) []wireMeta {
	meta = slices.Clone(meta)
	carriers := make([]string, 0, len(parcels))
	for _, p := range parcels {
		if p.Carrier != "" && !slices.Contains(carriers, p.Carrier) {
			carriers = append(carriers, p.Carrier)
		}
	}
	provider := strings.Join(carriers, ", ")
	for _, kv := range []struct{ key, value string }{
		{metaNumber, strings.Join(numbers(parcels), ", ")},
		{metaProvider, provider},
		{metaOlder, provider},
		{metaName, provider},
		{metaURL, parcels[0].URL},
	} {
		value, err := json.Marshal(kv.value)
		if err != nil {
			continue // a string always encodes
		}
		i := slices.IndexFunc(meta, func(m wireMeta) bool { return string(m.Key) == kv.key })
		switch {
		case i >= 0:
			meta[i].Value = value
		case kv.value != "":
			meta = append(meta, wireMeta{Key: flexString(kv.key), Value: value})
		}
	}
	return meta
}
