package doctor

import (
	"context"
	"net/http"
	"time"
)

// tolerated is how far clocks may be apart: signatures of webhooks and requests allow five minutes, tokens less.
const tolerated = 30 * time.Second

// clock compares this machine's clock with that of whoever answers at an address.
func clock(ctx context.Context, name, address string, client *http.Client, now func() time.Time) Check {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return unknown(name, "the address can't be asked")
	}
	began := now()
	res, err := client.Do(req)
	if err != nil {
		return unknown(name, "the address does not answer")
	}
	_ = res.Body.Close()
	told, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return unknown(name, "the answer is not dated")
	}
	apart := told.Sub(began.Add(now().Sub(began) / 2)) // to a second or so, which is near enough
	if apart.Abs() > tolerated {
		return bad(name, "is "+span(apart.Abs())+" apart from this machine's", "Set the clock that is wrong by a time server (NTP): signatures and tokens are refused otherwise.")
	}
	return ok(name, "agrees with this machine's")
}
