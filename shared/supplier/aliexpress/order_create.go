package aliexpress

import (
	"context"
	"strings"
)

const methodOrderCreate = "aliexpress.ds.order.create"

// Placed is what a successful order creation says.
type Placed struct {
	// OrderIDs has several entries where the platform split the purchase by
	// seller or shipping; which item is in which is told by reading each order.
	OrderIDs []string
	// PaymentFailed: the orders exist but the automatic payment did not work,
	// so that the merchant has to pay them.
	PaymentFailed bool
	// Repeated: the platform said that it had handled this id before.
	Repeated  bool
	Message   string
	RequestID string
}

type wirePlaced struct {
	Success   flag       `json:"is_success"`
	Code      text       `json:"error_code"`
	Message   text       `json:"error_msg"`
	OrderList list[text] `json:"order_list"`
}

// PlaceOrder sends a composed order. Order ids in the answer mean that the
// orders exist, whatever else it says. An [Unclear] error may have created
// them: only the identical content may be sent again, and only within the
// platform's 24 hours.
func (c *Client) PlaceOrder(ctx context.Context, session string, content OrderContent) (Placed, error) {
	q := call{method: methodOrderCreate, session: session, writes: true, params: map[string]string{
		"param_place_order_request4_open_api_d_t_o": content.Order,
		"ds_extend_request":                         content.Extend,
	}}
	a, err := c.do(ctx, q)
	if err != nil {
		return Placed{}, err
	}
	var w wirePlaced
	there, err := a.result(&w)
	if err != nil || !there {
		return Placed{}, unreadable(q, a.requestID, "unreadable answer")
	}
	code, message := string(w.Code), string(w.Message)
	ids := realIDs(w.OrderList)
	if len(ids) > 0 {
		return Placed{
			OrderIDs: ids, Message: message, RequestID: a.requestID,
			PaymentFailed: strings.Contains(strings.ToLower(message), "autopay fail"),
			Repeated:      code == codeRepeated,
		}, nil
	}
	return Placed{}, refusedOrder(a, w, code, message)
}

// realIDs drops the zeros and blanks that a failed answer may carry.
func realIDs(l list[text]) []string {
	var ids []string
	seen := map[string]bool{}
	for _, id := range l {
		s := string(id)
		if !digits.MatchString(s) || strings.Trim(s, "0") == "" || seen[s] {
			continue
		}
		seen[s] = true
		ids = append(ids, s)
	}
	return ids
}

// refusedOrder judges an answer without order ids. Only a code known to be a
// refusal is one: an unknown one may be a fault after the order was made.
func refusedOrder(a answer, w wirePlaced, code, message string) *Error {
	e := &Error{
		Op: methodOrderCreate, Kind: Unclear, Code: code, Message: message,
		RequestID: a.requestID, Reason: ReasonOther,
	}
	switch reason := orderReason(code); {
	case code == codeRepeated:
		e.Reason = ReasonRepeated
	case w.Success.on:
		e.Code = defaulted(code, "no order ids")
	case reason != "":
		e.Kind, e.Reason = Refused, reason
	case code != "" && w.Success.set && !soundsLikeAFault(code+" "+message):
		e.Kind = Refused
	case code == "":
		e.Code = "no order ids"
	}
	if e.Reason == ReasonAddress {
		e.Field = addressField(message)
	}
	e.Fix = e.Reason.fix()
	return e
}
