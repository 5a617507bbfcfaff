package connect

import (
	"io"
	"net/http"
	"net/url"

	"onward/shared/order"
)

// serveShopifyEntry is where a shop opens the app: one that is connected leads to the pages, another to its grant.
func (f *Flows) serveShopifyEntry(w http.ResponseWriter, r *http.Request, l *line) error {
	domain, err := f.ShopifyEntry(r.URL.Query())
	if err != nil {
		return err
	}
	a, err := f.visitor(r, l)
	if err != nil {
		return err
	}
	if a == nil {
		f.signIn(w, r)
		return nil
	}
	id, err := f.known(r.Context(), a.Merchant, "", proven{platform: order.Shopify, outside: domain})
	if err != nil {
		return err
	}
	if id != "" {
		s, err := f.Table.Store(r.Context(), a.Merchant, id)
		if err != nil {
			return err
		}
		if s.Disconnected.IsZero() && s.Health.Well() {
			l.store = id
			http.Redirect(w, r, f.PublicURL+"/", http.StatusSeeOther)
			return nil
		}
	}
	page, err := f.StartShopify(r.Context(), *a, domain, id)
	if err != nil {
		return err
	}
	http.Redirect(w, r, page, http.StatusSeeOther) //nolint:gosec // the platform's page, whose address is ours
	return nil
}

// serveWixEntry is where Wix begins an installation.
func (f *Flows) serveWixEntry(w http.ResponseWriter, r *http.Request, l *line) error {
	a, err := f.visitor(r, l)
	if err != nil {
		return err
	}
	if a == nil {
		f.signIn(w, r)
		return nil
	}
	page, err := f.StartWix(r.Context(), *a, "", r.URL.Query().Get("token"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, page, http.StatusSeeOther) //nolint:gosec // the platform's page, whose address is ours
	return nil
}

// serveWixDashboard stands in a frame of Wix' dashboard, where browsers keep sessions away: it leads out of it.
func (f *Flows) serveWixDashboard(w http.ResponseWriter, r *http.Request, _ *line) error {
	signed := r.URL.Query().Get("instance")
	if _, err := f.instance(signed); err != nil {
		return err
	}
	f.page(w, http.StatusOK, view{
		Title: f.AppName, Text: "Your orders are in " + f.AppName + "'s own pages. To connect this site, go on in a tab of its own.",
		Link: f.PublicURL + "/connect/wix/link?" + url.Values{"instance": {signed}}.Encode(), LinkText: "Go on", Apart: true,
	})
	return nil
}

// serveWixLink goes on with a signed instance outside of the dashboard's frame.
func (f *Flows) serveWixLink(w http.ResponseWriter, r *http.Request, l *line) error {
	signed := r.URL.Query().Get("instance")
	if _, err := f.instance(signed); err != nil {
		return err
	}
	a, err := f.visitor(r, l)
	if err != nil {
		return err
	}
	if a == nil {
		f.signIn(w, r)
		return nil
	}
	return f.step(w, r, l)(f.WixOpened(r.Context(), *a, signed))
}

// signIn sends a browser to sign in, and back here after it.
func (f *Flows) signIn(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, f.PublicURL+f.SignIn+"?"+url.Values{"next": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
}

// serveWooCallback answers the store's server. Unless it reads 200, the store deletes the key.
func (f *Flows) serveWooCallback(w http.ResponseWriter, r *http.Request, _ *line) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxInput))
	if err != nil {
		return problem(http.StatusRequestEntityTooLarge, "too_large", "This is no key callback of WooCommerce.")
	}
	if err := f.WooCallback(r.Context(), body); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

func (f *Flows) serveConfirm(w http.ResponseWriter, r *http.Request, l *line) error {
	who, err := f.visitor(r, l)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxInput)
	if err := r.ParseForm(); err != nil {
		return problem(http.StatusBadRequest, "invalid_form", "The form cannot be read. Begin again.")
	}
	step, err := f.Confirm(r.Context(), who, r.PostForm.Get("state"), r.PostForm.Get("confirm"))
	if err == nil && step.Waiting {
		// The page that looks again by itself is the return's own.
		http.Redirect(w, r, f.PublicURL+"/connect/woocommerce/return?"+url.Values{"success": {"1"}, "user_id": {r.PostForm.Get("state")}}.Encode(), http.StatusSeeOther)
		return nil
	}
	return f.step(w, r, l)(step, err)
}

func (f *Flows) serveDisconnect(w http.ResponseWriter, r *http.Request, l *line) error {
	a, err := f.signedIn(r, l)
	if err != nil {
		return err
	}
	in, err := readInput(w, r)
	if err != nil {
		return err
	}
	l.store, l.account = in.Store, in.Account
	if in.Account != "" {
		err = f.DisconnectAccount(r.Context(), a, in.Account)
	} else {
		err = f.DisconnectStore(r.Context(), a, in.Store)
	}
	if err != nil {
		return err
	}
	if wantsJSON(r) {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	f.page(w, http.StatusOK, view{Title: "Disconnected", Text: "The credentials are forgotten. Orders, settings and mappings stay; connecting again goes on with them.", Link: f.PublicURL + "/", LinkText: "Back to " + f.AppName})
	return nil
}
