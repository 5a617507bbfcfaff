package screen

import (
	"fmt"
	"io"
	"strings"

	"onward/infra/play/knocks"
	"onward/infra/play/plot"
)

// Stable writes how everything ended in a form that two plays can be compared by: a line for each order and knock, in the
// order of the scenes, with tabs between, and without what chance decides, such as the orders' names.
func Stable(out io.Writer, results []plot.Result, others []knocks.Result) error {
	for _, r := range results {
		cells := []string{
			r.Scene.Store + "/" + r.Scene.Name, joined(r.Got.Tabs), r.Got.Status, joined(r.Got.Told), joined(r.Got.Mails), r.MailedTo,
			joined(r.Got.Bought), joined(r.Got.Asks), joined(r.Wrong),
		}
		if _, err := fmt.Fprintln(out, strings.Join(cells, "\t")); err != nil {
			return fmt.Errorf("table: %w", err)
		}
	}
	for _, r := range others {
		cells := []string{r.Knock.Name, r.Answer, r.Became, joined(r.Wrong)}
		if _, err := fmt.Fprintln(out, strings.Join(cells, "\t")); err != nil {
			return fmt.Errorf("table: %w", err)
		}
	}
	return nil
}

func joined(list []string) string { return strings.Join(sorted(list), "; ") }
