//go:build race

package api_test

// crowdSize is smaller under the race detector, which makes everything slower by far.
const crowdSize = 10_000
