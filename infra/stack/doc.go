// Package stack runs the whole system on this machine: it starts MiniStack, builds the functions, deploys the same
// template.yaml that goes to AWS, and hands out the addresses.
package stack
