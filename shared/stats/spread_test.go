package stats

import (
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// times draws a list of times from seconds to four months, short ones as often as long ones.
func times() *rapid.Generator[[]time.Duration] {
	one := rapid.Custom(func(t *rapid.T) time.Duration {
		return time.Duration(math.Exp(rapid.Float64Range(0, 16.2).Draw(t, "log")) * float64(time.Second))
	})
	return rapid.SliceOfN(one, 1, 300)
}

func spreadOf(list []time.Duration) Spread {
	s := Spread{}
	for _, took := range list {
		s[stepOf(took)]++
	}
	return s
}

// TestQuantilesAreNearTheTruth: a percentile is within its step of the time that really is at that rank.
func TestQuantilesAreNearTheTruth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := times().Draw(t, "times")
		q := rapid.Float64Range(0.01, 1).Draw(t, "q")
		got, ok := spreadOf(list).Quantile(q)
		require.True(t, ok)
		slices.Sort(list)
		truth := list[int(math.Ceil(q*float64(len(list))))-1]
		lower := time.Duration(stepOf(truth)) * time.Minute
		upper := time.Duration(stepEnd(stepOf(truth))) * time.Minute
		assert.GreaterOrEqual(t, got, lower)
		assert.LessOrEqual(t, got, upper)
	})
}

func TestQuantilesRise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := spreadOf(times().Draw(t, "times"))
		a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
		low, _ := s.Quantile(min(a, b))
		high, _ := s.Quantile(max(a, b))
		assert.LessOrEqual(t, low, high)
	})
}

// TestSpreadsAddUp: days added together say what all their times counted at once say, in any order.
func TestSpreadsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := times().Draw(t, "times")
		cut := rapid.IntRange(0, len(list)).Draw(t, "cut")
		whole, a, b := spreadOf(list), spreadOf(list[:cut]), spreadOf(list[cut:])
		sum := Spread{}
		for _, day := range []Spread{b, a} {
			for lower, n := range day {
				sum.add(strconv.Itoa(lower), n)
			}
		}
		assert.Equal(t, whole, sum)
		assert.Equal(t, len(list), sum.Count())
	})
}

func TestStepsAreAsFineAsIsSaid(t *testing.T) {
	t.Parallel()
	require.True(t, slices.IsSorted(steps))
	for i := range steps[:len(steps)-1] {
		wide := steps[i+1] - steps[i]
		assert.True(t, wide == 1 || float64(wide) <= 0.25*float64(steps[i]), "from %d to %d", steps[i], steps[i+1])
		assert.Equal(t, steps[i+1], stepEnd(steps[i]))
	}
	assert.Equal(t, 0, stepOf(-time.Hour), "clocks differ")
	assert.Equal(t, 0, stepOf(59*time.Second))
	assert.Equal(t, 1440, stepOf(24*time.Hour))
	last := steps[len(steps)-1]
	assert.Equal(t, last, stepOf(9000*time.Hour))
	assert.Equal(t, last, stepEnd(last))
}

func TestNothingCountedHasNoQuantile(t *testing.T) {
	t.Parallel()
	_, ok := Spread{}.Quantile(0.5)
	assert.False(t, ok)
	s := Spread{}
	s.add("60", 2)
	s.add("not a number", 9)
	s.add("-5", 9)
	assert.Equal(t, Spread{60: 2}, s)
}
