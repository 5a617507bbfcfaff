package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/decider"
	"onward/shared/order"
	"onward/shared/project"
	"onward/shared/queue"
	"onward/shared/queue/queuetest"
	"onward/shared/settings"
	"onward/shared/table"
	"onward/shared/table/memory"
)

const operatorToken = "the-operators-own-token"

// bench is the real API over a table in memory, and the command line before it.
type bench struct {
	t     *testing.T
	table *table.Table
	net   *queuetest.Net
	url   string
}

type noVault struct{}

func (noVault) Seal(context.Context, string, string, []byte) ([]byte, error) {
	return []byte("sealed"), nil
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, table: table.New(memory.New(nil)), net: queuetest.New(1, time.Now, queuetest.Faults{})}
	policies := settings.New(b.table, settings.Options{TimeScale: 1, Now: time.Now})
	d := decider.New(b.table, policies, time.Now)
	sum := sha256.Sum256([]byte(operatorToken))
	log := slog.New(slog.DiscardHandler)
	handler := api.New(api.Deps{
		Desk: desk.New(desk.Deps{
			Table: b.table, Decider: d, Policies: policies, Sender: b.net, Vault: noVault{}, Pepper: []byte("pepper"),
			OperatorHash: hex.EncodeToString(sum[:]), Now: time.Now, Log: log,
		}),
		Requests: b.table, Now: time.Now, Log: log,
	})
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	b.url = srv.URL
	require.NoError(t, b.table.CreateMerchant(t.Context(), table.Merchant{ID: "acme", Name: "Acme"}))
	require.NoError(t, b.table.CreateStore(t.Context(), table.Store{Merchant: "acme", ID: "s1", Platform: order.Shopify, Outside: "acme.myshopify.com", Name: "Acme"}))
	at := time.Now().UTC()
	r, err := d.ApplyNew(t.Context(), order.Key{Merchant: "acme", Store: "s1", ID: "1001"}, order.Shopify, order.StoreSaid{Snapshot: order.Snapshot{
		ID: "1001", Name: "#1001", Payment: order.Paid, CreatedAt: at, UpdatedAt: at, Email: "maria@example.com",
		ShipTo: order.Address{Name: "Maria Souza", Line1: "Rua 1", City: "Campinas", Country: "BR"},
		Lines:  []order.SnapshotLine{{ID: "l1", Title: "Lamp", SKU: "L-1", Variant: "v1", Kind: order.Physical, Quantity: 2}},
	}})
	require.NoError(t, err)
	require.NoError(t, project.New(b.table).Refresh(t.Context(), nil, r.Order))
	return b
}

// run runs a command as the operator.
func (b *bench) run(args ...string) (code int, out, errs string) {
	b.t.Helper()
	return b.feed("", args...)
}

func (b *bench) feed(in string, args ...string) (code int, out, errs string) {
	b.t.Helper()
	places := filepath.Join(b.t.TempDir(), "onward.json")
	raw, err := json.Marshal(map[string]string{"publicUrl": b.url, "operatorToken": operatorToken})
	require.NoError(b.t, err)
	require.NoError(b.t, writeFile(places, raw))
	var o, e bytes.Buffer
	code = Run(b.t.Context(), append(args, "-local", places), Streams{In: strings.NewReader(in), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestMerchantsAndTokens(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code, out, errs := b.run("merchant", "create", "-id", "beta", "-zone", "Europe/Berlin", "Beta Ltd")
	require.Zero(t, code, errs)
	require.Contains(t, out, "merchant beta")
	require.Contains(t, out, "onw_")
	code, _, errs = b.run("merchant", "create", "-id", "beta", "Again")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "There is a merchant with this id")
	_, out, _ = b.run("merchant", "list")
	require.Equal(t, "acme\nbeta\n", out)

	code, out, errs = b.run("token", "create", "-merchant", "beta", "CI", "-role", "read_only", "-json")
	require.Zero(t, code, errs)
	var made desk.Token
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	require.Equal(t, desk.ReadOnly, made.Role)
	code, out, _ = b.run("token", "revoke", "-merchant", "beta", made.ID)
	require.Zero(t, code)
	require.Equal(t, "revoked\n", out)
	_, out, _ = b.run("token", "list", "-merchant", "beta")
	require.Contains(t, out, "CI")
	require.Contains(t, out, "revoked 20")
	require.NotContains(t, out, made.Secret)
}

func TestOrderIsShownWithoutTheCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, what := range []string{"s1/1001", "#1001", "1001"} {
		code, out, errs := b.run("order", "show", "-merchant", "acme", what)
		require.Zero(t, code, errs)
		for _, part := range []string{"#1001", "2 x Lamp L-1: Awaiting order", "Next: Map the variant", "unmapped", "The store described the order"} {
			require.Contains(t, out, part)
		}
		require.NotContains(t, out, "Maria")
		require.NotContains(t, out, "maria@")
	}
	_, out, _ := b.run("order", "show", "-merchant", "acme", "-person", "s1/1001")
	require.Contains(t, out, "Maria Souza, maria@example.com")
	code, _, errs := b.run("order", "show", "-merchant", "acme", "s1/404")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "There is no such order")
	code, _, errs = b.run("order", "show", "-merchant", "acme", "nothing")
	require.Equal(t, 1, code)
	require.Contains(t, errs, `no order is found by "nothing"`)

	tokens, err := b.table.Tokens(t.Context(), "acme")
	require.NoError(t, err)
	require.Len(t, tokens, 6)
	for _, token := range tokens {
		require.False(t, token.Revoked.IsZero(), "each command gives its token back")
		require.Equal(t, "operator's command line", token.Name)
		require.False(t, token.Expires.IsZero(), "and one that was not given back would end by itself")
	}
}

