//go:build !race

package api_test

// crowdSize is how many orders the table has for the tests of what lists cost.
const crowdSize = 100_000
