package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean takes off a cell what is not part of its value: spaces of all kinds around it, the apostrophe by which
// spreadsheets are told that it is text, and ="…", which is for the same.
func Clean(cell string) string {
	cell = strings.TrimFunc(cell, blank)
	if inner, ok := strings.CutPrefix(cell, `="`); ok {
		if inner, ok = strings.CutSuffix(inner, `"`); ok {
			cell = inner
		}
	}
	return strings.TrimFunc(strings.TrimLeft(cell, "'"), blank)
}

// Squeeze takes out all spaces: for numbers, which people group.
func Squeeze(cell string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, cell)
}

// blank is what shows as nothing, the marks that programs leave in copied text among it.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r == '\u200e' || r == '\u200f'
}

// Unreadable reports whether letters of a cell were in an encoding that is not known.
func Unreadable(cell string) bool { return strings.ContainsRune(cell, utf8.RuneError) }

// Plain is a heading without what people spell differently: case, spaces, and all signs.
func Plain(heading string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}
