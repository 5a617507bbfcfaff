package scenes

import (
	"fmt"
	"regexp"
	"slices"

	"onward/infra/play/plot"
)

// All is every scene, in the order in which they begin.
func All() []plot.Scene {
	return slices.Concat(
		shopifyPlain(), shopifyParcels(), shopifyNumbers(), shopifyChanges(), shopifyHands(), shopifySupplier(), shopifyWebhooks(), shopifySync(),
		wooPlain(), wooChanges(), wooSites(), wooHosts(), wixPlain(), wixChanges(), wixCarriers(), wixMore(),
	)
}

// Matching is the scenes whose store/name matches a regular expression; all for an empty one.
func Matching(expression string) ([]plot.Scene, error) {
	wanted, err := regexp.Compile(expression)
	if err != nil {
		return nil, fmt.Errorf("scenes: %w", err)
	}
	return slices.DeleteFunc(All(), func(s plot.Scene) bool { return !wanted.MatchString(s.Store + "/" + s.Name) }), nil
}
