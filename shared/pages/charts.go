package pages

import (
	"strconv"
	"strings"
	"time"

	"onward/shared/api/desk"
)

// Charts are drawn on a plane of fixed height that is stretched to the width there is; what must not be stretched
// (words, dots, the width of lines) is outside of it or does not scale. Coordinates grow to the right and downwards.
const (
	plane    = 100 // height
	barRoom  = 10  // of a bar with the gap beside it
	barWidth = 8
	rangeMax = 1000 // width of a range's plane
)

// bar is one bar of a chart, with what it says.
type bar struct {
	X, Y, Height int
	Title        string
}

// arrivalsRow is how many orders came to one tab.
type arrivalsRow struct {
	desk.Arrivals

	Bars []bar
}

// arrivalsChart is a row of bars for each tab, all to one scale.
type arrivalsChart struct {
	Width, Most int
	Rows        []arrivalsRow
}

func chartArrivals(s desk.Statistics) arrivalsChart {
	c := arrivalsChart{Width: len(s.Bins) * barRoom}
	for _, t := range s.Tabs {
		for _, n := range t.Bins {
			c.Most = max(c.Most, n)
		}
	}
	for _, t := range s.Tabs {
		row := arrivalsRow{Arrivals: t}
		for i, n := range t.Bins {
			if n == 0 {
				continue
			}
			height := max(n*plane/c.Most, 3) // what there is can be seen
			row.Bars = append(row.Bars, bar{
				X: i*barRoom + (barRoom-barWidth)/2, Y: plane - height, Height: height, Title: binTitle(s.Bins[i]) + ": " + plural(n, "order", "orders"),
			})
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// line is one percentile over time: its path, broken where there was nothing, and its dots.
type line struct {
	Class, Title, Path string
	Dots               []dot
}

type dot struct {
	X, Y  int
	Title string
}

// toldChart is how soon the store was told, over time.
type toldChart struct {
	Width     int
	Top, Half string
	Lines     []line
}

func chartTold(s desk.Statistics) toldChart {
	c := toldChart{Width: len(s.Bins) * barRoom}
	most := int64(0)
	for _, b := range s.Told.Bins {
		most = max(most, b.P90)
	}
	top := niceTop(most)
	c.Top, c.Half = took(top), took(top/2)
	for _, l := range []struct {
		class, title string
		of           func(desk.Percentiles) int64
	}{
		{"high", "9 of 10 within", func(p desk.Percentiles) int64 { return p.P90 }},
		{"mid", "half within", func(p desk.Percentiles) int64 { return p.P50 }},
	} {
		drawn := line{Class: l.class, Title: l.title}
		var path strings.Builder
		pen := "M"
		for i, b := range s.Told.Bins {
			if b.Count == 0 {
				pen = "M"
				continue
			}
			d := dot{X: i*barRoom + barRoom/2, Y: plane - int(l.of(b)*plane/top), Title: binTitle(s.Bins[i]) + ": " + l.title + " " + took(l.of(b))}
			path.WriteString(pen + strconv.Itoa(d.X) + " " + strconv.Itoa(d.Y))
			drawn.Dots = append(drawn.Dots, d)
			pen = "L"
		}
		drawn.Path = path.String()
		c.Lines = append(c.Lines, drawn)
	}
	return c
}

// numbersRow is how long one supplier took to give a number: from the quick tenth to the slow one, with the middle.
type numbersRow struct {
	desk.NumberTimes

	X, Width, Middle int
}

type numbersChart struct {
	Top, Half string
	Rows      []numbersRow
}

func chartNumbers(s desk.Statistics) numbersChart {
	most := int64(0)
	for _, n := range s.Numbers {
		most = max(most, n.P90)
	}
	top := niceTop(most)
	c := numbersChart{Top: took(top), Half: took(top / 2)}
	for _, n := range s.Numbers {
		at := func(seconds int64) int { return int(seconds * rangeMax / top) }
		c.Rows = append(c.Rows, numbersRow{NumberTimes: n, X: at(n.P10), Width: max(at(n.P90)-at(n.P10), 4), Middle: at(n.P50)})
	}
	return c
}

// failureBar is how many orders failed for one reason.
type failureBar struct {
	desk.FailureCount

	Title string
	Width int
}

func chartFailures(s desk.Statistics) []failureBar {
	out := make([]failureBar, 0, len(s.Failures))
	for _, f := range s.Failures {
		width := max(f.Orders*rangeMax/s.Failures[0].Orders, 4) // the first is the most frequent
		out = append(out, failureBar{FailureCount: f, Title: reasonTitle(f.Reason), Width: width})
	}
	return out
}

// niceTop is where a scale of times ends: the next time with a plain half.
func niceTop(seconds int64) int64 {
	const minute, hour, day = 60, 3600, 24 * 3600
	tops := []int64{
		2 * minute, 10 * minute, 20 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 8 * hour, 12 * hour, day, 2 * day, 4 * day, 6 * day,
		8 * day, 10 * day, 14 * day, 20 * day, 30 * day, 60 * day,
	}
	for _, top := range tops {
		if seconds <= top {
			return top
		}
	}
	return (seconds/(60*day) + 1) * 60 * day
}

// took is a length of time as people say it, of seconds. What is counted is no finer than this.
func took(seconds int64) string {
	d := time.Duration(seconds) * time.Second
	tenths := func(of time.Duration) string {
		n := (d*10 + of/2) / of
		if n%10 == 0 || n >= 100 {
			return strconv.Itoa(int((n + 5) / 10))
		}
		return strconv.Itoa(int(n/10)) + "." + strconv.Itoa(int(n%10))
	}
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return "under a minute"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min"
	case d < 2*day:
		return tenths(time.Hour) + " h"
	default:
		return tenths(day) + " days"
	}
}
