//go:build !race

package pipeline_test

// racing is whether the race detector is on.
const racing = false
