// Package pages is what a merchant works with in a browser: server-rendered pages over package desk, without a
// build step. Everything works by links and forms; htmx adds what loads later (counts, progress, older steps).
//
// Addresses within the pages are relative, so that they can be served below any prefix.
package pages
