// Package sheet reads the lists that merchants' spreadsheets save as CSV, in all the ways in which they do, and writes
// lists that spreadsheets open without taking anything in them for a formula.
package sheet
