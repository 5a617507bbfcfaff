package connect_test

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	simwoo "onward/infra/sim/woocommerce"
	"onward/shared/connect"
	"onward/shared/safedial"
)

// rebinding is a name server whose one name leads to this machine until it is turned, and inside a private net after.
type rebinding struct{ turned atomic.Bool }

func (n *rebinding) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go n.serve(theirs)
		return ours, nil
	}}
}

func (n *rebinding) serve(conn net.Conn) {
	defer conn.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, question); err != nil {
			return
		}
		answer := n.answer(question)
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

func (n *rebinding) answer(question []byte) []byte {
	end := 12
	for question[end] != 0 {
		end += int(question[end]) + 1
	}
	end += 5 // the root label, type and class
	out := append([]byte{}, question[:end]...)
	copy(out[2:12], []byte{0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	if binary.BigEndian.Uint16(question[end-4:]) != 1 {
		return out
	}
	out[7] = 1
	address := []byte{127, 0, 0, 1}
	if n.turned.Load() {
		address = []byte{10, 0, 0, 1}
	}
	return append(append(out, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4), address...)
}

func TestWooCommerceAddressThatChangesAfterTheCheck(t *testing.T) {
	t.Parallel()
	names := &rebinding{}
	w := newWorld(t, func(d *connect.Deps) {
		d.WooHTTP = safedial.NewClient(safedial.Options{AllowLoopback: true, Resolver: names.resolver()})
	})
	server := httptest.NewUnstartedServer(w.woo)
	server.Config.SetKeepAlivesEnabled(false) // each call resolves the name anew
	server.Start()
	t.Cleanup(server.Close)
	base := strings.Replace(server.URL, "127.0.0.1", "shop.localhost", 1)
	w.woo.SetBaseURL(base)
	at := w.woo.Configure("demo", simwoo.DefaultSettings())

	b := w.browser(alice)
	b.stop = "/wc-auth/"
	page := b.post("/connect/woocommerce", "shop", at.Address)
	require.Equal(t, http.StatusSeeOther, page.status, page.body)
	state := stateOf(t, page.to)
	require.Equal(t, http.StatusOK, send(t, w, state, at, "read_write"))

	names.turned.Store(true)
	back := b.get("/connect/woocommerce/return?success=1&user_id=" + url.QueryEscape(state))
	require.Equal(t, http.StatusUnprocessableEntity, back.status)
	require.Contains(t, back.body, "not on the public internet")
	w.none(alice)
}
