package api

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// limiter counts the requests of each token within the running minute, in this instance of the function.
type limiter struct {
	most int
	now  func() time.Time

	mu     sync.Mutex
	minute time.Time
	used   map[string]int
}

const defaultPerMinute = 600

func newLimiter(most int, now func() time.Time) *limiter {
	if most <= 0 {
		most = defaultPerMinute
	}
	return &limiter{most: most, now: now, used: map[string]int{}}
}

// take counts a request and answers how many are left (below zero: refused) and when the minute ends.
func (l *limiter) take(who string) (left int, ends time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if minute := now.Truncate(time.Minute); !minute.Equal(l.minute) {
		l.minute = minute
		clear(l.used)
	}
	l.used[who]++
	return l.most - l.used[who], l.minute.Add(time.Minute).Sub(now)
}

// limit refuses what exceeds the rate, and says in headers how much is left.
func (s *service) limit(l *limiter) func(ctx huma.Context, next func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		a := actorOf(ctx.Context())
		if a.Role == "" {
			next(ctx)
			return
		}
		left, ends := l.take(a.Merchant + "/" + a.Token)
		seconds := int(ends.Seconds()) + 1
		ctx.SetHeader("RateLimit-Policy", fmt.Sprintf(`"minute";q=%d;w=60`, l.most))
		ctx.SetHeader("RateLimit", fmt.Sprintf(`"minute";r=%d;t=%d`, max(left, 0), seconds))
		if left < 0 {
			ctx.SetHeader("Retry-After", strconv.Itoa(seconds))
			s.writeModel(ctx, problem(http.StatusTooManyRequests, "rate", "This token made too many requests in this minute. Wait as Retry-After says."))
			return
		}
		next(ctx)
	}
}

func (s *service) writeModel(ctx huma.Context, model *huma.ErrorModel) {
	ctx.SetHeader("Content-Type", "application/problem+json")
	ctx.SetStatus(model.Status)
	_ = huma.DefaultJSONFormat.Marshal(ctx.BodyWriter(), model) // the client is gone when this fails
}
