package shopify

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"onward/shared/order"
)

// fromREST turns a webhook's order into a snapshot. The second value says why the order should be read again because
// the payload leaves something open; it is empty when nothing is.
func fromREST(raw []byte) (order.Snapshot, string, error) {
	var in restOrder
	if err := json.Unmarshal(raw, &in); err != nil {
		return order.Snapshot{}, "", fmt.Errorf("order: %w", err)
	}
	if in.ID == "" {
		return order.Snapshot{}, "", errors.New("order: no id")
	}
	total, err := order.ParseMoney(in.TotalPrice, in.Currency)
	if err != nil {
		return order.Snapshot{}, "", fmt.Errorf("order total: %w", err)
	}
	out := order.Snapshot{
		ID: string(in.ID), Name: in.Name, CreatedAt: in.CreatedAt.UTC(), UpdatedAt: in.UpdatedAt.UTC(),
		Payment: payment(in.FinancialStatus), Cancelled: in.CancelledAt != nil, Closed: in.ClosedAt != nil, Test: in.Test,
		Currency: in.Currency, Total: total, Email: firstOf(in.Email, in.ContactEmail),
		FulfilmentsKnown: true,
	}
	out.ShipTo = in.ShippingAddress.address(in.Phone)
	out.ShipTo.TaxID = taxID(in.attributes())

	var again string
	for _, f := range in.Fulfilments {
		out.Fulfilments = append(out.Fulfilments, f.fulfilment())
	}
	ships := false
	for _, l := range in.Lines {
		line, sure, err := l.snapshot(in, out.Fulfilments)
		if err != nil {
			return order.Snapshot{}, "", err
		}
		if !sure {
			// Seen when a payload gives a line's whole quantity for a part of it.
			again, out.FulfilmentsKnown = "fulfilled quantities do not add up", false
		}
		ships = ships || line.Kind.Ships()
		out.Lines = append(out.Lines, line)
	}
	if !out.FulfilmentsKnown {
		out.Fulfilments = nil
	}
	// Without approval for customer data the billing address is missing too; then nothing follows from its absence.
	out.Pickup = ships && in.ShippingAddress == nil && in.BillingAddress != nil

	refunded, exact, err := in.refunded()
	if err != nil {
		return order.Snapshot{}, "", err
	}
	out.Refunded = refunded
	if !exact && again == "" {
		again = "refund in another currency"
	}
	return out, again, nil
}

func (l restLine) snapshot(in restOrder, done []order.StoreFulfilment) (order.SnapshotLine, bool, error) {
	price, err := order.ParseMoney(l.Price, in.Currency)
	if err != nil {
		return order.SnapshotLine{}, false, fmt.Errorf("line price: %w", err)
	}
	facts := lineFacts{
		line: order.SnapshotLine{
			ID: string(l.ID), SKU: l.SKU, Title: l.Title, Options: l.VariantTitle,
			Product: string(l.ProductID), Variant: string(l.VariantID), Quantity: l.Quantity, Price: price,
		},
		open: l.Fulfillable, current: l.CurrentQuantity, giftCard: l.GiftCard, ships: l.RequiresShipping,
		tip: isTip(!l.RequiresShipping && l.ProductID == "" && l.VariantID == "", in.TotalTip),
	}
	line, sure := facts.settle(fulfilledUnits(done, string(l.ID)))
	return line, sure, nil
}

// isTip tells a tip from a custom digital line: tips have no product, and the order says that a tip was received.
func isTip(bare bool, received string) bool {
	tip, err := order.ParseMoney(received, "")
	return bare && err == nil && tip.Amount.IsPositive()
}

func (f restFulfil) fulfilment() order.StoreFulfilment {
	out := order.StoreFulfilment{ID: string(f.ID), Numbers: trimmed(f.Numbers), Cancelled: deadFulfilment(f.Status)}
	if len(out.Numbers) == 0 {
		out.Numbers = trimmed([]string{f.Number})
	}
	for _, l := range f.Lines {
		out.Lines = append(out.Lines, order.LineUnits{Line: string(l.ID), Units: l.Quantity})
	}
	return out
}

// refunded adds up the money given back. It is not exact when a refund was made in another currency than the shop's.
func (in restOrder) refunded() (order.Money, bool, error) {
	sum, exact := order.Money{Currency: in.Currency}, true
	for _, refund := range in.Refunds {
		for _, t := range refund.Transactions {
			if t.Kind != "refund" || t.Status != "success" {
				continue
			}
			if t.Currency != "" && t.Currency != in.Currency {
				exact = false
				continue
			}
			amount, err := order.ParseMoney(t.Amount, in.Currency)
			if err != nil {
				return sum, false, fmt.Errorf("refund: %w", err)
			}
			sum.Amount = sum.Amount.Add(amount.Amount)
		}
	}
	return sum, exact, nil
}

func (in restOrder) attributes() map[string]string {
	out := make(map[string]string, len(in.NoteAttributes))
	for _, a := range in.NoteAttributes {
		if text, ok := a.Value.(string); ok {
			out[a.Name] = text
		}
	}
	return out
}

func (a *restAddress) address(phone string) order.Address {
	if a == nil {
		return order.Address{}
	}
	return order.Address{
		Name:    firstOf(a.Name, strings.TrimSpace(a.FirstName+" "+a.LastName)),
		Company: a.Company, Line1: a.Address1, Line2: a.Address2, City: a.City,
		Province: firstOf(a.ProvinceCode, a.Province), ProvinceName: a.Province,
		Postcode: a.Zip, Country: a.CountryCode, Phone: firstOf(a.Phone, phone),
	}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// trimmed drops empty texts and outer blanks; numbers typed by hand carry both.
func trimmed(texts []string) []string {
	var out []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}
