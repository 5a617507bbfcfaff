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

// Tour is the scenes that a newcomer sees in about a minute: each line of the founding article, and what most often goes
// otherwise.
func Tour() []plot.Scene {
	otherwise := []string{
		"shopify/number changes after it was told", "shopify/refunded between payment and shipping", "shopify/the supplier's answer is lost",
		"shopify/nothing to buy it as, then mapped", "shopify/on hold here, then released", "shopify-loud/webhooks lost, doubled, out of order",
	}
	return slices.DeleteFunc(All(), func(s plot.Scene) bool {
		return len(s.Shows) == 0 && !slices.Contains(otherwise, s.Store+"/"+s.Name)
	})
}

// Matching is the scenes whose store/name matches a regular expression; all for an empty one.
func Matching(expression string) ([]plot.Scene, error) {
	wanted, err := regexp.Compile(expression)
	if err != nil {
		return nil, fmt.Errorf("scenes: %w", err)
	}
	return slices.DeleteFunc(All(), func(s plot.Scene) bool { return !wanted.MatchString(s.Store + "/" + s.Name) }), nil
}
