package aliexpress

import (
	"cmp"
	"context"
	"slices"
	"time"
)

const methodTrackingGet = "aliexpress.ds.order.tracking.get"

// Parcel is one package of an order. Packages have no id of their own, and
// Number may change on the way.
type Parcel struct {
	Number  string
	Carrier string // display text, not a code
	// LastMile and LastMileURL name the company that delivers, where told.
	LastMile    string
	LastMileURL string
	ETA         time.Time
	Items       []ParcelItem
	Nodes       []Node // oldest first
}

// ParcelItem is what is in a package. SKUID may be missing; MatchLines says
// which line it is then.
type ParcelItem struct {
	ProductID string
	SKUID     string
	SKUDesc   string // "Color:Silvery; Size:M"
	Title     string
	Quantity  int
}

// Node is one event of a package.
type Node struct {
	At   time.Time
	Name string // free text or a code
	Text string // free text
}

// FirstNode is the time of the first event, zero where there is none.
func (p Parcel) FirstNode() time.Time {
	for _, n := range p.Nodes {
		if !n.At.IsZero() {
			return n.At
		}
	}
	return time.Time{}
}

type wireTracking struct {
	OK   flag           `json:"ret"`
	Code text           `json:"code"`
	Msg  text           `json:"msg"`
	Data list[wireLine] `json:"data"`
}

type wireLine struct {
	Lines list[wireParcel] `json:"tracking_detail_line_list"`
}

type wireParcel struct {
	Number  text             `json:"mail_no"`
	Carrier text             `json:"carrier_name"`
	CPName  text             `json:"cp_name"`
	CPURL   text             `json:"cp_website_url"`
	ETA     whole            `json:"eta_time_stamps"`
	Nodes   list[wireNode]   `json:"detail_node_list"`
	Items   list[wirePacked] `json:"package_item_list"`
}

type wireNode struct {
	At   whole `json:"time_stamp"`
	Name text  `json:"tracking_name"`
	Text text  `json:"tracking_detail_desc"`
}

type wirePacked struct {
	ItemID   text  `json:"item_id"`
	SKUID    text  `json:"sku_id"`
	SKUDesc  text  `json:"sku_desc"`
	Title    text  `json:"item_title"`
	Quantity whole `json:"quantity"`
}

// trackingNone is the code for "no data": an unshipped order, and also an
// order that does not exist.
const trackingNone = "1001"

// GetTracking reads the packages of an order. None yet is an empty answer and
// not an error.
func (c *Client) GetTracking(ctx context.Context, session, orderID string) ([]Parcel, error) {
	q := call{method: methodTrackingGet, session: session, params: map[string]string{
		"ae_order_id": orderID, "language": "en_US",
	}}
	a, err := c.do(ctx, q)
	if err != nil {
		return nil, err
	}
	var w wireTracking
	there, err := a.result(&w)
	switch {
	case err != nil || !there:
		return nil, unreadable(q, a.requestID, "unreadable answer")
	case w.Code == trackingNone:
		return nil, nil
	case w.OK.set && !w.OK.on:
		e := unreadable(q, a.requestID, defaulted(string(w.Code), "refused without a code"))
		e.Message = string(w.Msg)
		return nil, e
	}
	var parcels []Parcel
	for _, data := range w.Data {
		for _, line := range data.Lines {
			parcels = append(parcels, line.parcel())
		}
	}
	return parcels, nil
}

func (w wireParcel) parcel() Parcel {
	p := Parcel{
		Number: string(w.Number), Carrier: string(w.Carrier),
		LastMile: string(w.CPName), LastMileURL: string(w.CPURL), ETA: fromMillis(w.ETA),
	}
	for _, item := range w.Items {
		p.Items = append(p.Items, ParcelItem{
			ProductID: string(item.ItemID), SKUID: string(item.SKUID), SKUDesc: string(item.SKUDesc),
			Title: string(item.Title), Quantity: int(item.Quantity.n),
		})
	}
	for _, node := range w.Nodes {
		p.Nodes = append(p.Nodes, Node{At: fromMillis(node.At), Name: string(node.Name), Text: string(node.Text)})
	}
	slices.SortStableFunc(p.Nodes, func(a, b Node) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Text, b.Text))
	})
	return p
}

func fromMillis(w whole) time.Time {
	if !w.set || w.n <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(w.n).UTC()
}
