package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/plan"
	"onward/shared/queue"
	"onward/shared/settings"
	"onward/shared/table"
	"onward/shared/table/crowdtest"
	"onward/shared/table/memory"
)

const operatorToken = "the-operators-own"

// bench is the API over a table in memory, with the real decider.
type bench struct {
	t       testing.TB
	handler http.Handler
	desk    *desk.Desk
	table   *table.Table
	decider *decider.Decider
	sent    *sender
	vault   *vault
	clock   *clock
	log     *bytes.Buffer
	known   map[order.Key]order.Order
	engine  *memory.Engine
	counted *counted
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type sender struct {
	mu       sync.Mutex
	messages []queue.Message
}

func (s *sender) Send(_ context.Context, messages ...queue.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range messages {
		if _, err := queue.Encode(m); err != nil {
			return err
		}
		s.messages = append(s.messages, m)
	}
	return nil
}

// of is what was sent of a kind.
func (s *sender) of(kind queue.Kind) []queue.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []queue.Message
	for _, m := range s.messages {
		if m.Kind == kind {
			out = append(out, m)
		}
	}
	return out
}

// vault seals by a prefix that the tests can see through.
type vault struct {
	mu     sync.Mutex
	sealed map[string]string
}

func (v *vault) Seal(_ context.Context, merchant, thing string, plain []byte) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sealed[merchant+"/"+thing] = string(plain)
	return []byte("sealed"), nil
}

// syncWriter lets tests read the log while the API writes it.
type syncWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (s syncWriter) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(p)
}

func newBench(tb testing.TB, change ...func(*api.Deps)) *bench {
	tb.Helper()
	b := &bench{
		t: tb, sent: &sender{}, vault: &vault{sealed: map[string]string{}}, log: &bytes.Buffer{}, known: map[order.Key]order.Order{},
		clock: &clock{now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)},
	}
	b.engine = memory.New(nil)
	b.counted = &counted{crowdtest.Counted{Engine: b.engine}}
	b.table = table.New(b.counted)
	policies := settings.New(b.table, settings.Options{TimeScale: 1, Now: b.clock.Now})
	b.decider = decider.New(b.table, policies, b.clock.Now)
	log := slog.New(slog.NewTextHandler(syncWriter{&sync.Mutex{}, b.log}, nil))
	sum := sha256.Sum256([]byte(operatorToken))
	b.desk = desk.New(desk.Deps{
		Table: b.table, Decider: b.decider, Policies: policies, Sender: b.sent, Vault: b.vault,
		Plans:  map[order.Supplier]plan.Plan{order.AliExpress: plan.AliExpress(1)},
		Pepper: []byte("pepper"), OperatorHash: hex.EncodeToString(sum[:]), Now: b.clock.Now, Log: log,
	})
	deps := api.Deps{Desk: b.desk, Requests: b.table, Version: "test", Now: b.clock.Now, Log: log}
	for _, c := range change {
		c(&deps)
	}
	b.handler = api.New(deps)
	return b
}

// answered is an answer of the API.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// as reads the body into a value.
func (a answered) as(tb testing.TB, v any) {
	tb.Helper()
	require.NoError(tb, json.Unmarshal(a.body, v), string(a.body))
}

// problem is a refusal's code and detail.
func (a answered) problem(tb testing.TB) (code, detail string) {
	tb.Helper()
	require.Equal(tb, "application/problem+json", a.header.Get("Content-Type"), string(a.body))
	var p struct {
		Type, Detail string
		Status       int
	}
	a.as(tb, &p)
	require.Equal(tb, a.status, p.Status)
	require.NotEmpty(tb, p.Detail)
	return strings.TrimPrefix(p.Type, "urn:onward:problem:"), p.Detail
}

type header map[string]string

// call makes a request. A body that is no string is sent as JSON.
func (b *bench) call(token, method, path string, in any, headers ...header) answered {
	b.t.Helper()
	var body io.Reader
	switch in := in.(type) {
	case nil:
	case string:
		body = strings.NewReader(in)
	default:
		raw, err := json.Marshal(in)
		require.NoError(b.t, err)
		body = bytes.NewReader(raw)
	}
	r := httptest.NewRequestWithContext(b.t.Context(), method, path, body)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		for name, value := range h {
			r.Header.Set(name, value)
		}
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return answered{status: w.Code, header: w.Header(), body: w.Body.Bytes()}
}

// must makes a request that has to succeed and reads its answer.
func (b *bench) must(token, method, path string, in, out any, headers ...header) answered {
	b.t.Helper()
	a := b.call(token, method, path, in, headers...)
	require.Less(b.t, a.status, 300, "%s %s: %s", method, path, a.body)
	if out != nil {
		a.as(b.t, out)
	}
	return a
}
