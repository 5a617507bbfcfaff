package order

// Title is what people call the supplier.
func (s Supplier) Title() string {
	switch s {
	case AliExpress:
		return "AliExpress"
	case CJ:
		return "CJ Dropshipping"
	default:
		return string(s)
	}
}

// Title is what people call the platform.
func (p Platform) Title() string {
	switch p {
	case Shopify:
		return "Shopify"
	case WooCommerce:
		return "WooCommerce"
	case Wix:
		return "Wix"
	default:
		return string(p)
	}
}
