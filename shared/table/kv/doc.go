// Package kv is the small part of DynamoDB that the table's access patterns need: items of
// strings, whole numbers and bytes, conditions on them, and the calls of [Engine].
//
// The packages dynamo and memory implement it with the same meaning of conditions; tabletest
// holds the suite that proves it.
package kv
