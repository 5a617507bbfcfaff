package notify

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"onward/shared/safedial"
)

// ChoiceError is what is wrong with a merchant's choice.
type ChoiceError struct{ Field, Problem string }

func (e *ChoiceError) Error() string { return e.Field + ": " + e.Problem }

// maxURL is the longest address that is kept.
const maxURL = 2000

// checkURL refuses what could never be called. What a name leads to is looked at for each call.
func (e Endpoints) checkURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(text) > maxURL {
		return &ChoiceError{"url", "Give a whole address without password, such as https://example.com/onward."}
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	addr, err := netip.ParseAddr(host)
	if err == nil && safedial.Check(addr, e.AllowLoopback) != nil || local && !e.AllowLoopback {
		return &ChoiceError{"url", "Give an address on the public internet. Private networks can't be reached from here."}
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !e.AllowLoopback) {
		return &ChoiceError{"url", "The address must begin with https://."}
	}
	return nil
}

func checkEvents(events []string) error {
	for _, event := range events {
		if !slices.Contains(Events(), event) {
			return &ChoiceError{"events", "There is no event " + event + ". The events are " + strings.Join(Events(), ", ") + "."}
		}
	}
	return nil
}
