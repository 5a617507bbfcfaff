package woocommerce

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

const advancedBase = "/wc-ast/v3"

// trackingBases are the namespaces of the plugins that are installed.
func trackingBases(set Settings) []string {
	var bases []string
	if set.ShipmentTracking {
		if set.OldTrackingRoutes {
			bases = append(bases, "/wc/v2")
		} else {
			bases = append(bases, "/wc-shipment-tracking/v3")
		}
	}
	if set.AdvancedShipmentTracking {
		bases = append(bases, advancedBase)
	}
	return bases
}

func (s *Sim) trackingURLs(r *request, base string) (collection, up string) {
	at := s.address(r.st)
	return fmt.Sprintf("%s/wp-json%s/orders/%s/shipment-trackings", at, base, r.args[0]),
		fmt.Sprintf("%s/wp-json/wc/v3/orders/%s", at, r.args[0])
}

func listTrackings(base string) func(*Sim, *request) reply {
	return func(s *Sim, r *request) reply {
		o, missing, ok := r.order()
		if !ok {
			return missing
		}
		collection, up := s.trackingURLs(r, base)
		out := []any{}
		for _, t := range o.trackings {
			out = append(out, t.json(o, collection, up))
		}
		return reply{status: http.StatusOK, body: out}
	}
}

type trackingInput struct {
	Provider   string `json:"tracking_provider"`
	Custom     string `json:"custom_tracking_provider"`
	CustomLink string `json:"custom_tracking_link"`
	Number     string `json:"tracking_number"`
	Shipped    string `json:"date_shipped"`
	// The advanced plugin's own.
	StatusShipped int `json:"status_shipped"`
	Replace       int `json:"replace_tracking"`
}

func createTracking(base string) func(*Sim, *request) reply {
	return func(s *Sim, r *request) reply {
		o, missing, ok := r.order()
		if !ok {
			return missing
		}
		var in trackingInput
		if bad, ok := r.decode(&in); !ok {
			return bad
		}
		if in.Number == "" {
			return reply{status: http.StatusBadRequest, body: restErr(http.StatusBadRequest, "rest_missing_callback_param", "Missing parameter(s): tracking_number")}
		}
		t := tracking{provider: in.Custom, link: in.CustomLink, custom: true, number: in.Number, shipped: s.clockDay()}
		if in.Provider != "" {
			link, known := providerLink(in.Provider)
			if !known {
				return badParam("tracking_provider", "tracking_provider is not one of the known providers.")
			}
			t.provider, t.link, t.custom = in.Provider, link, false
		}
		if in.Shipped != "" {
			day, err := time.Parse("2006-01-02", in.Shipped)
			if err != nil {
				return badParam("date_shipped", "Invalid date.")
			}
			t.shipped = day
		}
		t.id = md5hex(t.provider + "-" + t.number + s.hex(8))
		if base == advancedBase && in.Replace == 1 {
			o.trackings = nil
		}
		o.trackings = append(o.trackings, t)
		s.trackingsChanged(r.st, o)
		if base == advancedBase && in.StatusShipped == 1 {
			s.setStatus(r.st, o, "completed")
		}
		collection, up := s.trackingURLs(r, base)
		return reply{status: http.StatusCreated, body: t.json(o, collection, up), header: http.Header{"Location": {collection + "/" + t.id}}}
	}
}

func deleteTracking(base string) func(*Sim, *request) reply {
	return func(s *Sim, r *request) reply {
		o, missing, ok := r.order()
		if !ok {
			return missing
		}
		i := slices.IndexFunc(o.trackings, func(t tracking) bool { return t.id == r.args[1] })
		if i < 0 {
			return fail(http.StatusNotFound, "woocommerce_rest_order_shipment_tracking_invalid_id", "Invalid shipment tracking ID.")
		}
		t := o.trackings[i]
		o.trackings = slices.Delete(slices.Clone(o.trackings), i, i+1)
		s.trackingsChanged(r.st, o)
		collection, up := s.trackingURLs(r, base)
		return reply{status: http.StatusOK, body: t.json(o, collection, up)}
	}
}

func (s *Sim) listProviders(r *request) reply {
	if _, missing, ok := r.order(); !ok {
		return missing
	}
	return reply{status: http.StatusOK, body: providers()}
}
