package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/order"
	"onward/shared/table"
)

func TestConnectionsThatAskForAPerson(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	read := now.Add(-time.Hour)
	stores := []table.Store{
		{ID: "well", Imported: read, Watermark: now.Add(-5 * time.Minute)},
		{ID: "silent", Imported: read, Watermark: now.Add(-4 * time.Hour)},
		{ID: "importing", Watermark: now.Add(-50 * 24 * time.Hour)},
		{ID: "refused", Imported: read, Watermark: now.Add(-4 * time.Hour), Health: table.Health{Code: "unauthorized", ToDo: "Connect it again.", Since: now.Add(-5 * time.Hour)}},
		{ID: "left", Imported: read, Watermark: now.Add(-400 * time.Hour), Disconnected: now.Add(-300 * time.Hour), Health: table.Health{Code: "disconnected"}},
	}
	accounts := []table.Account{
		{ID: "well", ConsentUntil: now.Add(30 * 24 * time.Hour)},
		{ID: "endless"},
		{ID: "ending", ConsentUntil: now.Add(6 * 24 * time.Hour)},
		{ID: "sooner", ConsentUntil: now.Add(2 * 24 * time.Hour)},
		{ID: "ended", ConsentUntil: now.Add(-time.Hour)},
		{ID: "left", ConsentUntil: now.Add(-time.Hour), Disconnected: now.Add(-time.Hour)},
	}
	var got []string
	for _, c := range connectionsOf(stores, accounts, now) {
		got = append(got, c.About+" "+c.ID+" "+c.Code)
		assert.NotEmpty(t, c.Text, c.ID)
	}
	assert.Equal(t, []string{
		"account sooner consent_ending", "account ending consent_ending", "store refused unauthorized", "store silent unreachable", "account ended consent_ended",
	}, got, "what ends first, then what has lasted longest")
}

// TestEveryKindOfAttentionCanBeAskedFor compares the kinds with those that the core has.
func TestEveryKindOfAttentionCanBeAskedFor(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../order/order.go", nil, 0)
	require.NoError(t, err)
	var codes []order.AttentionCode
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "Attention") {
			value, isText := spec.Values[0].(*ast.BasicLit)
			if assert.True(t, isText) {
				codes = append(codes, order.AttentionCode(strings.Trim(value.Value, `"`)))
			}
		}
		return true
	})
	require.Greater(t, len(codes), 10)
	assert.ElementsMatch(t, codes, attentionCodes())
	for _, code := range codes {
		assert.NotEqual(t, attentionText(""), attentionText(code), code)
		assert.NotEqual(t, strings.ReplaceAll(string(code), "_", " "), AskTitle(code), code)
	}
}
