package storetest

import (
	"slices"
	"strings"

	"onward/shared/order"
	"onward/shared/store"
)

// Numbers of real carriers' forms; none is anybody's.
const (
	first  = "LP00675700340001"
	second = "LP00675700340002"
	third  = "LP00675700340003"
	fourth = "LP00675700340004"
)

func spelled(number string) store.Tracking {
	return store.Tracking{Number: number, Company: "Cainiao", URL: "https://global.cainiao.com/newDetail.htm?mailNoList=" + number}
}

func trackings(numbers ...string) []store.Tracking {
	out := make([]store.Tracking, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, spelled(n))
	}
	return out
}

// numbersOf is all numbers of the shipments, sorted, repeats kept: a number that is there twice was told twice.
func numbersOf(shipments []order.StoreFulfilment) []string {
	out := []string{}
	for _, s := range shipments {
		if !s.Cancelled {
			out = append(out, s.Numbers...)
		}
	}
	slices.Sort(out)
	return out
}

// unitsOf is how many units of each line are in the shipments.
func unitsOf(shipments []order.StoreFulfilment) map[string]int {
	out := map[string]int{}
	for _, s := range shipments {
		if s.Cancelled {
			continue
		}
		for _, l := range s.Lines {
			out[l.Line] += l.Units
		}
	}
	return out
}

func mailsWith(mails []string, number string) int {
	n := 0
	for _, m := range mails {
		if strings.Contains(m, number) {
			n++
		}
	}
	return n
}
