package pages

import (
	"encoding/csv"
	"strconv"
	"strings"
	"time"
)

// exportOrders gives what is on the screen as CSV.
func (p *pages) exportOrders(v *visit) error {
	list, _, err := p.listOrders(v)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="orders.csv"`)
	out := csv.NewWriter(v.w)
	rows := [][]string{{"order", "id", "store", "made", "tabs", "state", "suppliers", "country", "total", "attention", "held"}}
	for _, r := range list.Rows {
		var tabs, suppliers []string
		for _, tab := range r.Tabs {
			tabs = append(tabs, tabTitle(tab))
		}
		if len(tabs) == 0 {
			tabs = []string{tabTitle(list.Filters.Tab)}
		}
		for _, s := range r.Suppliers {
			suppliers = append(suppliers, supplierName(s))
		}
		rows = append(rows, []string{
			r.Name, r.ID, list.Names.Store(r.Store), r.Created.UTC().Format(time.RFC3339), strings.Join(tabs, ", "), whyLabel(r.Why),
			strings.Join(suppliers, ", "), r.Country, r.Total, strconv.Itoa(r.Attention), strconv.FormatBool(r.Held),
		})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(row[i])
		}
		if err := out.Write(row); err != nil {
			return nil //nolint:nilerr // the client is gone
		}
	}
	out.Flush()
	return nil
}

// harmless keeps spreadsheets from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
