package desk

import (
	"encoding/base64"
	"unicode/utf8"

	"onward/shared/table"
)

// sealCursor and openCursor make cursors opaque, so that nobody builds on what is in them. A forged one can
// lead nowhere but within the same list.

func sealCursor(raw string) string {
	if raw == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(raw))
}

func openCursor(cursor string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) > 600 || !utf8.Valid(raw) {
		return "", refusal(table.ErrCursor)
	}
	return string(raw), nil
}
