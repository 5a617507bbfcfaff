// Package admin is the generated client of Shopify's Admin GraphQL API: one function and one answer type for each
// operation in operations/. Page sizes are variables, so that one query stays under the cost that Shopify allows.
package admin

//go:generate go run onward/shared/store/shopify/schema/generate genqlient.yaml
