package scenes_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/infra/play/catalogue"
	"onward/infra/play/scenes"
)

func TestScenesAreWellFormed(t *testing.T) {
	t.Parallel()
	all := scenes.All()
	assert.GreaterOrEqual(t, len(all), 60)
	seen := map[string]bool{}
	polled := 0
	for _, s := range all {
		name := s.Store + "/" + s.Name
		assert.False(t, seen[name], "%s is there twice", name)
		seen[name] = true
		assert.NotEmpty(t, s.Steps, name)
		assert.NotEmpty(t, s.End.Tabs, "%s has no stated end", name)
		if s.Polled {
			polled++
		}
		for _, list := range [][]string{s.End.Tabs, s.End.Told, s.End.Bought} {
			for _, entry := range list {
				for _, article := range articles(entry) {
					_, known := catalogue.Find(article)
					assert.True(t, known, "%s: %q in %q", name, article, entry)
				}
			}
		}
	}
	assert.InDelta(t, len(all)/2, polled, float64(len(all))/8, "about half of the orders get no push message, so that polling is shown")
}

func TestTourShowsTheWholeArticleAndTroubles(t *testing.T) {
	t.Parallel()
	tour := scenes.Tour()
	troubles, polled := 0, 0
	for _, s := range tour {
		if len(s.Shows) == 0 {
			troubles++
		}
		if s.Polled {
			polled++
		}
	}
	assert.Equal(t, 6, troubles, "each trouble is still called so")
	assert.Greater(t, polled, len(tour)/3, "polling is shown")
	assert.Less(t, len(tour), 40, "about a minute")
}

// articles names what an entry such as "A: 1 glasses + 2 clip" speaks of.
func articles(entry string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`[0-9]+ ([a-z]+)`).FindAllStringSubmatch(entry, -1) {
		if m[1] != "orders" {
			out = append(out, m[1])
		}
	}
	return out
}

func TestEveryLineOfTheFoundingArticleIsShown(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, s := range scenes.All() {
		for _, line := range s.Shows {
			begin, _, _ := strings.Cut(line, ":")
			shown[begin] = true
		}
	}
	for _, line := range []string{
		"Shopify 1", "Shopify 1a", "Shopify 2", "Shopify 3", "WooCommerce 1", "WooCommerce 1a", "WooCommerce 2", "WooCommerce 3",
		"Wix 1", "Wix 1a", "Wix 2", "Wix 3", "Wix 3a",
	} {
		assert.True(t, shown[line], line)
		delete(shown, line)
	}
	assert.Empty(t, shown, "lines that the article has not got")
}

func TestMatching(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]int{"": len(scenes.All()), "no such scene": 0, "^shopify-bulk/": 3, "^(woo|shopify)/one line$": 2} {
		got, err := scenes.Matching(expression)
		require.NoError(t, err)
		assert.Len(t, got, want, expression)
	}
	_, err := scenes.Matching("(")
	require.Error(t, err)
}
