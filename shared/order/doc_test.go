package order_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

// TestDiagramInTheDocumentationIsTheTable compares the picture that `go doc` shows with the table. To draw it
// anew, put what the failure prints between the lines of doc.go.
func TestDiagramInTheDocumentationIsTheTable(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var drawn []string
	inside := false
	for line := range strings.Lines(string(source)) {
		switch text, code := strings.CutPrefix(strings.TrimRight(line, "\n"), "//\t"); {
		case text == "stateDiagram-v2":
			inside = true
		case inside && !code:
			inside = false
		case inside:
			drawn = append(drawn, text)
		}
	}
	require.Equal(t, strings.Join(diagram(), "\n//\t"), strings.Join(drawn, "\n//\t"))
}

// diagram draws the table in mermaid's language, a state after the other.
func diagram() []string {
	out := []string{"    [*] --> pending", "    [*] --> awaiting_order"}
	for _, tr := range order.Transitions() {
		out = append(out, fmt.Sprintf("    %s --> %s: %s", tr.From, tr.To, tr.Cause))
	}
	return out
}
