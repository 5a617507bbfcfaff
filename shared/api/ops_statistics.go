package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
	"onward/shared/order"
)

func (s *service) statistics() {
	serve(s, op{
		method: http.MethodGet, path: "/v1/statistics", id: "get-statistics", tag: "Statistics", role: desk.ReadOnly,
		summary: "What orders came to: by tab, how soon stores were told, how long suppliers took, what failed",
		about:   "Each fact counts once, on the day (UTC) on which Onward learned of it, whatever was repeated. Percentiles are exact to within a minute or a quarter of their value, whichever is more.",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		Days     int            `query:"days" default:"30" minimum:"1" maximum:"90" doc:"How many days, today included."`
		Store    string         `query:"store" maxLength:"60" doc:"Of one store; all when left out."`
		Supplier order.Supplier `query:"supplier" maxLength:"30" doc:"Of one supplier; all when left out."`
	},
	) (*body[desk.Statistics], error) {
		return answer(s.Desk.Statistics(ctx, a, desk.StatisticsQuery{Days: in.Days, Store: in.Store, Supplier: in.Supplier}))
	})
}
