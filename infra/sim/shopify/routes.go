package shopify

import (
	"net"
	"net/http"
	"strings"
)

// routes serves every shop under its own host name and under /shops/{shop}, so that one address can serve many.
func (s *Sim) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, prefix := range []string{"", "/shops/{shop}"} {
		mux.HandleFunc("POST "+prefix+"/admin/api/{version}/graphql.json", s.serveGraphQL)
		mux.HandleFunc("GET "+prefix+"/admin/oauth/authorize", s.serveAuthorize)
		mux.HandleFunc("POST "+prefix+"/admin/oauth/access_token", s.serveToken)
	}
	s.controls(mux)
	return mux
}

// shopOf is the shop that a request is for: by its path, else by its host.
func shopOf(r *http.Request) string {
	if shop := r.PathValue("shop"); shop != "" {
		return strings.ToLower(shop)
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}
