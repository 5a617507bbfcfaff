package aliexpress

import "context"

const methodMemberBenefit = "aliexpress.ds.member.benefit.get"

// Benefit is a privilege of the connected account, such as "auto-pay".
type Benefit struct {
	Code     string
	Title    string
	CanApply bool
	CanUse   bool
}

// BenefitAutoPay is the code of automatic payment.
const BenefitAutoPay = "auto-pay"

type wireBenefit struct {
	Code       text `json:"code"`
	Title      text `json:"title"`
	CanApply   flag `json:"canApply"`
	CanBenefit flag `json:"canBenefit"`
}

// GetBenefits lists the account's privileges.
func (c *Client) GetBenefits(ctx context.Context, session string) ([]Benefit, error) {
	q := call{method: methodMemberBenefit, session: session}
	a, err := c.do(ctx, q)
	if err != nil {
		return nil, err
	}
	var w list[wireBenefit]
	there, err := a.result(&w)
	if err != nil || !there {
		return nil, unreadable(q, a.requestID, "unreadable answer")
	}
	var benefits []Benefit
	for _, b := range w {
		benefits = append(benefits, Benefit{Code: string(b.Code), Title: string(b.Title), CanApply: b.CanApply.on, CanUse: b.CanBenefit.on})
	}
	return benefits, nil
}
