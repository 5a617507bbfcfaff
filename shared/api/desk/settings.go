package desk

import (
	"context"
	"errors"
	"regexp"
	"time"

	"onward/shared/order"
	"onward/shared/table"
)

type policyTable interface {
	Policy(ctx context.Context, merchant, store string) (table.PolicyVersion, error)
	Policies(ctx context.Context, merchant, store string) ([]table.PolicyVersion, error)
	PutPolicy(ctx context.Context, merchant, store string, seen int64, v table.PolicyVersion) (table.PolicyVersion, error)
}

// Settings is what a merchant chose for a store. Durations are in seconds.
type Settings struct {
	Mode             order.Mode    `json:"mode" enum:",separate,bulk" doc:"When the store is told of shipped items: each as it gets its number (separate), all together (bulk), or as the platform does (empty)."`
	MailFirst        bool          `json:"mail_first" doc:"Ask the store to mail the customer about the first number."`
	MailChanged      bool          `json:"mail_changed" doc:"... about a number that changed."`
	MailFurther      bool          `json:"mail_further" doc:"... about a further parcel."`
	QuietSeconds     int64         `json:"quiet_window_seconds" minimum:"0" maximum:"604800" doc:"How long the first number is held back so that parcels found shortly after go with it."`
	PartlyPaidGoesOn bool          `json:"partly_paid_goes_on" doc:"Treat a partly paid order as paid."`
	AutoPlace        bool          `json:"auto_place" doc:"Buy fully mapped, paid orders without being told to."`
	CoolingSeconds   int64         `json:"cooling_off_seconds" minimum:"0" maximum:"604800" doc:"How long after payment before they are bought."`
	Countries        []string      `json:"countries" maxItems:"250" doc:"Countries that are bought for by themselves (ISO 3166-1 alpha-2); empty for all."`
	Currencies       []string      `json:"currencies" maxItems:"180" doc:"Currencies that are bought for by themselves (ISO 4217); empty for all."`
	NotBefore        time.Time     `json:"not_before,omitzero" required:"false" doc:"Older orders are shown, never bought or told by themselves."`
	Freight          []FreightRule `json:"freight,omitempty" maxItems:"250" doc:"How to choose a shipping service where the mapping names none."`
	FreightStrict    bool          `json:"freight_strict,omitempty" doc:"Buy nothing where none of the rule's services is offered; otherwise the supplier takes its own."`
	FallbackPhone    string        `json:"fallback_phone,omitempty" maxLength:"30" doc:"Sent where a supplier demands a phone number that the customer did not give."`
}

// FreightRule lists shipping services by preference. A country's own rule goes before the one without countries.
type FreightRule struct {
	Countries []string `json:"countries,omitempty" maxItems:"250" doc:"ISO 3166-1 alpha-2; left out for every country without a rule of its own."`
	Services  []string `json:"services" minItems:"1" maxItems:"20" doc:"The supplier's codes, the best first; the first that is offered is taken."`
}

// SettingsVersion is one version of a store's settings. Versions are never changed, only followed.
type SettingsVersion struct {
	Version  int64     `json:"version"`
	Settings Settings  `json:"settings"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at,omitzero"`
}

// Settings reads a store's settings.
func (d *Desk) Settings(ctx context.Context, a Actor, store string) (SettingsVersion, error) {
	if err := a.need(ReadOnly); err != nil {
		return SettingsVersion{}, err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, store); err != nil {
		return SettingsVersion{}, missing(err, "store")
	}
	v, err := d.Table.Policy(ctx, a.Merchant, store)
	if errors.Is(err, table.ErrNotFound) {
		return settingsOf(table.PolicyVersion{Policy: order.DefaultPolicy()}), nil
	}
	if err != nil {
		return SettingsVersion{}, err
	}
	return settingsOf(v), nil
}

// SettingsHistory lists the versions of a store's settings, newest first, the latest hundred.
func (d *Desk) SettingsHistory(ctx context.Context, a Actor, store string) ([]SettingsVersion, error) {
	if err := a.need(ReadOnly); err != nil {
		return nil, err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, store); err != nil {
		return nil, missing(err, "store")
	}
	all, err := d.Table.Policies(ctx, a.Merchant, store)
	if err != nil {
		return nil, err
	}
	out := make([]SettingsVersion, 0, len(all))
	for i := len(all) - 1; i >= 0 && len(out) < 100; i-- {
		out = append(out, settingsOf(all[i]))
	}
	return out, nil
}

