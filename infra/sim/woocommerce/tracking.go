package woocommerce

import (
	"strings"
	"time"
)

// tracking is an entry of the two plugins.
type tracking struct {
	id, provider, number, link string
	custom                     bool
	shipped                    time.Time
}

// providers are the plugins' known carriers, by country, with their links.
func providers() map[string]map[string]string {
	return map[string]map[string]string{
		"Global":         {"Aramex": "https://www.aramex.com/track/results?ShipmentNumber=%1$s"},
		"Germany":        {"DHL": "https://www.dhl.de/tracking?idc=%1$s", "DPD.de": "https://tracking.dpd.de/parcelstatus?query=%1$s"},
		"Canada":         {"Canada Post": "https://www.canadapost-postescanada.ca/track?search=%1$s"},
		"United Kingdom": {"Royal Mail": "https://www3.royalmail.com/track-your-item#/tracking-results/%1$s"},
		"United States":  {"USPS": "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=%1$s", "Fedex": "https://www.fedex.com/apps/fedextrack/?tracknumbers=%1$s"},
	}
}

func providerLink(name string) (string, bool) {
	for _, group := range providers() {
		if link, ok := group[name]; ok {
			return link, true
		}
	}
	return "", false
}

// shownLink fills the placeholders of a link, as the customer gets it. A percent
// sign that is no placeholder breaks it.
func (t tracking) shownLink(o *order) string {
	to := o.shipping
	if to.Country == "" {
		to = o.billing
	}
	return strings.NewReplacer("%1$s", t.number, "%2$s", to.Postcode, "%3$s", to.Country, "%%", "%", "%", "?").Replace(t.link)
}

type trackingJSON struct {
	ID       string `json:"tracking_id"`
	Provider string `json:"tracking_provider"`
	Link     string `json:"tracking_link"`
	Number   string `json:"tracking_number"`
	Shipped  string `json:"date_shipped"`
	Links    any    `json:"_links"`
}

func (t tracking) json(o *order, collection, up string) trackingJSON {
	return trackingJSON{
		ID: t.id, Provider: t.provider, Link: t.shownLink(o), Number: t.number, Shipped: t.shipped.Format("2006-01-02"),
		Links: struct {
			Self       []hrefJSON `json:"self"`
			Collection []hrefJSON `json:"collection"`
			Up         []hrefJSON `json:"up"`
		}{[]hrefJSON{{Href: collection + "/" + t.id}}, []hrefJSON{{Href: collection}}, []hrefJSON{{Href: up}}},
	}
}

// stored is the entry in the order's meta data, where the date is in seconds.
func (t tracking) stored() map[string]any {
	m := map[string]any{
		"tracking_provider": t.provider, "custom_tracking_provider": "", "custom_tracking_link": "",
		"tracking_number": t.number, "date_shipped": unix(t.shipped), "tracking_id": t.id,
	}
	if t.custom {
		m["tracking_provider"], m["custom_tracking_provider"], m["custom_tracking_link"] = "", t.provider, t.link
	}
	return m
}

// trackingsChanged keeps the plugin's list in the order's meta data.
func (s *Sim) trackingsChanged(st *site, o *order) {
	list := []any{}
	for _, t := range o.trackings {
		list = append(list, t.stored())
	}
	o.setMeta(st, "_wc_shipment_tracking_items", list)
	s.touch(st, o)
}
