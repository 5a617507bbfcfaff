package aliexpress

import (
	"context"
	"time"

	"onward/shared/order"
	"onward/shared/supplier"
)

// AccountOptions is what a merchant chose for one connected account.
type AccountOptions struct {
	PayCurrency   string // default USD
	TryToPay      bool   // only where AliExpress granted automatic payment
	BusinessModel string // "", "retail" or "wholesale"
	// CreatedZone is the zone that AliExpress prints creation times in. It does
	// not say; the default is Pacific daylight time, which puts a payment
	// deadline rather an hour early than late.
	CreatedZone *time.Location
}

// Account is one connected AliExpress account behind the suppliers' seam.
type Account struct {
	client  *Client
	session func(ctx context.Context) (string, error)
	options AccountOptions
}

var _ supplier.Client = (*Account)(nil)

// NewAccount binds a client to one account. session gives the account's
// current access token before every call; it may return a [*supplier.Error].
func NewAccount(client *Client, session func(ctx context.Context) (string, error), options AccountOptions) *Account {
	if options.CreatedZone == nil {
		options.CreatedZone = time.FixedZone("PDT", -7*60*60)
	}
	return &Account{client: client, session: session, options: options}
}

// Place buys. The same request gives the same order content to the byte.
func (a *Account) Place(ctx context.Context, r supplier.Request) (supplier.Placed, error) {
	content, err := Compose(a.purchase(r))
	if err != nil {
		return supplier.Placed{}, &supplier.Error{
			Kind: supplier.Refused, Op: methodOrderCreate, Reason: order.FailOther, Code: "cannot_compose", Message: err.Error(),
		}
	}
	session, err := a.session(ctx)
	if err != nil {
		return supplier.Placed{}, noSession(methodOrderCreate, err)
	}
	placed, err := a.client.PlaceOrder(ctx, session, content)
	if err != nil {
		return supplier.Placed{}, seamError(err)
	}
	out := supplier.Placed{Orders: placed.OrderIDs}
	if placed.PaymentFailed {
		out.Note = "AliExpress made the order but could not take the payment: pay it on AliExpress."
	}
	return out, nil
}

// Find always answers [supplier.ErrCannotFind]: AliExpress has no list of a
// buyer's orders and no look-up by out_order_id.
func (a *Account) Find(context.Context, string) ([]string, bool, error) {
	return nil, false, supplier.ErrCannotFind
}

// Report reads an order and, once it is paid, its packages. Where the order
// could be read but its packages could not, the report is returned beside the
// error, with ParcelsKnown false.
func (a *Account) Report(ctx context.Context, orderID string) (order.Report, error) {
	session, err := a.session(ctx)
	if err != nil {
		return order.Report{}, noSession(methodOrderGet, err)
	}
	o, err := a.client.GetOrder(ctx, session, orderID)
	if err != nil {
		return order.Report{}, seamError(err)
	}
	report := a.report(o)
	if !o.Paid {
		return report, nil
	}
	parcels, err := a.client.GetTracking(ctx, session, orderID)
	if err != nil {
		return report, seamError(err)
	}
	report.ParcelsKnown = true
	report.Parcels = reportParcels(o, parcels)
	if o.Stage == StageEnded && len(report.Parcels) > 0 {
		report.Stage = order.StageDone
	}
	return report, nil
}

// purchase words a request. Positions of the same variant and method become
// one line: AliExpress knows a variant once an order.
func (a *Account) purchase(r supplier.Request) Purchase {
	p := Purchase{
		OutOrderID: r.ID, Address: destination(r.ShipTo, r.FallbackPhone),
		PayCurrency: a.options.PayCurrency, TryToPay: a.options.TryToPay, BusinessModel: a.options.BusinessModel,
	}
	at := map[[3]string]int{}
	for _, item := range r.Items {
		c := item.Component
		key := [3]string{c.Product, c.Options, c.Service}
		if i, there := at[key]; there {
			p.Items[i].Count += item.Quantity
			continue
		}
		at[key] = len(p.Items)
		p.Items = append(p.Items, PurchaseItem{
			ProductID: c.Product, SKUAttr: c.Options, Count: item.Quantity, ShippingMethod: c.Service, Memo: r.Note,
		})
	}
	return p
}
