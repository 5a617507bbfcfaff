// Package storetest is the suite that every adapter behind the store seam passes. An adapter's test
// gives it a [Shop]: a simulated platform with one store in it, and the adapter connected to it. What
// happened is judged by what the platform holds and mailed, never by what the adapter says of itself.
package storetest
