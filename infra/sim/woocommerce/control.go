package woocommerce

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// command is one call of the control interface.
type command struct {
	method, pattern, help string
	run                   func(*Sim, *commandRequest) (any, error)
}

type commandRequest struct {
	http *http.Request
	st   *site
	args []string
	body []byte
}

func (c *commandRequest) decode(v any) error {
	if len(strings.TrimSpace(string(c.body))) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, v); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	return nil
}

// unlocked marks commands that make calls themselves and must not hold the lock.
func (c command) unlocked() bool { return c.pattern == "/_sim/cron" }

func commands() []command {
	return slices.Concat(storeCommands(), orderCommands())
}

func storeCommands() []command {
	return []command{
		{"POST", "/_sim/reset", "forgets everything", func(s *Sim, _ *commandRequest) (any, error) { s.reset(); return "ok", nil }},
		{"POST", "/_sim/cron", "delivers the waiting webhooks of all stores once; says how many", func(s *Sim, c *commandRequest) (any, error) {
			return s.Cron(c.http.Context()), nil
		}},
		{"GET", "/_sim/sites", "lists the stores with their settings", (*Sim).cmdSites},
		{"PUT", "/_sim/sites/{}", "makes a store or changes its settings (fields of Settings); gives address and key", (*Sim).cmdConfigure},
		{"POST", "/_sim/sites/{}/clone", `copies the store to another address, webhooks and keys included: {"as":"staging"}`, (*Sim).cmdClone},
		{"POST", "/_sim/sites/{}/keys/revoke", "makes all keys invalid", (*Sim).cmdRevoke},
		{"POST", "/_sim/sites/{}/user", `takes the webhooks' user away or back: {"gone":true}`, (*Sim).cmdUser},
		{"POST", "/_sim/sites/{}/faults", "spoils the next calls (fields of Fault)", (*Sim).cmdFault},
		{"DELETE", "/_sim/sites/{}/faults", "takes all faults away, those of webhooks too", (*Sim).cmdNoFaults},
		{"POST", "/_sim/sites/{}/webhook-faults", "bends the deliveries to come (fields of HookFaults)", (*Sim).cmdHookFaults},
		{"GET", "/_sim/sites/{}/webhooks", "lists webhooks with their count of failures, and how many deliveries wait", (*Sim).cmdHooks},
		{"GET", "/_sim/sites/{}/deliveries", "lists the deliveries made, dropped ones too", func(_ *Sim, c *commandRequest) (any, error) { return nonNil(c.st.log), nil }},
		{"GET", "/_sim/sites/{}/mails", "lists the mails sent; ?order=ID for one order", (*Sim).cmdMails},
		{"GET", "/_sim/sites/{}/counters", "counts REST calls by method and path", func(_ *Sim, c *commandRequest) (any, error) { return c.st.counts, nil }},
	}
}

// Help is the control interface in words: what GET /_sim answers.
func Help() string {
	var b strings.Builder
	for _, c := range commands() {
		pattern := strings.Replace(strings.Replace(c.pattern, "{}", "{site}", 1), "{}", "{id}", 1)
		fmt.Fprintf(&b, "%-6s %-41s %s\n", c.method, pattern, c.help)
	}
	return b.String()
}

func (s *Sim) control(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimRight(r.URL.Path, "/")
	if path == "/_sim" {
		w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
		_, _ = io.WriteString(w, Help())
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	for _, c := range commands() {
		args, ok := match(c.pattern, path)
		if !ok || c.method != r.Method {
			continue
		}
		out, err := s.command(c, &commandRequest{http: r, args: args, body: body})
		if err != nil {
			answer(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
		answer(w, http.StatusOK, out)
		return
	}
	answer(w, http.StatusNotFound, map[string]string{"error": "no such command; GET /_sim lists them"})
}

func (s *Sim) command(c command, r *commandRequest) (any, error) {
	if c.unlocked() {
		return c.run(s, r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.HasPrefix(c.pattern, "/_sim/sites/{}") {
		r.st = s.sites[r.args[0]]
		if r.st == nil && c.method != http.MethodPut {
			return nil, fmt.Errorf("no store %q", r.args[0])
		}
	}
	out, err := c.run(s, r)
	if err != nil {
		return nil, err
	}
	// Encoded under the lock: what is shown may change the moment it is released.
	raw, err := json.Marshal(out)
	return json.RawMessage(raw), err
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	raw, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		raw = []byte(`{"error":"the answer cannot be encoded"}`)
	}
	_, _ = w.Write(append(raw, '\n'))
}
