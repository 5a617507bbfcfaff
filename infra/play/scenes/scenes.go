package scenes

import (
	"slices"
	"strings"

	"onward/infra/play/plot"
)

// All is every scene, in the order in which they begin.
func All() []plot.Scene {
	return slices.Concat(shopifyPlain(), shopifyParcels(), shopifyNumbers(), shopifyChanges(), shopifyHands(), shopifySupplier(), shopifyWebhooks())
}

// Matching is the scenes whose store or name contains the text; all for an empty one.
func Matching(text string) []plot.Scene {
	return slices.DeleteFunc(All(), func(s plot.Scene) bool {
		return !strings.Contains(s.Store+"/"+s.Name, text)
	})
}
