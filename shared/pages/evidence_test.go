package pages_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAnOrderIsSavedAsEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	w.populate()
	c := w.signedIn(w.token)
	at := "/orders/" + w.store + "/1050"
	assert.Contains(t, c.get(at).body, "/evidence?for=bank")
	g := c.get(at + "/evidence")
	assert.Equal(t, http.StatusOK, g.status)
	assert.Equal(t, `attachment; filename="order-1050-for-bank.html"`, g.header.Get("Content-Disposition"))
	assert.Contains(t, g.header.Get("Content-Security-Policy"), "sandbox", "opened all the same, it can do nothing in our name")
	assert.Contains(t, g.body, "RB123456785CN")
	assert.NotContains(t, g.body, "8190000000000050")
	assert.Contains(t, c.get(at+"/evidence?for=supplier").body, "8190000000000050")
	assert.Equal(t, http.StatusUnprocessableEntity, c.get(at+"/evidence?for=x").status)
	assert.Equal(t, http.StatusNotFound, c.get("/orders/"+w.store+"/none/evidence").status)
	assert.Empty(t, w.log.String())
}
