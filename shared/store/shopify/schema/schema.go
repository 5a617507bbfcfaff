// Package schema holds the Admin GraphQL schema that the client is generated from and that the simulated shop checks
// every request against. It is kept compressed: the text is 3.7 MB.
package schema

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
)

// Version is the Admin API version that the schema describes.
const Version = "2026-10"

//go:embed admin_2026-10.graphql.gz
var packed []byte

// Text returns the schema as SDL. It fails only when the embedded file is damaged.
func Text() (string, error) {
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", fmt.Errorf("open schema: %w", err)
	}
	text, err := io.ReadAll(zr)
	if err != nil {
		return "", fmt.Errorf("unpack schema: %w", err)
	}
	return string(text), nil
}
