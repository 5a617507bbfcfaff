// Package evidence writes what is recorded of one order as one HTML file that stands alone: for the bank or payment
// provider of a customer who says that nothing came, or for a supplier that says so. It is pure: a record in, a file out.
//
// It claims nothing that was not recorded: what the store was asked to mail is not what it mailed, and a parcel without
// a scan says so.
package evidence
