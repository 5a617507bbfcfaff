package pages

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/sheet"
)

// newImport is the page on which a list is uploaded.
type newImport struct {
	Kind, Problem, Pasted string
	Rows, KB              int
	Names                 desk.Names
	Acts                  bool
}

// importColumn is what a column is for.
type importColumn struct{ Name, Need, For, Example string }

// Columns explains the columns of a list.
func (n newImport) Columns() []importColumn {
	what := []importColumn{{"order", "always", "The order's name, as the list of orders has it.", "#1001"}}
	if n.Kind == job.KindImportOrders {
		return append(what,
			importColumn{"supplier order", "always", "The number under which you bought it. Several numbers: a row for each.", "8190000000000001"},
			importColumn{"account", "with several accounts", "The supplier account, by its name.", "Main buyer"},
			importColumn{"sku", "for a part", "Only this line of the order was bought. Empty: all that is not bought yet.", "OP-30"},
			importColumn{"quantity", "for a part", "So many units of it.", "1"},
			importColumn{"store", "with equal names", "The store, where two have an order of this name.", "Lumen Lamps"},
		)
	}
	return append(what,
		importColumn{"tracking number", "always", "Several parcels: a row for each.", "LP00123456789CN"},
		importColumn{"carrier", "recommended", "Who carries it. Empty: told by the number where it can be.", "Cainiao"},
		importColumn{"tracking url", "optional", "Your own tracking page.", "https://…"},
		importColumn{"sku", "for a part", "Only this line is in the parcel. Empty: all that the store waits for.", "OP-30"},
		importColumn{"quantity", "for a part", "So many units of it.", "1"},
		importColumn{"replaces", "to change one", "The old number, in whose place this one comes.", "LP00987654321CN"},
		importColumn{"store", "with equal names", "The store, where two have an order of this name.", "Lumen Lamps"},
	)
}

func (p *pages) newImport(v *visit) error {
	return p.showImportForm(v, http.StatusOK, newImport{Kind: v.r.URL.Query().Get("kind")})
}

func (p *pages) showImportForm(v *visit, status int, n newImport) error {
	names, err := p.Desk.Names(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	if n.Kind != job.KindImportOrders {
		n.Kind = job.KindImportTracking
	}
	n.Names, n.Acts, n.Rows, n.KB = names, v.actor.Role.Allows(desk.Operator), desk.MostImportRows, desk.MostImportBytes>>10
	return p.showAs(v, status, "newimport", "Bring in a list", n)
}

// checkImport checks what was uploaded or pasted. What can't be read is said on the form.
func (p *pages) checkImport(v *visit) error {
	n := newImport{Kind: v.r.PostFormValue("kind"), Pasted: v.r.PostFormValue("pasted")}
	name, raw, err := uploaded(v.r)
	if err != nil {
		return err
	}
	if len(raw) == 0 && strings.TrimSpace(n.Pasted) == "" {
		n.Problem = "Choose a file, or paste rows."
		return p.showImportForm(v, http.StatusUnprocessableEntity, n)
	}
	if len(raw) == 0 {
		name, raw = "pasted rows", []byte(n.Pasted)
	}
	checked, err := p.Desk.CheckImport(v.r.Context(), v.actor, n.Kind, name, raw)
	if refused, ok := errors.AsType[*desk.Error](err); ok && refused.Kind == desk.Invalid {
		n.Problem = refused.Message
		return p.showImportForm(v, http.StatusUnprocessableEntity, n)
	}
	if err != nil {
		return err
	}
	return p.to(v, "imports/"+checked.ID, "")
}

// uploaded is the file of a form; nothing when none was chosen.
func uploaded(r *http.Request) (name string, raw []byte, err error) {
	f, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("uploaded file: %w", err)
	}
	defer f.Close()
	if raw, err = io.ReadAll(f); err != nil {
		return "", nil, fmt.Errorf("uploaded file: %w", err)
	}
	return head.Filename, raw, nil
}

// importPage is a list that was checked. Bad and Doubtful are a part of its notes.
type importPage struct {
	desk.Import

	Bads, Doubtful []desk.ImportProblem
	Next           int
	Acts           bool
}

// notesShown is how many notes a page shows.
const notesShown = 100

func (p *pages) importPage(v *visit) error {
	i, err := p.Desk.Import(v.r.Context(), v.actor, v.r.PathValue("job"))
	if err != nil {
		return err
	}
	out := importPage{Import: i, Acts: v.actor.Role.Allows(desk.Operator)}
	from, _ := strconv.Atoi(v.r.URL.Query().Get("from")) // none is the beginning
	from = min(max(from, 0), len(i.Noted))
	to := min(from+notesShown, len(i.Noted))
	if to < len(i.Noted) {
		out.Next = to
	}
	for _, n := range i.Noted[from:to] {
		if n.Verdict == job.Bad {
			out.Bads = append(out.Bads, n)
		} else {
			out.Doubtful = append(out.Doubtful, n)
		}
	}
	return p.show(v, "import", "Check of the list", out)
}

// importNotes gives all notes as CSV, to work through beside the list.
func (p *pages) importNotes(v *visit) error {
	i, err := p.Desk.Import(v.r.Context(), v.actor, v.r.PathValue("job"))
	if err != nil {
		return err
	}
	rows := [][]string{{"row", "order", "value", "verdict", "problem"}}
	for _, n := range i.Noted {
		rows = append(rows, []string{strconv.Itoa(n.Row), n.Order, n.Value, string(n.Verdict), n.Problem})
	}
	var out strings.Builder
	if err := sheet.Write(&out, rows); err != nil {
		return err
	}
	v.save("text/csv", "to-mend.csv", []byte(sheet.Mark+out.String()))
	return nil
}

func (p *pages) startImport(v *visit) error {
	j, err := p.Desk.StartImport(v.r.Context(), v.actor, v.r.PathValue("job"))
	if err != nil {
		return err
	}
	return p.to(v, "jobs/"+j.ID, "")
}

func (p *pages) discardImport(v *visit) error {
	if _, err := p.Desk.CancelJob(v.r.Context(), v.actor, v.r.PathValue("job")); err != nil {
		return err
	}
	return p.to(v, "imports", "The list was discarded. Nothing was changed.")
}

func (p *pages) importTemplate(v *visit) error {
	kind := v.r.URL.Query().Get("kind")
	raw, err := p.Desk.ImportTemplate(v.actor, kind)
	if err != nil {
		return err
	}
	v.save("text/csv", kind+".csv", append([]byte(sheet.Mark), raw...))
	return nil
}