func TestSyncAndHold(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code, out, errs := b.run("sync", "-merchant", "acme", "#1001")
	require.Zero(t, code, errs)
	require.Contains(t, out, "Asked: 0 supplier orders, and the store")
	_, out, _ = b.run("sync", "-merchant", "acme", "#1001")
	require.Contains(t, out, "asked for just before")

	code, out, errs = b.run("hold", "-merchant", "acme", "-reason", "stock-taking", "on")
	require.Zero(t, code, errs)
	require.Contains(t, out, "hold is on")
	holds, err := b.table.Holds(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, "stock-taking", holds.Merchant.Reason)
	b.run("hold", "-merchant", "acme", "-store", "s1", "on")
	b.run("hold", "-everything", "on")
	holds, err = b.table.Holds(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, []string{"deployment", "merchant", "store"}, holds.By("s1"))
	b.run("hold", "-everything", "off")
	holds, err = b.table.Holds(t.Context(), "acme")
	require.NoError(t, err)
	require.Nil(t, holds.Deployment)
}

func TestSyncOfATabWaitsForItsEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	go func() {
		for b.net.Pending(queue.KindJob) == 0 {
			time.Sleep(5 * time.Millisecond)
		}
		jobs, _, err := b.table.Jobs(context.Background(), "acme", "", 1)
		if err != nil || len(jobs) == 0 {
			return
		}
		_, _ = b.table.UpdateJob(context.Background(), "acme", jobs[0].ID, func(j *table.Job) error {
			j.State, j.Done, j.Results = table.JobDone, 1, map[string]int{"asked": 1}
			return nil
		})
	}()
	code, out, errs := b.run("sync", "-merchant", "acme", "-tab", "all", "-store", "s1")
	require.Zero(t, code, errs)
	require.Equal(t, "done: asked 1\n", out)
	require.Contains(t, errs, "done: 1")
}

func TestWhatIsNotUnderstood(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"no command":             {[]string{"dance"}, 2, `no command "dance`},
		"no name":                {[]string{"merchant", "create"}, 2, "NAME is missing"},
		"too much":               {[]string{"merchant", "list", "x"}, 2, `"x" is too much`},
		"no merchant":            {[]string{"token", "list"}, 2, "say whose, with -merchant"},
		"unknown flag":           {[]string{"merchant", "list", "-loud"}, 2, "flag provided but not defined"},
		"no such merchant":       {[]string{"token", "list", "-merchant", "none"}, 1, "There is no such merchant"},
		"hold what":              {[]string{"hold", "maybe", "-merchant", "acme"}, 2, "say on or off"},
		"removal without a word": {[]string{"merchant", "remove", "acme"}, 2, "-yes acme"},
		"key without a store":    {[]string{"order", "replay", "-merchant", "acme", "1001"}, 2, "is not STORE/ID"},
		"an event unknown":       {[]string{"order", "try", "-merchant", "acme", "s1/1001", "dance"}, 2, "neither an event's name"},
		"credentials unreadable": {[]string{"store", "connect", "shopify", "x.myshopify.com", "-merchant", "acme", "-credentials", "-"}, 2, "not JSON"},
		"stream letters":         {[]string{"dlq", "redrive", "dispatch"}, 1, "wake finds their orders"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &bench{t: t, url: b.url}
			code, _, errs := b.run(test.args...)
			require.Equal(t, test.code, code, errs)
			require.Contains(t, errs, test.says)
		})
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	require.Zero(t, Run(t.Context(), nil, Streams{Out: &out, Err: &errs}))
	for _, c := range commands() {
		require.Contains(t, out.String(), "onward "+c.name)
		var one bytes.Buffer
		require.Zero(t, Run(t.Context(), append([]string{"help"}, strings.Fields(c.name)...), Streams{Out: &one, Err: &errs}))
		require.Contains(t, one.String(), c.about)
		require.Contains(t, one.String(), "-stack")
	}
	require.Empty(t, errs.String())
}

func TestHelpOnAGroupListsTheGroup(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	require.Zero(t, Run(t.Context(), []string{"help", "keys"}, Streams{Out: &out, Err: &errs}))
	require.Contains(t, out.String(), "onward keys reseal")
	require.NotContains(t, out.String(), "onward erase")
	require.Empty(t, errs.String())
	require.Equal(t, 2, Run(t.Context(), []string{"help", "dance"}, Streams{Out: &out, Err: &errs}))
	require.Contains(t, errs.String(), `no command "dance"`)
}

func TestLettersSayWhatTheyWereAbout(t *testing.T) {
	t.Parallel()
	encode := func(m queue.Message) string {
		text, err := queue.Encode(m)
		require.NoError(t, err)
		return text
	}
	in, err := queue.NewIntake(queue.Intake{Source: "shopify", Merchant: "acme", Owner: "s1", Topic: "orders/paid"}, []byte(`{"email":"maria@example.com"}`))
	require.NoError(t, err)
	for body, about := range map[string]string{
		encode(in): "shopify orders/paid of acme/s1",
		encode(queue.Effect(queue.KindPush, order.Key{Merchant: "acme", Store: "s1", ID: "1"}, "tell/f1")):                              "push acme/s1/1 tell/f1",
		encode(queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: "acme", ID: "j1"}}):                                         "job acme/j1",
		encode(queue.Message{Kind: queue.KindNotify, Notify: &queue.Notify{Merchant: "acme", Endpoint: "e", ID: "n", Event: "digest"}}): "digest for acme, n",
		"nonsense": "it can't be read",
	} {
		require.Equal(t, about, aboutOf("intake", body))
	}
}

func writeFile(path string, raw []byte) error { return os.WriteFile(path, raw, 0o600) }
