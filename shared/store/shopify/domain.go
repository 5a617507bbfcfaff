package shopify

import (
	"errors"
	"regexp"
	"strings"
)

// ErrShopDomain is returned for a text that is no shop's permanent domain.
var ErrShopDomain = errors.New("shopify: not a shop domain")

var shopDomain = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9\-_]*\.(myshopify\.com|shopify\.com|myshopify\.io|shop\.dev)$`)

// ShopDomain checks and normalises a shop's domain: lower case, without a trailing slash. Calls and tokens go to this
// address, so nothing that is not Shopify's own may pass.
func ShopDomain(shop string) (string, error) {
	shop = strings.TrimRight(strings.TrimSpace(shop), "/")
	if !shopDomain.MatchString(shop) {
		return "", ErrShopDomain
	}
	return strings.ToLower(shop), nil
}
