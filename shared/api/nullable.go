package api

import (
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// optionalTakesNull has the document say what is so: a member of a request that may be left out may be null as well. Without
// it generators of clients would take null for an error, which it is not.
func optionalTakesNull(doc *huma.OpenAPI) {
	seen := map[string]bool{}
	for _, at := range doc.Paths {
		for _, o := range []*huma.Operation{at.Post, at.Put, at.Patch} {
			if o == nil || o.RequestBody == nil {
				continue
			}
			for _, kind := range o.RequestBody.Content {
				takeNull(doc.Components.Schemas, kind.Schema, seen)
			}
		}
	}
}

func takeNull(all huma.Registry, s *huma.Schema, seen map[string]bool) {
	if s == nil {
		return
	}
	if s.Ref != "" {
		if seen[s.Ref] {
			return
		}
		seen[s.Ref] = true
		s = all.SchemaFromRef(s.Ref)
	}
	for name, member := range s.Properties {
		if member.Ref == "" && len(member.Enum) == 0 && !slices.Contains(s.Required, name) {
			member.Nullable = true
		}
		takeNull(all, member, seen)
	}
	takeNull(all, s.Items, seen)
}
