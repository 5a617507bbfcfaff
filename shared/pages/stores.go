package pages

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/order"
)

func (p *pages) stores(v *visit) error {
	items, err := p.Desk.Stores(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return showList(p, v, "stores", "Stores", "", items)
}

func (p *pages) newStore(v *visit) error {
	return p.show(v, "newstore", "Connect a store", newStorePage{
		Platform: order.Platform(v.r.URL.Query().Get("platform")), Pages: p.Connect != nil,
	})
}

// newStorePage is the form for a new store.
type newStorePage struct {
	Platform order.Platform
	// Pages: the platforms' own pages are offered.
	Pages bool
}

// platformPage sends the browser to the platform's own page, where the merchant connects the store.
func (p *pages) platformPage(v *visit) error {
	form, platform := v.r.PostForm, order.Platform(v.r.PostFormValue("platform"))
	page, err := p.Desk.PlatformPage(v.r.Context(), v.actor, platform, strings.TrimSpace(form.Get("shop")), form.Get("store"))
	if err != nil {
		return err
	}
	return p.away(v, platform.Title(), page)
}

// away leads the browser to another site. A form can't be answered with a redirect there: our own policy forbids it.
func (p *pages) away(v *visit, name, page string) error {
	return p.show(v, "away", "On to "+name, map[string]string{"Name": name, "Page": page})
}

func credentialsOf(form url.Values) desk.Credentials {
	field := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return desk.Credentials{Access: field("access"), Refresh: field("refresh"), Key: field("key"), Secret: field("secret")}
}

func (p *pages) addStore(v *visit) error {
	form := v.r.PostForm
	s, err := p.Desk.AddStore(v.r.Context(), v.actor, desk.NewStore{
		Platform: order.Platform(form.Get("platform")), Name: strings.TrimSpace(form.Get("name")), Shop: form.Get("shop"), Credentials: credentialsOf(form),
	})
	if err != nil {
		return err
	}
	return p.to(v, "stores/"+s.ID, "Connected. New orders arrive from now on.")
}

// storePage is a store with its settings.
type storePage struct {
	desk.Store

	Version desk.SettingsVersion
	Acts    bool
	Owns    bool
	// Pages: the platform's own page is offered.
	Pages bool
}

// Countries is the settings' countries as they are typed.
func (s storePage) Countries() string { return strings.Join(s.Version.Settings.Countries, ", ") }

// Currencies is the settings' currencies as they are typed.
func (s storePage) Currencies() string { return strings.Join(s.Version.Settings.Currencies, ", ") }

// QuietHours and CoolingHours are in hours as they are typed.
func (s storePage) QuietHours() string { return hours(s.Version.Settings.QuietSeconds) }

// CoolingHours is the cooling-off time in hours.
func (s storePage) CoolingHours() string { return hours(s.Version.Settings.CoolingSeconds) }

func hours(seconds int64) string { return strconv.FormatFloat(float64(seconds)/3600, 'f', -1, 64) }

func secondsOf(typed string) (int64, error) {
	typed = strings.TrimSpace(strings.ReplaceAll(typed, ",", "."))
	if typed == "" {
		return 0, nil
	}
	h, err := strconv.ParseFloat(typed, 64)
	if err != nil || h < 0 || h > 168 {
		return 0, &desk.Error{Kind: desk.Invalid, Code: "invalid_hours", Message: "Give hours as a number from 0 to 168."}
	}
	return int64(h * 3600), nil
}

func (p *pages) store(v *visit) error {
	ctx, id := v.r.Context(), v.r.PathValue("store")
	s, err := p.Desk.Store(ctx, v.actor, id)
	if err != nil {
		return err
	}
	version, err := p.Desk.Settings(ctx, v.actor, id)
	if err != nil {
		return err
	}
	return p.show(v, "store", s.Name, storePage{
		Store: s, Version: version, Acts: v.actor.Role.Allows(desk.Operator), Owns: v.actor.Role.Allows(desk.Owner),
		Pages: p.Connect != nil,
	})
}

func switchOf(form url.Values) desk.Switch {
	return desk.Switch{On: form.Get("on") == "yes", Reason: strings.TrimSpace(form.Get("reason"))}
}

func switched(s desk.Switch) string {
	if s.On {
		return "On hold: nothing is bought, no store is told."
	}
	return "Released. What waited goes on within a minute."
}

func (p *pages) holdStore(v *visit) error {
	s := switchOf(v.r.PostForm)
	if _, err := p.Desk.HoldStore(v.r.Context(), v.actor, v.r.PathValue("store"), s); err != nil {
		return err
	}
	return p.to(v, "stores/"+v.r.PathValue("store"), switched(s))
}

// syncStore has a tab of the store's orders looked at.
func (p *pages) syncStore(v *visit) error {
	return p.startJob(v, desk.NewJob{Kind: job.KindSync, Selection: desk.Selection{
		Tab: order.State(v.r.PostFormValue("tab")), Store: v.r.PathValue("store"),
	}})
}

func (p *pages) reconnect(v *visit) error {
	if _, err := p.Desk.Reconnect(v.r.Context(), v.actor, v.r.PathValue("store"), credentialsOf(v.r.PostForm)); err != nil {
		return err
	}
	return p.to(v, "stores/"+v.r.PathValue("store"), "The new credentials are in use.")
}

func (p *pages) disconnect(v *visit) error {
	if _, err := p.Desk.Disconnect(v.r.Context(), v.actor, v.r.PathValue("store")); err != nil {
		return err
	}
	return p.to(v, "stores/"+v.r.PathValue("store"), "Disconnected. Its orders stay.")
}

func (p *pages) saveSettings(v *visit) error {
	form := v.r.PostForm
	seen, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return &desk.Error{Kind: desk.Stale, Code: "settings_changed", Message: "Load the page again, then change the settings."}
	}
	quiet, err := secondsOf(form.Get("quiet"))
	if err != nil {
		return err
	}
	cooling, err := secondsOf(form.Get("cooling"))
	if err != nil {
		return err
	}
	var notBefore time.Time
	if raw := form.Get("not_before"); raw != "" {
		if notBefore, err = time.Parse(time.RFC3339, raw); err != nil {
			notBefore = time.Time{}
		}
	}
	freight, err := freightOf(form.Get("freight"))
	if err != nil {
		return err
	}
	yes := func(name string) bool { return form.Get(name) == "yes" }
	_, err = p.Desk.PutSettings(v.r.Context(), v.actor, v.r.PathValue("store"), seen, desk.Settings{
		Mode: order.Mode(form.Get("mode")), MailFirst: yes("mail_first"), MailChanged: yes("mail_changed"), MailFurther: yes("mail_further"),
		QuietSeconds: quiet, PartlyPaidGoesOn: yes("partly_paid"), AutoPlace: yes("auto_place"), CoolingSeconds: cooling,
		Countries: capitals(form.Get("countries")), Currencies: capitals(form.Get("currencies")), NotBefore: notBefore,
		FallbackPhone: strings.TrimSpace(form.Get("phone")), Freight: freight, FreightStrict: yes("freight_strict"),
	})
	if err != nil {
		return err
	}
	return p.to(v, "stores/"+v.r.PathValue("store"), "The settings are in force for every decision from now on.")
}

func capitals(typed string) []string {
	out := []string{}
	for _, word := range numbersIn(typed) {
		out = append(out, strings.ToUpper(word))
	}
	return out
}
