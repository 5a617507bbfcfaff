package scenes_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"onward/infra/play/catalogue"
	"onward/infra/play/scenes"
)

func TestScenesAreWellFormed(t *testing.T) {
	t.Parallel()
	all := scenes.All()
	assert.Greater(t, len(all), 40)
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
	for _, line := range []string{"Shopify 1", "Shopify 2", "Shopify 3"} {
		assert.True(t, shown[line], line)
	}
}

func TestMatching(t *testing.T) {
	t.Parallel()
	assert.Len(t, scenes.Matching(""), len(scenes.All()))
	assert.Empty(t, scenes.Matching("no such scene"))
	for _, s := range scenes.Matching("shopify-bulk/") {
		assert.Equal(t, "shopify-bulk", s.Store)
	}
}
