package desk

import "strings"

// FileName makes of any text a file's name over which no system and no header stumbles.
func FileName(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
			return r
		case r == '#':
			return -1
		default:
			return '_'
		}
	}, text)
}
