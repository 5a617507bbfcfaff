package connect

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/shop"
)

// DefaultWixInstall is where a site's owner installs an app.
const DefaultWixInstall = "https://www.wix.com/installer/install"

// StartWix gives the address at which the merchant installs the app into a site. token is what Wix sent when the
// installation began there.
func (f *Flows) StartWix(ctx context.Context, a Actor, target, token string) (string, error) {
	if f.Wix.ID == "" || f.Wix.Calls == nil {
		return "", notOffered("Wix", "Ask whoever runs it.")
	}
	install := f.Wix.InstallURL
	if install == "" {
		install = DefaultWixInstall
	}
	page, err := url.Parse(install)
	if err != nil {
		return "", problem(http.StatusInternalServerError, "app_not_set", "The Wix app is not set up rightly; tell whoever runs this installation.").because(err)
	}
	state, err := f.begin(ctx, a, kindWix, "", target)
	if err != nil {
		return "", err
	}
	q := page.Query()
	q.Set("appId", f.Wix.ID)
	q.Set("redirectUrl", f.PublicURL+"/connect/wix/return")
	q.Set("state", state)
	if token != "" {
		q.Set("token", token)
	}
	page.RawQuery = q.Encode()
	return page.String(), nil
}

// WixReturn goes on when the browser is back from the installation. Whether Wix' own message of the installation came
// before or comes later makes no difference.
func (f *Flows) WixReturn(ctx context.Context, who *Actor, query url.Values) (Step, error) {
	state := query.Get("state")
	flow, err := f.open(ctx, kindWix, state)
	if err != nil {
		return Step{}, err
	}
	id := strings.ToLower(query.Get("instanceId"))
	if signed := query.Get("instance"); signed != "" {
		i, err := f.instance(signed)
		if err != nil {
			return Step{}, err
		}
		if id != "" && id != i.ID {
			return Step{}, signatureProblem()
		}
		return f.arrive(ctx, who, flow, state, came{Shop: siteName(i.ID), Instance: i.ID})
	}
	if !instanceID.MatchString(id) {
		return Step{}, problem(http.StatusBadRequest, "no_instance", "Wix named no site. Install the app again from Onward's stores page.")
	}
	if !f.Wix.TrustReturn {
		return Step{}, problem(http.StatusAccepted, "open_in_wix", "The app is installed. To finish, open it once in your site's Wix dashboard, under Apps, Manage Apps: there Wix proves that the site is yours.")
	}
	return f.arrive(ctx, who, flow, state, came{Shop: siteName(id), Instance: id})
}

func signatureProblem() *Error {
	return problem(http.StatusUnauthorized, "signature", "Wix' signature does not fit, or is too old. Open the app again in your site's Wix dashboard.")
}

func (f *Flows) instance(signed string) (Instance, error) {
	i, err := OpenInstance(signed, f.Wix.Secret, f.Now())
	if err != nil {
		return i, signatureProblem().because(err)
	}
	return i, nil
}

// WixOpened asks whether the site in whose dashboard the app was opened is to be connected to the merchant who is
// signed in: whoever sent the link may not be its reader.
func (f *Flows) WixOpened(ctx context.Context, a Actor, signed string) (Step, error) {
	i, err := f.instance(signed)
	if err != nil {
		return Step{}, err
	}
	state, err := f.begin(ctx, a, kindWix, siteName(i.ID), "")
	if err != nil {
		return Step{}, err
	}
	flow, err := f.open(ctx, kindWix, state)
	if err != nil {
		return Step{}, err
	}
	sealed, err := f.sealCame(ctx, flow, came{Shop: siteName(i.ID), Instance: i.ID})
	if err != nil {
		return Step{}, err
	}
	return f.question(ctx, flow, state, sealed, siteName(i.ID))
}

// WixSite connects a site whose id is proven by what Wix signed when the app was opened in the site's dashboard: the
// way for programs, which have no browser that comes back.
func (f *Flows) WixSite(ctx context.Context, a Actor, id, target, signed string) (Connected, error) {
	if f.Wix.ID == "" || f.Wix.Calls == nil {
		return Connected{}, notOffered("Wix", "Ask whoever runs it.")
	}
	i, err := f.instance(signed)
	if err != nil {
		return Connected{}, err
	}
	if i.ID != strings.ToLower(id) {
		return Connected{}, signatureProblem()
	}
	return f.wixProven(ctx, a, target, i.ID)
}

// WixVouched connects a site by its id alone. An id is no secret, and the app's own credentials open every site that
// has the app: whoever runs the installation says that the site is this merchant's.
func (f *Flows) WixVouched(ctx context.Context, a Actor, id string) (Connected, error) {
	id = strings.ToLower(id)
	switch {
	case f.Wix.ID == "" || f.Wix.Calls == nil:
		return Connected{}, notOffered("Wix", "Set the parameter WixAppId and the secret wixAppSecret.")
	case !instanceID.MatchString(id):
		return Connected{}, problem(http.StatusUnprocessableEntity, "no_instance", "Give the app's instance id in the site, as Wix shows it when the app is installed.")
	}
	return f.wixProven(ctx, a, "", id)
}

func siteName(instance string) string { return "Wix site " + instance[:8] }

// wixProven proves that the app is in the site and may read its orders, and connects it. A site copied from another
// has an instance of its own and is a store of its own: nothing of the first one's is taken over.
func (f *Flows) wixProven(ctx context.Context, a Actor, target, instance string) (Connected, error) {
	if f.Wix.Calls == nil {
		return Connected{}, notOffered("Wix", "Ask whoever runs it.")
	}
	if _, err := f.Wix.Calls.Site(instance).ChangedOrders(ctx, f.Now().Add(-time.Hour), ""); err != nil {
		return Connected{}, storeProblem(err)
	}
	s, again, err := f.link(ctx, a, target, proven{platform: order.Wix, outside: instance, name: siteName(instance)})
	if err != nil {
		return Connected{}, err
	}
	bound, err := f.client(s, shop.Credentials{})
	if err != nil {
		return Connected{}, err
	}
	return f.conclude(ctx, s, again, bound, []Finding{
		{Code: "permissions", Text: "The app may read the site's orders."},
		{Code: "mails", Text: "Wix mails the customer by itself when an order gets its number. Only the dashboard's automations can change that."},
	}, nil)
}
