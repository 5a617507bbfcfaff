package shopify

import "slices"

// knownCarrier tells whether the shop builds links for a carrier. It is a part of the list of names that hold in every
// country; the spelling counts.
func knownCarrier(name string) bool {
	return slices.Contains([]string{
		"4PX", "Anjun Logistics", "Australia Post", "Canada Post", "China Post", "Chukou1", "Correos", "DHL eCommerce", "DHL Express",
		"DPD", "Evri", "FedEx", "GLS", "La Poste Colissimo", "PostNL", "Royal Mail", "SF Express", "SFC Fulfillment", "Singapore Post",
		"UPS", "USPS", "YiFan Express", "YunExpress",
	}, name)
}