// PutSettings makes a new version, if nobody did since the version that was seen.
func (d *Desk) PutSettings(ctx context.Context, a Actor, store string, seen int64, s Settings) (SettingsVersion, error) {
	if err := a.need(Owner); err != nil {
		return SettingsVersion{}, err
	}
	if err := s.check(); err != nil {
		return SettingsVersion{}, err
	}
	if _, err := d.Table.Store(ctx, a.Merchant, store); err != nil {
		return SettingsVersion{}, missing(err, "store")
	}
	v, err := d.Table.PutPolicy(ctx, a.Merchant, store, seen, table.PolicyVersion{Policy: s.policy(), By: a.By(), At: d.Now().UTC()})
	if errors.Is(err, table.ErrConflict) {
		return SettingsVersion{}, refuse(Stale, "settings_changed", "The settings were changed since you read them. Read them again, then change them.")
	}
	if err != nil {
		return SettingsVersion{}, err
	}
	return settingsOf(v), nil
}

var (
	country  = regexp.MustCompile(`^[A-Z]{2}$`)
	currency = regexp.MustCompile(`^[A-Z]{3}$`)
)

func (s Settings) check() error {
	switch {
	case s.Mode != order.ModeDefault && s.Mode != order.ModeSeparate && s.Mode != order.ModeBulk:
		return invalid("body.mode", "The mode is separate, bulk, or empty for what the platform does.")
	case s.QuietSeconds < 0 || s.QuietSeconds > maxWait:
		return invalid("body.quiet_window_seconds", "The quiet window lasts from 0 to 604800 seconds (7 days).")
	case s.CoolingSeconds < 0 || s.CoolingSeconds > maxWait:
		return invalid("body.cooling_off_seconds", "The cooling-off time lasts from 0 to 604800 seconds (7 days).")
	}
	for _, c := range s.Countries {
		if !country.MatchString(c) {
			return invalid("body.countries", "Name countries by their two capital letters, such as DE.")
		}
	}
	if err := checkFreight(s.Freight); err != nil {
		return err
	}
	for _, c := range s.Currencies {
		if !currency.MatchString(c) {
			return invalid("body.currencies", "Name currencies by their three capital letters, such as EUR.")
		}
	}
	return nil
}

var service = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$`)

// checkFreight refuses rules of which it would not be clear which counts.
func checkFreight(rules []FreightRule) error {
	seen := map[string]bool{}
	for _, r := range rules {
		of := r.Countries
		if len(of) == 0 {
			of = []string{""}
		}
		for _, c := range of {
			switch {
			case c != "" && !country.MatchString(c):
				return invalid("body.freight", "Name countries by their two capital letters, such as DE.")
			case seen[c] && c == "":
				return invalid("body.freight", "Only one rule can be for all other countries.")
			case seen[c]:
				return invalid("body.freight", "Two rules are for "+c+"; a country has one.")
			}
			seen[c] = true
		}
		if len(r.Services) == 0 {
			return invalid("body.freight", "A rule names at least one shipping service.")
		}
		for _, code := range r.Services {
			if !service.MatchString(code) {
				return invalid("body.freight", "A shipping service is the supplier's code, such as CAINIAO_STANDARD.")
			}
		}
	}
	return nil
}

// maxWait is seven days, in seconds.
const maxWait = 7 * 24 * 3600

func (s Settings) policy() order.Policy {
	var freight []order.FreightRule
	for _, r := range s.Freight {
		freight = append(freight, order.FreightRule(r))
	}
	return order.Policy{
		Mode: s.Mode, MailFirst: s.MailFirst, MailChanged: s.MailChanged, MailFurther: s.MailFurther,
		QuietWindow: time.Duration(s.QuietSeconds) * time.Second, PartlyPaidGoesOn: s.PartlyPaidGoesOn,
		AutoPlace: s.AutoPlace, CoolingOff: time.Duration(s.CoolingSeconds) * time.Second,
		Countries: s.Countries, Currencies: s.Currencies, NotBefore: s.NotBefore, FallbackPhone: s.FallbackPhone,
		Freight: freight, FreightStrict: s.FreightStrict,
	}
}

func settingsOf(v table.PolicyVersion) SettingsVersion {
	p := v.Policy
	s := Settings{
		Mode: p.Mode, MailFirst: p.MailFirst, MailChanged: p.MailChanged, MailFurther: p.MailFurther,
		QuietSeconds: int64(p.QuietWindow / time.Second), PartlyPaidGoesOn: p.PartlyPaidGoesOn,
		AutoPlace: p.AutoPlace, CoolingSeconds: int64(p.CoolingOff / time.Second),
		Countries: []string{}, Currencies: []string{}, NotBefore: p.NotBefore, FallbackPhone: p.FallbackPhone,
	}
	for _, r := range p.Freight {
		s.Freight = append(s.Freight, FreightRule(r))
	}
	s.FreightStrict = p.FreightStrict
	s.Countries = append(s.Countries, p.Countries...)
	s.Currencies = append(s.Currencies, p.Currencies...)
	return SettingsVersion{Version: p.Version, Settings: s, By: v.By, At: v.At}
}
