// Package api serves what a merchant can see and do (package desk) over HTTP: JSON in and out, problem+json for
// what is refused, described by OpenAPI 3.1 at /openapi.json and /openapi.yaml.
//
// Decided 2026-11-24: huma derives the document from the handlers' own types, so that the two cannot differ; it sits on
// net/http and brings no router of its own. A document written first, with code generated from it, would be a second
// language to keep, and what it leaves to the handlers would go unchecked.
package api
