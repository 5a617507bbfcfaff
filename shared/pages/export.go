package pages

import (
	"strconv"
	"time"

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
	f := filtersOf(v.r.PostForm)
	l := desk.Listing{Tab: f.Tab, Store: f.Store, Supplier: f.Supplier, Country: f.Country}
	if hours, err := strconv.Atoi(f.Age); err == nil && hours > 0 && hours < 100000 {
		l.OlderThan = p.Now().Truncate(time.Hour).Add(-time.Duration(hours) * time.Hour)
	}
	j, err := p.Desk.StartListing(v.r.Context(), v.actor, l)
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
