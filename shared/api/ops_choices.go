package api

import (
	"context"
	"net/http"

	"onward/shared/api/desk"
)

// chosen registers an action on an order with a body.
func chosen[B any](s *service, name, id, summary, about string, do func(ctx context.Context, a desk.Actor, store, order string, in B) (desk.Acted, error)) {
	serve(s, op{
		method: http.MethodPost, path: "/v1/orders/{store}/{order}/" + name, id: id, tag: "Order actions", role: desk.Operator, acts: true,
		errors: []int{http.StatusNotFound, http.StatusPreconditionFailed}, summary: summary, about: about,
	}, func(ctx context.Context, a desk.Actor, in *struct {
		OrderPath
		Seen

		Body B
	},
	) (*body[desk.Acted], error) {
		if err := in.at(&a); err != nil {
			return nil, err
		}
		return answer(do(ctx, a, in.Store, in.Order, in.Body))
	})
}

// PlaceBody names what to place.
type PlaceBody struct {
	Lines []desk.LineUnits `json:"lines,omitempty" maxItems:"500" doc:"Left out, everything that can be is placed."`
}

// LinesBody names lines.
type LinesBody struct {
	Lines []string `json:"lines,omitempty" maxItems:"500" doc:"Left out, all lines."`
}

// MoveBody moves a line to another supplier.
type MoveBody struct {
	Line       string           `json:"line" minLength:"1" maxLength:"120"`
	Components []desk.Component `json:"components" minItems:"1" maxItems:"20"`
}

// choices is what decides about buying.
func (s *service) choices() {
	d := s.Desk
	chosen(s, "place", "place-order", "Place an order at its suppliers", "All of what is named, or nothing. Also retries what failed or was cancelled.",
		func(ctx context.Context, a desk.Actor, store, order string, in PlaceBody) (desk.Acted, error) {
			return d.Place(ctx, a, store, order, in.Lines)
		})
	serve(s, op{
		method: http.MethodPost, path: "/v1/orders/{store}/{order}/cancel-placing", id: "cancel-placing", tag: "Order actions", role: desk.Operator,
		acts: true, errors: []int{http.StatusNotFound, http.StatusPreconditionFailed}, summary: "Take back purchases that were not sent yet",
	}, func(ctx context.Context, a desk.Actor, in *struct {
		OrderPath
		Seen
	},
	) (*body[desk.Acted], error) {
		if err := in.at(&a); err != nil {
			return nil, err
		}
		return answer(d.CancelPlacing(ctx, a, in.Store, in.Order))
	})
	chosen(s, "record-purchase", "record-purchase", "Record a purchase that you made by hand", "From then on it is watched like any other.",
		func(ctx context.Context, a desk.Actor, store, order string, in desk.Recorded) (desk.Acted, error) {
			return d.RecordPurchase(ctx, a, store, order, in)
		})
	chosen(s, "move-supplier", "move-supplier", "Buy a line elsewhere, in this order only", "Before it is placed, or after it was rolled back.",
		func(ctx context.Context, a desk.Actor, store, order string, in MoveBody) (desk.Acted, error) {
			return d.MoveSupplier(ctx, a, store, order, in.Line, in.Components)
		})
	chosen(s, "roll-back", "roll-back", "Send lines back to Awaiting order", "What exists at the supplier or in the store stays there; attention names it.",
		func(ctx context.Context, a desk.Actor, store, order string, in LinesBody) (desk.Acted, error) {
			return d.RollBack(ctx, a, store, order, in.Lines)
		})
}
