// Package pages is what a merchant works with in a browser: server-rendered pages over package desk, without a
// build step. Everything works by links and forms; htmx adds what loads later (counts, progress, older steps).
//
// Addresses within the pages are relative, so that they can be served below any prefix.
//
// Decided 2026-11-24: the pages are served by the function that serves the API, over the same desk. What a page can do
// the API can do too, with the same checks, and nothing of a customer is cached in a browser's storage.
package pages
