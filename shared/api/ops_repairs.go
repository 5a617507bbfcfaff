package api

import (
	"context"

	"onward/shared/api/desk"
	"onward/shared/order"
)

// SettleBody says what became of a purchase.
type SettleBody struct {
	Purchase string   `json:"purchase" minLength:"1" maxLength:"60"`
	Orders   []string `json:"orders,omitempty" maxItems:"20" doc:"The supplier's order numbers; left out when it was not placed."`
}

// ChangeBody replaces a supplier's order number.
type ChangeBody struct {
	Purchase string `json:"purchase" minLength:"1" maxLength:"60"`
	From     string `json:"from" minLength:"1" maxLength:"60"`
	To       string `json:"to" minLength:"1" maxLength:"60"`
}

// FulfilmentBody names a fulfilment.
type FulfilmentBody struct {
	Fulfilment string `json:"fulfilment" minLength:"1" maxLength:"60" doc:"Its id, or complete for completing the order in the store."`
	TakeOver   bool   `json:"take_over,omitempty" doc:"Shopify: first take its items over from another app's location to one of the shop's own. Needs the permissions for third-party fulfilment orders."`
}

// AttentionBody names something that asks for attention.
type AttentionBody struct {
	Code    order.AttentionCode `json:"code" minLength:"1" maxLength:"60"`
	Subject string              `json:"subject,omitempty" maxLength:"200"`
}

// repairs is what a person settles that nothing else can.
func (s *service) repairs() {
	d := s.Desk
	chosen(s, "settle-placed", "settle-placed", "Say whether a purchase of unknown outcome was placed", "With its order numbers it is watched; without, it can be placed again.",
		func(ctx context.Context, a desk.Actor, store, order string, in SettleBody) (desk.Acted, error) {
			return d.SettlePlaced(ctx, a, store, order, in.Purchase, in.Orders)
		})
	chosen(s, "change-supplier-order", "change-supplier-order", "Replace a supplier's order number by another", "",
		func(ctx context.Context, a desk.Actor, store, order string, in ChangeBody) (desk.Acted, error) {
			return d.ChangeSupplierOrder(ctx, a, store, order, in.Purchase, in.From, in.To)
		})
	chosen(s, "set-tracking", "set-tracking", "Give tracking numbers by hand", "For a fulfilment the list replaces the old one. Without a fulfilment it makes one, for the lines named or for all that the store waits for.",
		func(ctx context.Context, a desk.Actor, store, order string, in desk.NewTracking) (desk.Acted, error) {
			return d.SetTracking(ctx, a, store, order, in)
		})
	chosen(s, "tell-again", "tell-again", "Tell the store once more", "For a fulfilment that the store refused, or that was undone there.",
		func(ctx context.Context, a desk.Actor, store, order string, in FulfilmentBody) (desk.Acted, error) {
			return d.TellAgain(ctx, a, store, order, in.Fulfilment, in.TakeOver)
		})
	chosen(s, "resolve-parcel", "resolve-parcel", "Say what a parcel in doubt is", "",
		func(ctx context.Context, a desk.Actor, store, order string, in desk.Resolved) (desk.Acted, error) {
			return d.ResolveParcel(ctx, a, store, order, in)
		})
	chosen(s, "see-attention", "see-attention", "Mark something as dealt with", "",
		func(ctx context.Context, a desk.Actor, store, id string, in AttentionBody) (desk.Acted, error) {
			return d.SeeAttention(ctx, a, store, id, in.Code, in.Subject)
		})
}
