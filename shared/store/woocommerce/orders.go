package woocommerce

import "context"

// Order reads one order with its refunds. The store answers for trashed orders too.
func (c *Client) Order(ctx context.Context, id string) (Order, error) {
	const op = "get order"
	a, err := c.read(ctx, op, orderPath(id), nil)
	if err != nil {
		return Order{}, err
	}
	o, err := DecodeOrder(a.body)
	if err != nil {
		return Order{}, &Error{Op: op, Kind: KindMalformed, Status: a.status, Err: err}
	}
	if err := c.withRefunds(ctx, &o); err != nil {
		return Order{}, err
	}
	return o, nil
}

// withRefunds reads which lines the refunds cover, if the order has any.
func (c *Client) withRefunds(ctx context.Context, o *Order) error {
	if !o.RefundsPending {
		return nil
	}
	refunds, err := c.Refunds(ctx, o.ID)
	if err != nil {
		return err
	}
	o.ApplyRefunds(refunds)
	return nil
}
