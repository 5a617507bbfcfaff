package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
	"onward/shared/order"
	"onward/shared/table"
)

func TestAWholeListIsWrittenDown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner, thief := b.merchant("acme"), b.merchant("thief")
	store := b.store(owner, "acme.myshopify.com")
	const many = 1100
	for i := range many {
		at := b.clock.Now().Add(-time.Duration(i) * time.Minute)
		b.bring(store.ID, strconv.Itoa(i), func(s *order.Snapshot) {
			s.CreatedAt = at
			if i%100 == 0 {
				s.ShipTo.Country = "FR"
			}
			if i == 0 {
				s.Name = "=1+1"
			}
		})
	}
	var j desk.Job
	b.must(owner, "POST", "/v1/exports", map[string]any{"tab": "awaiting_order"}, &j)
	file := "/v1/exports/" + j.ID
	code, _ := b.call(owner, "GET", file, nil).problem(t)
	assert.Equal(t, "not_ready", code)
	b.work("acme", j.ID)
	b.must(owner, "GET", "/v1/jobs/"+j.ID, nil, &j)
	assert.Equal(t, table.JobDone, j.State)
	assert.Equal(t, map[string]int{"listed": many}, j.Results)
	assert.Equal(t, 1, j.Files)
	got := b.must(owner, "GET", file, nil, nil)
	assert.Equal(t, "text/csv; charset=utf-8", got.header.Get("Content-Type"))
	assert.Equal(t, `attachment; filename="orders-awaiting_order.csv"`, got.header.Get("Content-Disposition"))
	lines := strings.Split(strings.TrimSpace(string(got.body)), "\n")
	require.Len(t, lines, many+1)
	assert.True(t, strings.HasPrefix(lines[1], "'=1+1,0,Lamps,2026-11-24T12:00:00Z,Awaiting order,Not mapped,"), lines[1])
	seen := map[string]bool{}
	for _, line := range lines[1:] {
		seen[strings.Split(line, ",")[1]] = true
	}
	assert.Len(t, seen, many, "each order once")

	b.must(owner, "POST", "/v1/exports", map[string]any{"tab": "all", "country": "fr", "older_than": b.clock.Now().Add(-500 * time.Minute).Format(time.RFC3339)}, &j)
	b.work("acme", j.ID)
	got = b.must(owner, "GET", "/v1/exports/"+j.ID, nil, nil)
	assert.Equal(t, 6, strings.Count(string(got.body), "\n"), "five orders of France are older, and the heading")

	assert.Equal(t, http.StatusNotFound, b.call(owner, "GET", file+"?file=2", nil).status)
	assert.Equal(t, http.StatusNotFound, b.call(thief, "GET", file, nil).status)
	assert.Equal(t, http.StatusUnprocessableEntity, b.call(owner, "POST", "/v1/exports", map[string]any{"tab": "nowhere"}).status)
	b.must(owner, "POST", "/v1/jobs", map[string]any{"kind": "hold", "selection": map[string]any{"tab": "failed"}}, &j)
	assert.Equal(t, http.StatusNotFound, b.call(owner, "GET", "/v1/exports/"+j.ID, nil).status)
}

// TestAVeryLongListComesInSeveralFiles makes the parts of a list that no test would bring.
func TestAVeryLongListComesInSeveralFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	owner := b.merchant("acme")
	var j desk.Job
	b.must(owner, "POST", "/v1/exports", map[string]any{"tab": "all"}, &j)
	for n := range 21 {
		body := fmt.Sprintf(`[{"s":"s","i":"%d","n":"#%d"}]`, n, n)
		require.NoError(t, b.table.PutJobPart(t.Context(), "acme", j.ID, n, []byte(body), b.clock.Now()))
	}
	_, err := b.table.UpdateJob(t.Context(), "acme", j.ID, func(j *table.Job) error {
		j.State, j.Cursor = table.JobDone, "21 "
		return nil
	})
	require.NoError(t, err)
	b.must(owner, "GET", "/v1/jobs/"+j.ID, nil, &j)
	assert.Equal(t, 2, j.Files)
	for file, has := range map[int]string{1: "#19,19,", 2: "#20,20,"} {
		got := b.must(owner, "GET", "/v1/exports/"+j.ID+"?file="+strconv.Itoa(file), nil, nil)
		assert.Contains(t, string(got.body), has)
		assert.NotContains(t, string(got.body), map[int]string{1: "#20", 2: "#19"}[file])
	}
}
