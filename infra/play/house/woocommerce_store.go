package house

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"onward/infra/play/catalogue"
	"onward/infra/play/plot"
	"onward/infra/sim/woocommerce"
)

// wooStore is a simulated WooCommerce store as scenes see it.
type wooStore struct {
	house   *House
	sim     *woocommerce.Sim
	site    string
	control string // address of the site's control interface
	id      string // Onward's
	names   lineNames
}

var _ plot.Store = (*wooStore)(nil)

func (s *wooStore) ID() string { return s.id }

func (s *wooStore) Buy(b plot.Basket) (id, name string, err error) {
	var lines []map[string]any
	for _, item := range b.Items {
		a, ok := catalogue.Find(item.Article)
		if !ok {
			return "", "", errors.New("no article " + item.Article)
		}
		lines = append(lines, map[string]any{
			"name": a.Title, "sku": a.Key, "product_id": number(a.Product), "variation_id": number(a.Variant), "price": a.Price,
			"quantity": item.Units, "virtual": a.Digital || a.Card,
		})
	}
	to := address(b)
	spec := map[string]any{
		"lines": lines, "status": "processing", "buyer": map[string]string{
			"first_name": to.FirstName, "last_name": to.LastName, "address_1": to.Address1, "city": to.City, "state": to.ProvinceCode,
			"postcode": to.Zip, "country": to.CountryCode, "email": b.Email, "phone": to.Phone,
		},
	}
	switch {
	case b.Unpaid:
		spec["status"] = "pending"
	case b.Held:
		spec["status"], spec["payment_method"] = "on-hold", "bacs" // the money comes by bank transfer
	}
	var ids []int
	buy := func() { err = control(context.Background(), s.control+"/orders", spec, &ids) }
	if b.Company < 2 {
		buy()
	} else if alone := s.house.visits.together(s.site, b.Company, s.house.opts.Patience, buy, s.sim.Cron); alone != nil {
		return "", "", alone
	}
	if err != nil || len(ids) == 0 {
		return "", "", fmt.Errorf("order: %w", err)
	}
	id = strconv.Itoa(ids[0])
	_, err = s.Lines(id)
	return id, "#" + id, err
}

func number(id string) int {
	n, err := strconv.Atoi(id)
	if err != nil {
		return 0
	}
	return n
}

// wooView is what the control interface shows of an order.
type wooView struct {
	Order struct {
		Status string `json:"status"`
		Lines  []struct {
			ID       int    `json:"id"`
			SKU      string `json:"sku"`
			Quantity int    `json:"quantity"`
		} `json:"line_items"`
	} `json:"order"`
	Fulfilments []struct {
		Meta []struct {
			Key   string          `json:"key"`
			Value json.RawMessage `json:"value"`
		} `json:"meta_data"`
	} `json:"fulfilments"`
	Trackings []struct {
		Number string `json:"tracking_number"`
	} `json:"trackings"`
	Notes []struct {
		Text       string `json:"note"`
		ToCustomer bool   `json:"customer_note"`
	} `json:"notes"`
}

func (s *wooStore) view(order string) (v wooView, there bool, err error) {
	raw := s.sim.View(s.site, number(order))
	if raw == nil {
		return v, false, nil
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, false, fmt.Errorf("order %s: %w", order, err)
	}
	return v, true, nil
}

func (s *wooStore) Lines(order string) (map[string]string, error) {
	v, _, err := s.view(order)
	out := map[string]string{}
	for _, l := range v.Order.Lines {
		out[strconv.Itoa(l.ID)] = l.SKU
	}
	return s.names.note(order, out), err
}

func (s *wooStore) Act(order string, d plot.Deed) error {
	v, _, err := s.view(order)
	if err != nil {
		return err
	}
	lines := map[string]int{}
	for _, item := range d.Items {
		for _, l := range v.Order.Lines {
			if l.SKU == item.Article {
				lines[strconv.Itoa(l.ID)] = item.Units
			}
		}
	}
	action, in := d.Do, map[string]any{}
	switch d.Do {
	case "pay", "restore", "anonymise":
	case "status":
		in["status"] = d.Status
	case "delete":
		action = "trash"
	case "cancel":
		action, in["status"] = "status", "cancelled"
	case "hold":
		action, in["status"] = "status", "on-hold"
	case "release":
		action, in["status"] = "status", "processing"
	case "complete":
		action, in["status"] = "status", "completed"
	case "edit":
		in["quantities"] = lines
	case "fulfil":
		action, in["number"] = "ship", first(d.Numbers)
	case "refund":
		switch {
		case len(lines) > 0:
			in["lines"] = lines
		case d.Amount != "":
			in["amount"] = d.Amount
		default:
			in["full"] = true
		}
	default:
		return s.happen(order, d.Do)
	}
	return control(context.Background(), s.control+"/orders/"+order+"/"+action, in, nil)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// numbered finds tracking numbers in a mail.
var numbered = regexp.MustCompile(`\bL[A-Z][0-9]{9}CN\b`)

func (s *wooStore) Holds(order string) (plot.Held, error) {
	v, there, err := s.view(order)
	if err != nil || !there {
		return plot.Held{}, err
	}
	held := plot.Held{Status: v.Order.Status, Mails: s.mails(order)}
	for _, t := range v.Trackings {
		held.Shipments = append(held.Shipments, plot.Shipment{Numbers: []string{t.Number}})
	}
	for _, n := range v.Notes {
		if found := numbered.FindAllString(n.Text, -1); n.ToCustomer && len(found) > 0 {
			held.Shipments = append(held.Shipments, plot.Shipment{Numbers: slices.Compact(found)})
		}
	}
	articles, err := s.Lines(order)
	held.Shipments = append(held.Shipments, v.fulfilments(articles)...)
	return held, err
}

// mails are what the store sent the customer, with the numbers that a reader finds in them.
func (s *wooStore) mails(order string) []plot.Mail {
	var out []plot.Mail
	for _, m := range s.sim.Mails(s.site, number(order)) {
		about := map[string]string{"fulfilment": "shipped", "fulfilment_updated": "changed"}[m.Kind]
		if about == "" {
			about = m.Kind
		}
		out = append(out, plot.Mail{About: about, Numbers: numbered.FindAllString(m.Body, -1), To: m.To})
	}
	return out
}

// fulfilments are those of the core.
func (v *wooView) fulfilments(articles map[string]string) []plot.Shipment {
	var out []plot.Shipment
	for _, f := range v.Fulfilments {
		var shipment plot.Shipment
		for _, m := range f.Meta {
			switch m.Key {
			case "_tracking_number":
				var n string
				if json.Unmarshal(m.Value, &n) == nil && n != "" {
					shipment.Numbers = []string{n}
				}
			case "_items":
				var items []struct {
					ID  int `json:"item_id"`
					Qty int `json:"qty"`
				}
				if json.Unmarshal(m.Value, &items) == nil {
					for _, i := range items {
						shipment.Items = append(shipment.Items, plot.Item{Article: articles[strconv.Itoa(i.ID)], Units: i.Qty})
					}
				}
			}
		}
		out = append(out, shipment)
	}
	return out
}
