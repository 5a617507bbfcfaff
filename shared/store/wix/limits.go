package wix

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// perMinute is how many calls a minute Wix takes from one app on one site.
const perMinute = 200

// limits keeps each site's calls from this process under Wix's bound, so that
// a burst waits here and not behind a 429 which delays everything by a minute.
// Half the bound may come at once, the other half is refilled during a minute:
// no minute sees more than the whole. It does not sleep: callers have queues.
type limits struct {
	mu     sync.Mutex
	bySite map[string]*siteLimit
}

type siteLimit struct {
	rate        *rate.Limiter
	pausedUntil time.Time
}

func newLimits() *limits { return &limits{bySite: map[string]*siteLimit{}} }

func (l *limits) site(instance string) *siteLimit {
	one, ok := l.bySite[instance]
	if !ok {
		if len(l.bySite) >= tokenLimit {
			clear(l.bySite)
		}
		one = &siteLimit{rate: rate.NewLimiter(rate.Every(time.Minute/(perMinute/2)), perMinute/2)}
		l.bySite[instance] = one
	}
	return one
}

// take counts one call, or says how long to wait for it.
func (l *limits) take(instance string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.site(instance)
	if wait := one.pausedUntil.Sub(now); wait > 0 {
		return wait
	}
	r := one.rate.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// pause keeps the site's calls back until Wix takes them again.
func (l *limits) pause(instance string, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one := l.site(instance); until.After(one.pausedUntil) {
		one.pausedUntil = until
	}
}
