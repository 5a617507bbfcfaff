package desk

import (
	"context"
	"time"

	"onward/shared/notify"
	"onward/shared/table"
)

// DigestSettings is when the digest is sent, and where to.
type DigestSettings struct {
	On       bool       `json:"on"`
	Hour     int        `json:"hour" doc:"The hour of the merchant's day; 8 where none was chosen yet."`
	TimeZone string     `json:"time_zone" doc:"Where the merchant's day is; UTC where that is not known."`
	To       []DigestTo `json:"to" doc:"The active endpoints that are told of digests."`
	Next     time.Time  `json:"next,omitzero" doc:"When the next one is made; left out where it is off."`
}

// DigestTo is an endpoint that is told of digests.
type DigestTo struct {
	Endpoint string `json:"endpoint"`
	Name     string `json:"name"`
	URL      string `json:"url"`
}

// ChangeDigest is when the digest is to be sent.
type ChangeDigest struct {
	On       bool   `json:"on"`
	Hour     int    `json:"hour" minimum:"0" maximum:"23"`
	TimeZone string `json:"time_zone,omitempty" maxLength:"60" doc:"An IANA name such as Europe/Berlin. It is the merchant's everywhere. Left out, it stays."`
}

// usualHour is offered where no hour was chosen.
const usualHour = 8

// Digest is what needs the merchant at this moment: what the digest would say.
func (d *Desk) Digest(ctx context.Context, a Actor) (notify.Digest, error) {
	if err := a.need(ReadOnly); err != nil {
		return notify.Digest{}, err
	}
	m, err := d.Table.Merchant(ctx, a.Merchant)
	if err != nil {
		return notify.Digest{}, missing(err, "merchant")
	}
	return notify.Look(ctx, d.Table, m, d.Now())
}

// DigestSettings reads when the digest is sent.
func (d *Desk) DigestSettings(ctx context.Context, a Actor) (DigestSettings, error) {
	if err := a.need(ReadOnly); err != nil {
		return DigestSettings{}, err
	}
	m, err := d.Table.Merchant(ctx, a.Merchant)
	if err != nil {
		return DigestSettings{}, missing(err, "merchant")
	}
	return d.digestSettingsOf(m), nil
}

// PutDigestSettings chooses when the digest is sent. A first one is sent at the next hour chosen, not for the one that has passed.
func (d *Desk) PutDigestSettings(ctx context.Context, a Actor, c ChangeDigest) (DigestSettings, error) {
	if err := a.need(Owner); err != nil {
		return DigestSettings{}, err
	}
	if c.Hour < 0 || c.Hour > 23 {
		return DigestSettings{}, invalid("body.hour", "The hour is from 0 to 23.")
	}
	if err := checkZone(c.TimeZone); err != nil {
		return DigestSettings{}, err
	}
	m, err := d.Table.UpdateMerchant(ctx, a.Merchant, func(m *table.Merchant) error {
		if c.TimeZone != "" {
			m.TimeZone = c.TimeZone
		}
		m.Notify.DigestHour = nil
		if c.On {
			hour := c.Hour
			m.Notify.DigestHour = &hour
			if last := notify.LastHour(*m, d.Now()); m.Notify.LastDigest.Before(last) {
				m.Notify.LastDigest = last
			}
		}
		return nil
	})
	if err != nil {
		return DigestSettings{}, missing(err, "merchant")
	}
	return d.digestSettingsOf(m), nil
}

func (d *Desk) digestSettingsOf(m table.Merchant) DigestSettings {
	out := DigestSettings{Hour: usualHour, TimeZone: notify.Zone(m).String(), To: []DigestTo{}, Next: notify.NextHour(m, d.Now())}
	if h := m.Notify.DigestHour; h != nil {
		out.On, out.Hour = true, *h
	}
	for _, e := range notify.Present(m.Notify) {
		if e.Stop == nil && notify.Wants(e, notify.EventDigest) {
			out.To = append(out.To, DigestTo{Endpoint: e.ID, Name: e.Name, URL: e.URL})
		}
	}
	return out
}
