// Package plan says when a supplier's order is looked at. The decision is made in memory from a row that
// is not written for it: a plan is an intensity (checks an hour, by stage and age); summed from the row's
// start it passes a whole number at each moment of a check. So the last and the next check can be computed,
// and a poll that finds nothing has nothing to write down.
package plan

import (
	"hash/fnv"
	"math"
	"time"

	"onward/shared/order"
)

// Band is a part of a row's life in which it is checked in equal steps.
type Band struct {
	// Until is the age at which the band ends; the last band has no end (0).
	Until time.Duration
	Every time.Duration
}

// Version is a plan from a moment on. The list of versions only grows: what an older version has
// counted stays counted, so that relearning a supplier's rhythm starves nobody.
type Version struct {
	From  time.Time
	Bands map[order.Stage][]Band
}

// Plan is the versions in order of time, and the factor by which a demonstration runs faster.
type Plan struct {
	versions []Version
	scale    float64
}

// New makes a plan. scale 1 is real time; versions must be in order of From, the first being in force from the beginning.
func New(scale float64, versions ...Version) Plan {
	if scale <= 0 {
		scale = 1
	}
	return Plan{versions: versions, scale: scale}
}

// AliExpress is the plan for AliExpress: payment is seen within ten minutes at first, shipping within two
// hours, and parcels under way are looked at twice a day for changed numbers.
func AliExpress(scale float64) Plan {
	const day = 24 * time.Hour
	return New(scale, Version{Bands: map[order.Stage][]Band{
		order.StagePlaced: {
			{Until: 2 * time.Hour, Every: 10 * time.Minute},
			{Until: day, Every: 30 * time.Minute},
			{Until: 20 * day, Every: 3 * time.Hour},
			{Every: 12 * time.Hour},
		},
		order.StagePaid: {
			{Until: 15 * day, Every: 2 * time.Hour}, {Until: 60 * day, Every: 6 * time.Hour}, {Every: day},
		},
		order.StageShipped: {{Until: 20 * day, Every: 12 * time.Hour}, {Every: day}},
		order.StageDone:    {{Every: day}},
	}})
}

// Row is what the plan needs to know of a watched supplier order.
type Row struct {
	// ID spreads rows: those of one minute do not fall due together.
	ID    string
	Stage order.Stage
	// Since is when the row came into its stage.
	Since time.Time
}

// Due reports whether a check fell due after last and until now.
func (p Plan) Due(r Row, last, now time.Time) bool {
	if last.Before(r.Since) {
		last = r.Since
	}
	return p.checks(r, now) > p.checks(r, last)
}

// Last is when the row fell due last; zero when it never has.
func (p Plan) Last(r Row, now time.Time) time.Time {
	n := p.checks(r, now)
	if n <= p.checks(r, r.Since) {
		return time.Time{}
	}
	return p.when(r, n)
}

// Next is when the row falls due next.
func (p Plan) Next(r Row, now time.Time) time.Time {
	return p.when(r, p.checks(r, now)+1)
}

// checks is how many checks have fallen due from the row's start until t.
func (p Plan) checks(r Row, t time.Time) int64 {
	return int64(math.Floor(p.sum(r, t) + phase(r.ID)))
}

// sum is the intensity summed from the row's start until t.
func (p Plan) sum(r Row, t time.Time) float64 {
	total := 0.0
	for i, v := range p.versions {
		from := r.Since
		if v.From.After(from) {
			from = v.From
		}
		to := t
		if i+1 < len(p.versions) && p.versions[i+1].From.Before(to) {
			to = p.versions[i+1].From
		}
		if to.After(from) {
			total += integral(v.Bands[r.Stage], p.age(r, from), p.age(r, to))
		}
	}
	return total
}

func (p Plan) age(r Row, t time.Time) time.Duration {
	return time.Duration(float64(t.Sub(r.Since)) * p.scale)
}

// integral sums the bands between two ages.
func integral(bands []Band, from, to time.Duration) float64 {
	total := 0.0
	start := time.Duration(0)
	for _, b := range bands {
		end := b.Until
		if end == 0 || end > to {
			end = to
		}
		if lo := max(start, from); end > lo {
			total += float64(end-lo) / float64(b.Every)
		}
		if b.Until == 0 || b.Until >= to {
			break
		}
		start = b.Until
	}
	return total
}

// when finds the moment at which the n-th check falls due, to the second, by halving.
func (p Plan) when(r Row, n int64) time.Time {
	const horizon = 400 * 24 * time.Hour
	lo, hi := r.Since, r.Since.Add(time.Duration(float64(horizon)/p.scale))
	if p.checks(r, hi) < n {
		return time.Time{}
	}
	for hi.Sub(lo) > time.Second/4 {
		mid := lo.Add(hi.Sub(lo) / 2)
		if p.checks(r, mid) >= n {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// phase is a row's own share of one check, between 0 and 1, the same for ever.
func phase(id string) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	// FNV leaves neighbouring ids close to each other in the high bits; the last rounds of SplitMix64 scatter them.
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}
