package house

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"

	"onward/infra/play/plot"
)

// happen is what hosts and webhooks do, and looks at them.
func (s *wooStore) happen(order, what string) error {
	switch what {
	case "outage":
		return s.outage(order)
	case "hooks are on":
		return s.hookOfChanges("active")
	case "clone":
		return s.clone(order)
	case "same delivery":
		return s.sameDelivery(order)
	default:
		return errors.New("a WooCommerce store has no " + what)
	}
}

// read asks the simulator about the site.
func (s *wooStore) read(what string, out any) error {
	answer := httptest.NewRecorder()
	s.sim.ServeHTTP(answer, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/_sim/sites/"+s.site+what, nil))
	if answer.Code != http.StatusOK {
		return fmt.Errorf("%s: %s", what, answer.Body)
	}
	return json.Unmarshal(answer.Body.Bytes(), out)
}

// outage shuts Onward's door until the site has switched the webhook of changes off: at the seventh failure in a row.
func (s *wooStore) outage(order string) error {
	s.house.door.set(s.site, true)
	defer s.house.door.set(s.site, false)
	for range 8 {
		v, _, err := s.view(order)
		if err != nil {
			return err
		}
		// The same status again changes nothing, and is announced.
		if err := s.Act(order, plot.Deed{Do: "status", Status: v.Order.Status}); err != nil {
			return err
		}
		s.house.visits.once(context.Background(), s.sim.Cron)
	}
	return s.hookOfChanges("disabled")
}

// hookOfChanges reports an error unless the site has a webhook of changed orders in a state.
func (s *wooStore) hookOfChanges(status string) error {
	var hooks []struct {
		Topic  string `json:"topic"`
		Status string `json:"status"`
	}
	if err := s.read("/webhooks", &hooks); err != nil {
		return err
	}
	for _, h := range hooks {
		if h.Topic == "order.updated" && h.Status == status {
			return nil
		}
	}
	return fmt.Errorf("no webhook of changes is %s: %+v", status, hooks)
}

// delivered is what is read of a delivery.
type delivered struct {
	Topic    string `json:"topic"`
	Resource int    `json:"resource"`
	ID       string `json:"delivery_id"`
	Status   int    `json:"status"`
}

// clone copies the site to a staging address, as agencies do, and cancels the order there. The copy's webhooks, with the
// site's own secret, must find Onward's door shut.
func (s *wooStore) clone(order string) error {
	copied := &wooStore{house: s.house, sim: s.sim, site: s.site + "-staging", control: s.control + "-staging"}
	if err := control(context.Background(), s.control+"/clone", map[string]string{"as": copied.site}, nil); err != nil {
		return err
	}
	if err := copied.Act(order, plot.Deed{Do: "cancel"}); err != nil {
		return err
	}
	s.house.visits.once(context.Background(), s.sim.Cron)
	var list []delivered
	if err := copied.read("/deliveries", &list); err != nil {
		return err
	}
	for _, d := range list {
		if strconv.Itoa(d.Resource) != order || d.Topic != "order.updated" {
			continue
		}
		if d.Status != http.StatusForbidden {
			return fmt.Errorf("the copy's webhook was answered %d", d.Status)
		}
		return nil
	}
	return errors.New("the copy sent no webhook")
}

// sameDelivery reports an error unless the order's first webhook shared its delivery id with another order's, and both were
// taken.
func (s *wooStore) sameDelivery(order string) error {
	var list []delivered
	if err := s.read("/deliveries", &list); err != nil {
		return err
	}
	for _, mine := range list {
		if strconv.Itoa(mine.Resource) != order {
			continue
		}
		for _, other := range list {
			if other.ID == mine.ID && other.Resource != mine.Resource && other.Status == http.StatusOK && mine.Status == http.StatusOK {
				return nil
			}
		}
	}
	return fmt.Errorf("no webhook of another order has the same delivery id as that of order %s", order)
}
