package shopify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// gid builds a global id from a plain one.
func gid(kind, id string) string {
	if strings.HasPrefix(id, "gid://") {
		return id
	}
	return "gid://shopify/" + kind + "/" + id
}

// plainID takes the number out of a global id: gid://shopify/Order/12?x=1 becomes 12.
func plainID(id string) string {
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		id = id[i+1:]
	}
	if i := strings.IndexByte(id, '?'); i >= 0 {
		id = id[:i]
	}
	return id
}

// validID tells whether id is a plain Shopify id.
func validID(id string) bool {
	_, err := strconv.ParseUint(id, 10, 64)
	return err == nil
}

// exactID reads an id given as a number or as a text, digit by digit: ids are larger than a float holds exactly.
type exactID string

// UnmarshalJSON accepts a whole number, a text, or null.
func (id *exactID) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case string(raw) == "null":
		*id = ""
		return nil
	case len(raw) > 0 && raw[0] == '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return fmt.Errorf("id: %w", err)
		}
		if text = plainID(text); text != "" && !validID(text) {
			return fmt.Errorf("id %.24q is no whole number", text)
		}
		*id = exactID(text)
		return nil
	}
	if !validID(string(raw)) {
		return fmt.Errorf("id %.24q is no whole number", raw)
	}
	*id = exactID(raw)
	return nil
}
