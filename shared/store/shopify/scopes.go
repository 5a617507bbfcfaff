package shopify

import (
	"slices"
	"strings"
)

// WantedScopes are what order intake and fulfilment need.
func WantedScopes() []string {
	return []string{
		"read_orders", "read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders",
		"read_fulfillments", "read_locations",
	}
}

// TakeOverScopes are what seeing and taking over items at other apps' locations needs besides.
func TakeOverScopes() []string {
	return []string{"read_third_party_fulfillment_orders", "write_third_party_fulfillment_orders"}
}

// SplitScopes reads a list of scopes as Shopify writes it.
func SplitScopes(list string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }),
		func(s string) bool { return s == "" })
}

// MissingScopes lists what of the wanted scopes is not granted. Writing includes reading, and Shopify leaves the
// reading scope out of its list then.
func MissingScopes(granted, wanted []string) []string {
	var missing []string
	for _, want := range wanted {
		if slices.Contains(granted, want) {
			continue
		}
		if read, ok := strings.CutPrefix(want, "read_"); ok && slices.Contains(granted, "write_"+read) {
			continue
		}
		missing = append(missing, want)
	}
	return missing
}
