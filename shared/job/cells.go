package job

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"onward/shared/carrier"
	"onward/shared/order"
	"onward/shared/sheet"
	"onward/shared/table"
)

// sheetRow is one row of a list, its cells by what they mean.
type sheetRow struct {
	row   int
	cells map[column]string
}

// outside reads a cell that holds a number as somebody outside gave it.
func (r sheetRow) outside(c column) string { return sheet.Squeeze(r.cells[c]) }

// check finds what is wrong with a row by itself.
func (r sheetRow) check(kind string, accounts []table.Account) string {
	for c, cell := range r.cells {
		switch {
		case sheet.Unreadable(cell):
			return "The " + string(c) + " has letters that can't be read. Save the file as CSV UTF-8, and upload it again."
		case strings.ContainsAny(cell, "\r\n"):
			return "The " + string(c) + " goes over several lines. A quotation mark may be missing."
		case utf8.RuneCountInString(cell) > longestCell:
			return "The " + string(c) + " is longer than " + strconv.Itoa(longestCell) + " characters."
		}
	}
	if r.cells[colOrder] == "" {
		return "The order is missing. Give its name, such as #1001."
	}
	if q := r.cells[colQuantity]; q != "" {
		if n, err := strconv.Atoi(q); err != nil || n < 1 {
			return "The quantity is not a whole number above 0."
		}
	}
	if kind == KindImportOrders {
		return r.checkBought(accounts)
	}
	if link := r.cells[colURL]; link != "" {
		if u, err := url.Parse(link); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return "The tracking url is not an address. It begins with https://; leave it empty where there is none."
		}
	}
	return r.checkTracking()
}

func (r sheetRow) checkBought(accounts []table.Account) string {
	if problem := r.checkNumber(colBought); problem != "" {
		return problem
	}
	a, problem := accountOf(r, accounts)
	if problem == "" && a.Supplier == order.AliExpress && !digits.MatchString(r.outside(colBought)) {
		return "An order number of AliExpress has digits only."
	}
	return problem
}

var (
	// rounded, formatted and cutOff are what a spreadsheet makes of a long number that it takes for an amount: 8.19E+15,
	// 8,190,000,000 or 8190000000.00, and zeros after the fifteenth digit.
	rounded   = regexp.MustCompile(`^\d([.,]\d+)?[eE]\+?\d+$`)
	formatted = regexp.MustCompile(`^\d{1,3}([.,'’]\d{3}){3,}([.,]\d+)?$|^\d{6,}[.,]\d{1,4}$`)
	cutOff    = regexp.MustCompile(`^\d{15}0{3,}$`)
	digits    = regexp.MustCompile(`^\d+$`)
	// outsideNumber is what a tracking number, or a supplier's order number, can look like.
	outsideNumber = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{2,59}$`)
)

const mangled = " for an amount and changed it. Format the column as text, enter the number again, and upload the file again."

// checkNumber finds what is wrong with a cell that holds such a number.
func (r sheetRow) checkNumber(c column) string {
	cell := r.outside(c)
	switch {
	case cell == "":
		return "The " + string(c) + " is missing."
	case rounded.MatchString(cell), formatted.MatchString(cell), cutOff.MatchString(cell):
		return "The spreadsheet took the " + string(c) + mangled
	case strings.ContainsAny(cell, ",;|"):
		return "There is more than one " + string(c) + " in one cell. Give each its own row."
	case !outsideNumber.MatchString(cell):
		return "The " + string(c) + " has characters that such numbers don't have, or is too short or too long."
	default:
		return ""
	}
}

// checkTracking refuses what surely is no tracking number: a customer would be mailed it.
func (r sheetRow) checkTracking() string {
	for _, d := range carrier.Doubts(r.cells[colNumber]) {
		switch d { //nolint:exhaustive // the others are no reason to refuse
		case carrier.Placeholder:
			return "This stands for no tracking number yet. Leave the row out until there is one."
		case carrier.IsLink:
			return "This is an address. Give the number here, and the address in a column \"tracking url\"."
		case carrier.SameDigits, carrier.NoDigits:
			if r.checkNumber(colNumber) == "" {
				return "This is no tracking number: carriers' numbers have several different digits."
			}
		}
	}
	return r.checkNumber(colNumber)
}

// unusual says why a tracking number that is taken in should be looked at once more.
func (r sheetRow) unusual() string {
	for _, d := range carrier.Doubts(r.outside(colNumber)) {
		switch d { //nolint:exhaustive // the others are refused
		case carrier.RunningDigits:
			return "The digits of the number run up or down one by one. Make sure that it is a real one."
		case carrier.TooShort:
			return "The number is shorter than carriers' numbers are. Make sure that it is whole."
		case carrier.TooLong:
			return "The number is longer than carriers' numbers are. Make sure that it is one number."
		}
	}
	return ""
}

// cutOffTogether tells a column whose sixteenth digits are all 0: spreadsheets keep fifteen, and suppliers' order
// numbers have sixteen. One number can end so, but not all.
func cutOffTogether(rows []sheetRow, c column) bool {
	n := 0
	for _, r := range rows {
		cell := r.outside(c)
		if !digits.MatchString(cell) || len(cell) < 16 {
			continue
		}
		if strings.Trim(cell[15:], "0") != "" {
			return false
		}
		n++
	}
	return n >= 3
}
