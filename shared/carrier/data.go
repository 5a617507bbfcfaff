package carrier

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed data/*.json
var files embed.FS

// tables are read once. The files are part of the program, so that one that
// does not parse is a broken build, found by the first test.
var tables = sync.OnceValue(load)

type carrier struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Aliases     []string `json:"aliases"`
	Shopify     []string `json:"shopify"`
	WooCommerce string   `json:"woocommerce"`
	Wix         string   `json:"wix"`
	Link        string   `json:"link"`
}

type format struct {
	Pattern     string `json:"pattern"`
	Check       string `json:"check"`
	Carrier     string `json:"carrier"`
	Issuer      bool   `json:"issuer"` // the carrier follows from the last two letters
	Provisional bool   `json:"provisional"`
	re          *regexp.Regexp
}

type service struct {
	Match   string `json:"match"` // a trailing * matches any rest
	Carrier string `json:"carrier"`
	Name    string `json:"name"`
}

type listing struct {
	Everywhere    []string            `json:"everywhere"`
	ByShopCountry map[string][]string `json:"byShopCountry"`
}

type catalogue struct {
	fallback carrier
	byID     map[string]carrier
	byName   map[string]carrier
	formats  []format
	issuers  map[string]string
	services []service
	known    map[Platform]listing
}

func load() *catalogue {
	t := &catalogue{byID: map[string]carrier{}, byName: map[string]carrier{}, known: map[Platform]listing{}}
	var carriers struct {
		Fallback carrier   `json:"fallback"`
		Carriers []carrier `json:"carriers"`
	}
	read("carriers", &carriers)
	t.fallback = carriers.Fallback
	for _, c := range carriers.Carriers {
		t.byID[c.ID] = c
		for _, name := range append(append([]string{c.ID, c.Name}, c.Aliases...), c.Shopify...) {
			t.byName[fold(name)] = c
		}
	}
	var numbers struct {
		Formats []format          `json:"formats"`
		Issuers map[string]string `json:"issuers"`
	}
	read("numbers", &numbers)
	t.formats, t.issuers = numbers.Formats, numbers.Issuers
	for i, f := range t.formats {
		t.formats[i].re = regexp.MustCompile("^(?:" + f.Pattern + ")$")
	}
	var services struct {
		Services []service `json:"services"`
	}
	read("services", &services)
	t.services = services.Services
	for _, p := range []Platform{Shopify, WooCommerce, Wix} {
		var l listing
		read(string(p), &l)
		t.known[p] = l
	}
	return t
}

func read(name string, into any) {
	raw, err := files.ReadFile("data/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		panic(fmt.Sprintf("carrier: data/%s.json: %v", name, err))
	}
}

// service finds what is known of a supplier's service: the whole name first,
// then the longest beginning. Suppliers differ in letter case between calls.
func (t *catalogue) service(said string) (service, bool) {
	said = strings.ToLower(strings.TrimSpace(said))
	if said == "" {
		return service{}, false
	}
	var best service
	length := -1
	for _, s := range t.services {
		match := strings.ToLower(s.Match)
		if match == said {
			return s, true
		}
		if begin, open := strings.CutSuffix(match, "*"); open && strings.HasPrefix(said, begin) && len(begin) > length {
			best, length = s, len(begin)
		}
	}
	return best, length >= 0
}
