package wix

import "net/http"

func (s *Sim) siteControls() {
	on(s, "POST /_sim/sites/{site}", func(r *http.Request, in struct {
		Origin string `json:"origin"`
	},
	) (any, error) {
		s.Install(r.PathValue("site"), in.Origin)
		return ok(), nil
	})
	s.on("DELETE /_sim/sites/{site}", func(r *http.Request) (any, error) {
		return ok(), s.Remove(r.PathValue("site"))
	})
	on(s, "PUT /_sim/sites/{site}/shipping-mail", func(r *http.Request, in struct {
		On bool `json:"on"`
	},
	) (any, error) {
		return ok(), s.SetShippingMail(r.PathValue("site"), in.On)
	})
	s.on("GET /_sim/sites/{site}/orders", func(r *http.Request) (any, error) {
		return s.Orders(r.PathValue("site")), nil
	})
	on(s, "POST /_sim/sites/{site}/orders", func(r *http.Request, n NewOrder) (any, error) {
		id, err := s.Buy(r.PathValue("site"), n)
		return map[string]string{"id": id}, err
	})
}

func (s *Sim) orderControls() {
	const base = "/_sim/sites/{site}/orders/{order}"
	path := func(r *http.Request) (siteID, orderID string) { return r.PathValue("site"), r.PathValue("order") }
	s.on("GET "+base, func(r *http.Request) (any, error) {
		out := s.Show(path(r))
		if out == nil {
			return nil, ErrUnknown
		}
		return out, nil
	})
	for name, do := range map[string]func(siteID, orderID string) error{
		"approve": s.Approve, "pay": s.Pay, "cancel": s.Cancel, "settle": s.Settle, "anonymise": s.Anonymise,
	} {
		s.on("POST "+base+"/"+name, func(r *http.Request) (any, error) { return ok(), do(path(r)) })
	}
	on(s, "POST "+base+"/refund", func(r *http.Request, in struct {
		Amount  string `json:"amount"`
		Pending bool   `json:"pending"`
	},
	) (any, error) {
		siteID, orderID := path(r)
		return ok(), s.Refund(siteID, orderID, in.Amount, in.Pending)
	})
	on(s, "POST "+base+"/edit", func(r *http.Request, in map[string]int) (any, error) {
		siteID, orderID := path(r)
		return ok(), s.Edit(siteID, orderID, in)
	})
	on(s, "POST "+base+"/fulfil", func(r *http.Request, in struct {
		Lines    map[string]int `json:"lines"`
		Number   string         `json:"number"`
		Provider string         `json:"provider"`
		Link     string         `json:"link"`
	},
	) (any, error) {
		siteID, orderID := path(r)
		id, err := s.FulfilByHand(siteID, orderID, in.Lines, in.Number, in.Provider, in.Link)
		return map[string]string{"id": id}, err
	})
	on(s, "POST "+base+"/unfulfil", func(r *http.Request, in struct {
		Fulfilment string `json:"fulfilment"`
	},
	) (any, error) {
		siteID, orderID := path(r)
		return ok(), s.UnfulfilByHand(siteID, orderID, in.Fulfilment)
	})
}
