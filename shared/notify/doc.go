// Package notify tells merchants' own programs what happened: by webhooks signed as Standard Webhooks say, tried
// again for a day and more, kept in a log, and sent again on demand. What is told holds ids and states, never anything
// of a customer.
package notify
