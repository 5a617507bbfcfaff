package wix

import (
	"slices"
	"strings"

	"onward/shared/store"
)

// numberLimit is the most that Wix takes in a number or a provider's name.
const numberLimit = 100

// between separates several numbers in Wix's one field.
const between = ", "

// numbers are the numbers that Wix holds for a fulfilment.
func (t *TrackingInfo) numbers() []string {
	if t == nil {
		return nil
	}
	return strings.FieldsFunc(t.TrackingNumber, func(r rune) bool { return strings.ContainsRune(",; \t\n", r) })
}

func numbersOf(all []store.Tracking) []string {
	out := make([]string, 0, len(all))
	for _, t := range all {
		out = append(out, t.Number)
	}
	return out
}

// sameNumbers compares without regard to order.
func sameNumbers(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// trackingOf folds trackings into Wix's one: it has a single field for the
// number. With several the link is the first's, and no link is left to Wix to
// build, which would take all of them for one number.
func trackingOf(all []store.Tracking) (TrackingInfo, error) {
	if len(all) == 0 {
		return TrackingInfo{}, &store.Error{Kind: store.Refused, Op: "wix fulfilment", Code: "NO_NUMBER"}
	}
	t := TrackingInfo{
		TrackingNumber: strings.Join(numbersOf(all), between), ShippingProvider: all[0].Company, TrackingLink: all[0].URL,
	}
	if len(all) > 1 {
		t.ShippingProvider = shown(t.ShippingProvider)
	}
	if len([]rune(t.TrackingNumber)) > numberLimit {
		return TrackingInfo{}, &store.Error{
			Kind: store.Refused, Op: "wix fulfilment", Code: "NUMBERS_TOO_LONG", Message: "Wix takes 100 characters of tracking numbers in one fulfilment",
		}
	}
	return t, nil
}

// withoutNumber is a tracking that only leads to the carrier's page. The
// carrier's name must not be one for which Wix builds links from numbers.
func (t *TrackingInfo) withoutNumber() TrackingInfo {
	return TrackingInfo{ShippingProvider: shown(t.ShippingProvider), TrackingLink: t.TrackingLink}
}

// shown spells a provider that Wix knows in a way that is only shown.
func shown(provider string) string {
	switch provider {
	case "fedex":
		return "FedEx"
	case "canadaPost":
		return "Canada Post"
	case "ups", "usps", "dhl":
		return strings.ToUpper(provider)
	}
	return provider
}
