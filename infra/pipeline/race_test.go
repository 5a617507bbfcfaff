//go:build race

package pipeline_test

// racing: the race detector makes everything several times slower. It looks for races, which a sample of the points and
// seeds shows as well; the whole of them is gone through without it (make test does both).
const racing = true
