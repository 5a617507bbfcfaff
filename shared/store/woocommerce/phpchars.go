package woocommerce

import (
	"regexp"
	"strings"
)

var specialChars = regexp.MustCompile(`&(?:quot|lt|gt|amp|#0*(?:34|38|39|60|62)|#[xX]0*(?:22|26|27));`)

// phpDecode does to a secret what WordPress does before it signs with it: the
// HTML forms of & < > " ' are turned back, once, so that "&amp;lt;" gives "&lt;".
func phpDecode(s string) string {
	return specialChars.ReplaceAllStringFunc(s, func(entity string) string {
		switch strings.ToLower(strings.TrimLeft(strings.Trim(entity, "&;"), "#x0X")) {
		case "quot", "34", "22":
			return `"`
		case "39", "27":
			return "'"
		case "lt", "60":
			return "<"
		case "gt", "62":
			return ">"
		default:
			return "&"
		}
	})
}
