package aliexpress

import (
	"context"
	"strings"

	"github.com/shopspring/decimal"

	"onward/shared/order"
	"onward/shared/supplier"
)

var _ supplier.Quoter = (*Account)(nil)

// Quote reads the product as it is sold to the country, and the ways to send the variant there.
func (a *Account) Quote(ctx context.Context, q supplier.Inquiry) (supplier.Quote, error) {
	session, err := a.session(ctx)
	if err != nil {
		return supplier.Quote{}, noSession(methodProductGet, err)
	}
	to := destination(q.ShipTo, "")
	var out supplier.Quote
	product, err := a.client.GetProduct(ctx, session, ProductQuery{ProductID: q.Component.Product, Country: to.Country, Currency: a.options.PayCurrency})
	if err != nil {
		// Without the product there is no variant whose ways could be asked for.
		out.OfferErr = seamError(err)
		out.ServicesErr = out.OfferErr
		return out, nil
	}
	sku, there := product.variant(q.Component)
	if !there {
		out.OfferErr = &supplier.Error{
			Kind: supplier.Refused, Op: methodProductGet, Reason: order.FailSKUChanged, Code: "no_such_sku", Message: "The product has no such variant any more.",
		}
		out.ServicesErr = out.OfferErr
		return out, nil
	}
	out.Stock = sku.Stock
	goods := decimal.Zero
	if sku.Price != nil {
		out.Price = order.Money{Amount: sku.Price.Amount, Currency: sku.Price.Currency}
		goods = sku.Price.Amount.Mul(decimal.NewFromInt(int64(q.Pieces)))
	}
	id := q.Component.Product
	if own := product.SubProductIDs[CountryCode(to.Country)]; own != "" {
		id = own
	}
	options, err := a.client.QueryFreight(ctx, session, FreightQuery{
		ProductID: id, SKUID: sku.ID, Quantity: q.Pieces, Country: to.Country, Province: to.Province, City: to.City, Currency: a.options.PayCurrency,
	})
	if err != nil {
		out.ServicesErr = seamError(err)
		return out, nil
	}
	for _, o := range options {
		out.Services = append(out.Services, o.service(goods))
	}
	return out, nil
}

// variant finds what an order names by its attributes, or else by its id; a product of one variant needs no name.
func (p Product) variant(c order.Component) (SKU, bool) {
	for _, s := range p.SKUs {
		if c.Options != "" && bareAttr(s.Attr) == bareAttr(c.Options) || c.Options == "" && c.SKU != "" && s.ID == c.SKU {
			return s, true
		}
	}
	if c.Options == "" && c.SKU == "" && len(p.SKUs) == 1 {
		return p.SKUs[0], true
	}
	return SKU{}, false
}

// bareAttr leaves the names out of a variant's attributes: 14:193#Black is 14:193, and sellers rename at will.
func bareAttr(attr string) string {
	parts := strings.Split(attr, ";")
	for i, part := range parts {
		parts[i], _, _ = strings.Cut(part, "#")
	}
	return strings.Join(parts, ";")
}

func (o FreightOption) service(goods decimal.Decimal) supplier.Service {
	s := supplier.Service{Code: o.Code, Name: o.Company, MinDays: o.MinDays, MaxDays: o.MaxDays, Tracked: o.Tracked}
	fee, known := o.Cost(goods)
	if s.FeeKnown = known; known {
		s.Fee = order.Money{Amount: fee}
		if o.Fee != nil {
			s.Fee.Currency = o.Fee.Currency
		}
	}
	return s
}
