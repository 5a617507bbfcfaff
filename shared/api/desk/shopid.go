package desk

import (
	"net/url"
	"regexp"
	"strings"

	"onward/shared/order"
	"onward/shared/store/shopify"
)

var instance = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// shopID brings what the merchant typed into the one spelling under which the platform's webhooks name the shop.
func shopID(p order.Platform, typed string) (outside, address string, err error) {
	typed = strings.TrimSpace(typed)
	switch p {
	case order.Shopify:
		domain, err := shopify.ShopDomain(strings.TrimPrefix(typed, "https://"))
		if err != nil {
			return "", "", invalid("body.shop", "Give the shop's permanent domain, such as name.myshopify.com.")
		}
		return domain, "https://" + domain, nil
	case order.WooCommerce:
		return siteAddress(typed)
	case order.Wix:
		id := strings.ToLower(typed)
		if !instance.MatchString(id) {
			return "", "", invalid("body.shop", "Give the app's instance id, as Wix shows it when the app is installed.")
		}
		return id, "", nil
	default:
		return "", "", invalid("body.platform", "The platform is shopify, woocommerce or wix.")
	}
}

// siteAddress reads a WooCommerce site's address. Plain http is let pass for loopback only: whether it may be
// called at all is decided where the connection is made.
func siteAddress(typed string) (outside, address string, err error) {
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return "", "", invalid("body.shop", "Give the site's address, such as https://shop.example.com.")
	}
	host := u.Hostname()
	loopback := host == "localhost" || strings.HasPrefix(host, "127.")
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback) {
		return "", "", invalid("body.shop", "The site must be reached by https.")
	}
	address = u.Scheme + "://" + strings.ToLower(u.Host) + strings.TrimRight(u.EscapedPath(), "/")
	return address, address, nil
}
