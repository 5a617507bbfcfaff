package pages

import (
	"strconv"

	"onward/shared/api/desk"
	"onward/shared/sheet"
)

// exportOrders gives what is on the screen as CSV.
func (p *pages) exportOrders(v *visit) error {
	list, _, err := p.listOrders(v)
	if err != nil {
		return err
	}
	raw, err := desk.OrdersCSV(list.Rows, list.Names, list.Filters.Tab)
	if err != nil {
		return err
	}
	v.save("text/csv", "orders.csv", append([]byte(sheet.Mark), raw...))
	return nil
}

// exportAll has the whole list written down, as a job.
func (p *pages) exportAll(v *visit) error {
	q := p.asked(filtersOf(v.r.PostForm))
	j, err := p.Desk.StartListing(v.r.Context(), v.actor, desk.Listing{
		Tab: q.Tab, Store: q.Store, Supplier: q.Supplier, Country: q.Country, OlderThan: q.OlderThan,
	})
	if err != nil {
		return err
	}
	return p.to(v, "jobs/"+j.ID, "")
}

// ordersFile gives a list that a job wrote down.
func (p *pages) ordersFile(v *visit) error {
	file, _ := strconv.Atoi(v.r.URL.Query().Get("file")) // none is the first
	name, raw, err := p.Desk.OrdersFile(v.r.Context(), v.actor, v.r.PathValue("job"), max(file, 1))
	if err != nil {
		return err
	}
	v.save("text/csv", name, append([]byte(sheet.Mark), raw...))
	return nil
}

// save answers with a file that the browser saves and never shows.
func (v *visit) save(media, name string, raw []byte) {
	h := v.w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+desk.FileName(name)+`"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	_, _ = v.w.Write(raw) // the client is gone when this fails
}
