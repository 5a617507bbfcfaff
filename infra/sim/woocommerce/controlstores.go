package woocommerce

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

type siteView struct {
	Access

	Settings Settings `json:"settings"`
	Orders   int      `json:"orders"`
}

func (s *Sim) cmdSites(*commandRequest) (any, error) {
	out := []siteView{}
	for name, st := range s.sites {
		out = append(out, siteView{
			Access:   Access{Name: name, Address: s.address(st), Key: st.own, Secret: st.keys[st.own].secret},
			Settings: st.set, Orders: len(st.orders),
		})
	}
	slices.SortFunc(out, func(a, b siteView) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out, nil
}

func (s *Sim) cmdConfigure(c *commandRequest) (any, error) {
	set := DefaultSettings()
	if c.st != nil {
		set = c.st.set
	}
	if err := c.decode(&set); err != nil {
		return nil, err
	}
	return s.configure(c.args[0], set), nil
}

func (s *Sim) cmdClone(c *commandRequest) (any, error) {
	var in struct {
		As string `json:"as"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.As == "" || s.sites[in.As] != nil {
		return nil, errors.New("as: a new name is needed")
	}
	return s.clone(c.st, in.As), nil
}

func (s *Sim) cmdRevoke(c *commandRequest) (any, error) {
	c.st.keys, c.st.own = map[string]apiKey{}, ""
	return "ok", nil
}

func (s *Sim) cmdUser(c *commandRequest) (any, error) {
	var in struct {
		Gone bool `json:"gone"`
	}
	err := c.decode(&in)
	c.st.userGone = in.Gone
	return in, err
}

func (s *Sim) cmdFault(c *commandRequest) (any, error) {
	var f Fault
	if err := c.decode(&f); err != nil {
		return nil, err
	}
	if !slices.Contains(faultKinds(), f.Kind) {
		return nil, fmt.Errorf("kind: one of %v", faultKinds())
	}
	c.st.addFault(f)
	return f, nil
}

func (s *Sim) cmdNoFaults(c *commandRequest) (any, error) {
	c.st.faults, c.st.hookFaults = nil, HookFaults{}
	return "ok", nil
}

func (s *Sim) cmdHookFaults(c *commandRequest) (any, error) {
	var f HookFaults
	err := c.decode(&f)
	c.st.hookFaults = f
	return f, err
}

type hookView struct {
	ID       int    `json:"id"`
	Topic    string `json:"topic"`
	Status   string `json:"status"`
	URL      string `json:"delivery_url"`
	Failures int    `json:"failure_count"`
	Waiting  int    `json:"waiting"`
}

func (s *Sim) cmdHooks(c *commandRequest) (any, error) {
	out := []hookView{}
	for _, h := range c.st.hooks {
		v := hookView{ID: h.id, Topic: h.topic, Status: h.status, URL: h.url, Failures: h.failures}
		for _, j := range c.st.queue {
			if j.hook == h.id {
				v.Waiting++
			}
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Sim) cmdMails(c *commandRequest) (any, error) {
	only := c.http.URL.Query().Get("order")
	out := []Mail{}
	for _, m := range c.st.mails {
		if only == "" || only == strconv.Itoa(m.Order) {
			out = append(out, m)
		}
	}
	return out, nil
}
