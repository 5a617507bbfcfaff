package pages

import (
	"strings"
	"time"

	"onward/shared/api/desk"
)

// settingsPage is the merchant's own affairs.
type settingsPage struct {
	Me     desk.Me
	Holds  desk.Holds
	Tokens []desk.Token
	// Made is a token that was made just now; it is shown this once.
	Made *desk.Token
	Acts bool
	Owns bool
}

func (p *pages) settings(v *visit) error { return p.showSettings(v, nil) }

func (p *pages) showSettings(v *visit, made *desk.Token) error {
	ctx := v.r.Context()
	out := settingsPage{Made: made, Acts: v.actor.Role.Allows(desk.Operator), Owns: v.actor.Role.Allows(desk.Owner)}
	var err error
	if out.Me, err = p.Desk.Me(ctx, v.actor); err != nil {
		return err
	}
	if out.Holds, err = p.Desk.Holds(ctx, v.actor); err != nil {
		return err
	}
	if out.Owns {
		if out.Tokens, err = p.Desk.Tokens(ctx, v.actor); err != nil {
			return err
		}
	}
	return p.show(v, "settings", "Settings", out)
}

func (p *pages) saveMerchant(v *visit) error {
	form := v.r.PostForm
	name, mail, zone := strings.TrimSpace(form.Get("name")), strings.TrimSpace(form.Get("mail")), strings.TrimSpace(form.Get("time_zone"))
	if name == "" {
		return &desk.Error{Kind: desk.Invalid, Code: "invalid_name", Message: "Give a name."}
	}
	if _, err := p.Desk.UpdateMerchant(v.r.Context(), v.actor, desk.ChangeMerchant{Name: &name, Mail: &mail, TimeZone: &zone}); err != nil {
		return err
	}
	if s, ok := p.Sessions.read(v.r); ok {
		p.Sessions.set(v.w, s.Secret, s.ID, name)
	}
	return p.to(v, "settings", "Saved.")
}

func (p *pages) holdAll(v *visit) error {
	s := switchOf(v.r.PostForm)
	if _, err := p.Desk.HoldMerchant(v.r.Context(), v.actor, s); err != nil {
		return err
	}
	return p.to(v, "settings", switched(s))
}

// createToken shows the new token on the page itself: it must not travel through a cookie or an address.
func (p *pages) createToken(v *visit) error {
	form := v.r.PostForm
	n := desk.NewToken{Name: form.Get("name"), Role: desk.Role(form.Get("role"))}
	if day, err := time.Parse("2006-01-02", form.Get("expires")); err == nil {
		n.Expires = day.Add(24 * time.Hour)
	}
	made, err := p.Desk.CreateToken(v.r.Context(), v.actor, n)
	if err != nil {
		return err
	}
	return p.showSettings(v, &made)
}

func (p *pages) revokeToken(v *visit) error {
	if err := p.Desk.RevokeToken(v.r.Context(), v.actor, v.r.PathValue("token")); err != nil {
		return err
	}
	return p.to(v, "settings", "Revoked. It ends within fifteen seconds.")
}
