package house

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"onward/infra/play/knocks"
	"onward/infra/play/plot"
)

// Strays is what must not be there after a play: purchases that no order knows or that were made twice, calls that a
// function's permissions did not allow, and dead letters other than those that were asked for.
func (h *House) Strays(ctx context.Context, results []plot.Result) ([]string, error) {
	known := map[string]bool{}
	for _, r := range results {
		for _, id := range r.Purchases {
			known[id] = true
		}
	}
	var out []string
	for _, p := range h.aliexpress.Purchases() {
		switch {
		case p.Made > 1:
			out = append(out, fmt.Sprintf("purchase %s was made %d times at the supplier", p.OutOrderID, p.Made))
		case p.Made == 1 && !known[p.OutOrderID]:
			out = append(out, "the supplier has a purchase that no order knows: "+p.OutOrderID)
		case p.Contents > 1:
			out = append(out, fmt.Sprintf("purchase %s was asked for in %d wordings", p.OutOrderID, p.Contents))
		}
	}
	denied, err := refusals(h.Stack.Log)
	if err != nil {
		return out, err
	}
	out = append(out, denied...)
	letters := knocks.NewLetters(h.Stack.Config())
	for _, queue := range slices.Sorted(maps.Keys(h.Stack.DeadLetters)) {
		// A queue hands out some of what it has; asked a few times, all of it.
		var found []knocks.Letter
		for range 3 {
			if found, err = letters.Read(ctx, h.Stack.DeadLetters[queue]); err != nil {
				return out, err
			}
		}
		for _, l := range found {
			if !knocks.Expected(queue, l) {
				out = append(out, fmt.Sprintf("a dead letter in %s: %s (%s)", queue, shortened(l.Body), l.Reason))
			}
		}
	}
	return out, nil
}

// refusals are the calls that the functions' permissions did not allow, each once: "onward-poll is not authorized …".
func refusals(log string) ([]string, error) {
	text, err := os.ReadFile(log)
	if err != nil {
		return nil, fmt.Errorf("the functions' output: %w", err)
	}
	found := regexp.MustCompile(`[a-z-]+ is not authorized to perform: [A-Za-z]+:[A-Za-z]+`).FindAllString(string(text), -1)
	slices.Sort(found)
	return slices.Compact(found), nil
}

func shortened(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 160 {
		return text[:160] + "…"
	}
	return text
}
