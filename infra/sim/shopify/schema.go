package shopify

import (
	"fmt"
	"sync"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"onward/shared/store/shopify/schema"
)

// loadSchema parses the real schema once for all simulators of a process: it takes a second.
var loadSchema = sync.OnceValues(func() (*ast.Schema, error) {
	text, err := schema.Text()
	if err != nil {
		return nil, err
	}
	loaded, err := gqlparser.LoadSchema(&ast.Source{Name: "admin", Input: text})
	if err != nil {
		return nil, fmt.Errorf("load schema: %w", err)
	}
	return loaded, nil
})
