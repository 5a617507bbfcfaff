package stats

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// Spread is how many times fell into each step, by the step's lower end in minutes. The zero Spread is empty.
type Spread map[int]int

// steps are the lower ends in minutes. What was counted by them stays readable when others are put between.
var steps = []int{
	0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 26, 30, 36, 43, 50, 60, 72, 86, 100, 120, 144, 172, 204, 240, 288, 345, 408, 480,
	576, 690, 820, 960, 1152, 1440, 1800, 2160, 2520, 2880, 3600, 4320, 5040, 5760, 7200, 8640, 10080, 12240, 14400, 17280, 20160, 24480,
	30240, 36000, 43200, 50400, 61200, 72000, 86400, 104400, 129600,
}

// stepOf is the step that a time falls into. Times below zero, of clocks that differ, count as none.
func stepOf(took time.Duration) int {
	minutes := max(int(took/time.Minute), 0)
	i, exact := slices.BinarySearch(steps, minutes)
	if !exact {
		i--
	}
	return steps[i]
}

// stepEnd is the upper end of a step; of the last one, which has none, it is its lower end.
func stepEnd(lower int) int {
	if i, _ := slices.BinarySearch(steps, lower+1); i < len(steps) {
		return steps[i]
	}
	return lower
}

// add counts times of one step.
func (s Spread) add(detail string, n int) {
	if lower, err := strconv.Atoi(detail); err == nil && lower >= 0 {
		s[lower] += n
	}
}

// Count is how many times were counted.
func (s Spread) Count() int {
	n := 0
	for _, c := range s {
		n += c
	}
	return n
}

// Quantile is the time that the share q of all did not exceed, in whole minutes, taken to lie evenly within its step.
// ok is false when nothing was counted.
func (s Spread) Quantile(q float64) (took time.Duration, ok bool) {
	total := s.Count()
	if total == 0 {
		return 0, false
	}
	want := min(max(q, 0), 1) * float64(total)
	below := 0
	for _, lower := range slices.Sorted(maps.Keys(s)) {
		n := s[lower]
		if n <= 0 || float64(below+n) < want {
			below += n
			continue
		}
		within := (want - float64(below)) / float64(n)
		minutes := float64(lower) + within*float64(stepEnd(lower)-lower)
		return time.Duration(math.Round(minutes)) * time.Minute, true
	}
	return 0, false
}
