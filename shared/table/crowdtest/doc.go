// Package crowdtest fills a table with as many orders as a busy merchant has, and counts what is read of it, so that tests
// can tell what a list costs there.
package crowdtest
