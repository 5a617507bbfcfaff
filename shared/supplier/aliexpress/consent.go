package aliexpress

import "net/url"

// Consent is the address to send the merchant's browser to. It returns to
// redirect with code and the same state.
func (c *Client) Consent(redirect, state string) (string, error) {
	u, err := url.Parse(c.cfg.ConsentURL)
	if err != nil {
		return "", &Error{Op: "consent", Kind: NotRun, Reason: ReasonSetup, Code: "consent address is not valid", Fix: ReasonSetup.fix()}
	}
	q := u.Query()
	q.Set("response_type", "code")
	q.Set("force_auth", "true")
	q.Set("redirect_uri", redirect)
	q.Set("client_id", c.cfg.AppKey)
	if state != "" {
		q.Set("state", state)
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}
