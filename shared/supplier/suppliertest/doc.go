// Package suppliertest is the suite that every adapter behind the supplier seam passes. An adapter's test
// gives it a [Market]: a simulated platform with one buyer's account, and the adapter connected to it. What
// was bought is judged by what the platform made, never by what the adapter says of itself.
package suppliertest
