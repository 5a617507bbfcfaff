// Package api serves what a merchant can see and do (package desk) over HTTP: JSON in and out, problem+json for
// what is refused, described by OpenAPI 3.1 at /openapi.json and /openapi.yaml.
package api
