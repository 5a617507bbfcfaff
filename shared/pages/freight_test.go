package pages_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"onward/shared/api/desk"
)

func TestShippingRulesAreTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.connect()
	c := w.signedIn(w.token)
	page := "/stores/" + w.store
	form := url.Values{"version": {"2"}, "freight": {"de, at: CAINIAO_STANDARD, EMS\r\n\r\n others : CAINIAO_STANDARD\r\n"}, "freight_strict": {"yes"}}
	g := c.send(page, page+"/settings", form)
	require.Equal(t, http.StatusOK, g.status, g.body)
	assert.Contains(t, g.body, "DE, AT: CAINIAO_STANDARD, EMS\nothers: CAINIAO_STANDARD</textarea>")
	v, err := w.desk.Settings(t.Context(), w.owner, w.store)
	require.NoError(t, err)
	assert.True(t, v.Settings.FreightStrict)
	assert.Equal(t, []desk.FreightRule{
		{Countries: []string{"DE", "AT"}, Services: []string{"CAINIAO_STANDARD", "EMS"}}, {Services: []string{"CAINIAO_STANDARD"}},
	}, v.Settings.Freight)
	for _, bad := range []string{"DE CAINIAO_STANDARD", "DE:", ": CAINIAO_STANDARD", "Germany: EMS", "DE: EMS\nDE: STD"} {
		form.Set("version", "3")
		form.Set("freight", bad)
		assert.Equal(t, http.StatusUnprocessableEntity, c.send(page, page+"/settings", form).status, bad)
	}
}
