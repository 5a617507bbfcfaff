package sheet

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// Error is what is wrong with a list as a whole, and what to do about it, for people.
type Error struct{ Problem string }

func (e *Error) Error() string { return e.Problem }

const asCSV = " In the spreadsheet, choose Save as, then CSV UTF-8."

// text makes UTF-8 of what a spreadsheet saved: of UTF-8 and of UTF-16. Of other encodings the letters that are not ASCII
// are replaced by U+FFFD: which they were can't be told, and [Unreadable] finds the cells that had them.
func text(raw []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return nil, &Error{"This is a workbook, not a CSV file." + asCSV}
	case bytes.HasPrefix(raw, []byte("%PDF")):
		return nil, &Error{"This is a PDF, not a CSV file. Ask for the list as CSV, or copy its rows into a spreadsheet."}
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		raw = utf8Of(raw[2:], binary.LittleEndian)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		raw = utf8Of(raw[2:], binary.BigEndian)
	case len(raw) > 3 && raw[0] != 0 && raw[1] == 0 && raw[3] == 0:
		raw = utf8Of(raw, binary.LittleEndian)
	case len(raw) > 3 && raw[0] == 0 && raw[1] != 0 && raw[2] == 0:
		raw = utf8Of(raw, binary.BigEndian)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, &Error{"The file is not a list in text." + asCSV}
	}
	if !utf8.Valid(raw) {
		raw = bytes.ToValidUTF8(raw, []byte(string(utf8.RuneError)))
	}
	// Old spreadsheets end lines by a carriage return alone.
	if bytes.IndexByte(raw, '\n') < 0 {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n"))
	}
	return raw, nil
}

func utf8Of(raw []byte, endian binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(raw)/2)
	for ; len(raw) >= 2; raw = raw[2:] {
		units = append(units, endian.Uint16(raw))
	}
	return []byte(string(utf16.Decode(units)))
}
