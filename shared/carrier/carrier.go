package carrier

import "strings"

// Platform is the kind of record that a store keeps of a parcel. Each knows
// other carriers, under other names.
type Platform string

// The platforms with a carrier field of their own.
const (
	Shopify          Platform = "shopify"           // fulfilment's tracking company
	WooCommerce      Platform = "woocommerce"       // order fulfilments of the core
	ShipmentTracking Platform = "shipment-tracking" // WooCommerce's plugin; its names differ per site
	Wix              Platform = "wix"               // trackingInfo.shippingProvider
)

// Parcel is what the supplier said about a package. Only Number is needed.
type Parcel struct {
	Number      string
	Service     string // the supplier's service code or logistics name
	CarrierName string // the supplier's display name of the carrier
	URL         string // the supplier's own tracking link
	Country     string // destination, ISO 3166 alpha-2
	Postcode    string // destination
}

// Tracking is what to tell the store.
type Tracking struct {
	Company string
	Number  string
	URL     string

	// Listed says that Company stands in the store's own list of carriers. Where
	// it does not, WooCommerce and Wix want it as a custom provider.
	Listed bool
	// Carrier is our identifier of the carrier, empty where only a name is known.
	Carrier string
	// Provisional marks a first-mile reference which the supplier is expected to
	// replace by the last-mile number of the same package.
	Provisional bool
}

// nameLimit is Wix's bound on a provider's name, the smallest of the stores'.
const nameLimit = 100

// Resolve turns a supplier's parcel into what the platform's store should be
// told. It never fails: an unknown carrier becomes a name with a link to a
// universal tracker.
func Resolve(p Parcel, platform Platform, o Overrides) Tracking {
	t := tables()
	number := Clean(p.Number)
	who := t.identify(p, number)
	company, listed := t.company(who, platform, o)
	if name, ok := o.name(who); ok {
		company, listed = t.spell(name, platform, o)
	}
	return Tracking{
		Company:     cut(company, nameLimit),
		Number:      number,
		URL:         t.link(p, number, who, o),
		Listed:      listed,
		Carrier:     who.carrier.ID,
		Provisional: who.provisional,
	}
}

// identity is who carries a parcel, and how we know.
type identity struct {
	carrier     carrier // zero where only a name is known
	name        string
	proven      bool // by the number
	provisional bool
	service     string // what the supplier called it: keys of a merchant's overrides
	display     string
}

func (t *catalogue) identify(p Parcel, number string) identity {
	who := identity{service: strings.TrimSpace(p.Service), display: strings.TrimSpace(p.CarrierName)}
	if f, c, ok := t.prove(number, p); ok {
		who.carrier, who.name, who.proven, who.provisional = c, c.Name, true, f.Provisional
		return who
	}
	for _, said := range []string{who.service, who.display} {
		s, ok := t.service(said)
		if !ok {
			continue
		}
		if s.Carrier != "" {
			who.carrier = t.byID[s.Carrier]
			who.name = who.carrier.Name
			return who
		}
		if who.display == "" {
			who.name = s.Name
			return who
		}
	}
	who.name = who.display
	if who.name == "" && !looksLikeCode(who.service) {
		who.name = who.service
	}
	if who.name == "" {
		who.name = t.fallback.Name
		return who
	}
	if c, ok := t.byName[fold(who.name)]; ok {
		who.carrier, who.name = c, c.Name
	}
	return who
}

// looksLikeCode tells a service code, which a buyer should not read, from a
// name: codes have no lower-case letter.
func looksLikeCode(s string) bool {
	return strings.ToUpper(s) == s
}

func cut(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return strings.TrimSpace(string(r[:limit]))
}
