package order

import "slices"

// FreightRule lists shipping services by preference, for some countries or for all others.
type FreightRule struct {
	// Countries are ISO 3166-1 alpha-2; none means every country without a rule of its own.
	Countries []string `json:"countries,omitempty"`
	// Services are the supplier's codes, the best first; the first that is offered is taken.
	Services []string `json:"services"`
}

// Services is the shipping services to choose from for a country, the best first; none where there is no rule.
// A country's own rule goes before the one for all others.
func (p Policy) Services(country string) []string {
	var others []string
	for _, r := range p.Freight {
		if slices.Contains(r.Countries, country) {
			return r.Services
		}
		if len(r.Countries) == 0 && others == nil {
			others = r.Services
		}
	}
	return others
}

// ServicesChosen tells which shipping services were chosen, by item, for a purchase that is about to be sent. It is
// taken in only where no earlier call can have sent the purchase with other content.
type ServicesChosen struct {
	Effect   string            `json:"effect"`
	Attempt  int               `json:"attempt"`
	Services map[string]string `json:"services"`
}

// Kind is the event's stable name.
func (ServicesChosen) Kind() string { return "services_chosen" }

// SentWith is the component as it is sent to the supplier.
func (i Item) SentWith() Component {
	c := i.Component
	if c.Service == "" {
		c.Service = i.Service
	}
	return c
}

func (d *decision) servicesChosen(e ServicesChosen) error {
	effect, ok := d.o.Effect(e.Effect)
	if !ok || effect.Kind != EffectPlace {
		return ErrNotWanted
	}
	p, ok := d.o.Purchase(effect.Target)
	if !ok || p.State != PurchaseCalling || p.Unclear > 0 || effect.Attempt != e.Attempt || effect.Answered == e.Attempt {
		return ErrNotWanted
	}
	for i := range p.Items {
		item := &p.Items[i]
		if service := e.Services[item.ID]; service != "" && item.Component.Service == "" {
			item.Service = service
		}
	}
	return nil
}

// forgetServices takes back what was chosen for a call that never ran: it is chosen anew for the next.
func (p *Purchase) forgetServices() {
	for i := range p.Items {
		p.Items[i].Service = ""
	}
}
