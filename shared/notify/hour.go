package notify

import (
	"context"
	"time"

	"onward/shared/table"
)

// digestGrace is how late a digest is still sent.
const digestGrace = 3 * time.Hour

// digest sends a merchant's digest when its hour has come.
func (r *Rounds) digest(ctx context.Context, m table.Merchant) error {
	to := wanting(m.Notify, EventDigest)
	if m.Notify.DigestHour == nil || len(to) == 0 {
		return nil
	}
	due := LastHour(m, r.now())
	if r.now().Sub(due) >= digestGrace || !m.Notify.LastDigest.Before(due) {
		return nil
	}
	d, err := digestOf(ctx, r.book, m, r.now(), due, whole())
	if err != nil {
		return err
	}
	messages, err := fact{EventDigest, due, d, []string{d.Day}}.messages(m.ID, to...)
	if err != nil {
		return err
	}
	if err := r.sender.Send(ctx, messages...); err != nil {
		return err
	}
	_, err = r.book.UpdateMerchant(ctx, m.ID, func(m *table.Merchant) error {
		m.Notify.LastDigest = due
		return nil
	})
	return err
}

// Zone is where a merchant is; UTC where that is not known.
func Zone(m table.Merchant) *time.Location {
	zone, err := time.LoadLocation(m.TimeZone)
	if err != nil || m.TimeZone == "Local" {
		return time.UTC
	}
	return zone
}

// LastHour is the latest moment at which it was the merchant's hour for digests; the zero time without one.
func LastHour(m table.Merchant, now time.Time) time.Time { return hour(m, now, 0) }

// NextHour is the next moment at which it is the merchant's hour; the zero time without one.
func NextHour(m table.Merchant, now time.Time) time.Time { return hour(m, now, 1) }

// hour is the merchant's hour of the latest day that has come to it, or of a day so much later.
func hour(m table.Merchant, now time.Time, later int) time.Time {
	if m.Notify.DigestHour == nil {
		return time.Time{}
	}
	local := now.In(Zone(m))
	at := func(day int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+day, *m.Notify.DigestHour, 0, 0, 0, local.Location())
	}
	if at(0).After(now) {
		later--
	}
	return at(later)
}
