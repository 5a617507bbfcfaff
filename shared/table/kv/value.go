package kv

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"
)

// Type is the type of a [Value], by DynamoDB's letters.
type Type byte

// The types of value. Numbers are whole, so that none ever passes through a float.
const (
	TypeNone   Type = 0
	TypeString Type = 'S'
	TypeNumber Type = 'N'
	TypeBytes  Type = 'B'
)

// Value is one attribute. Its bytes must not be changed once it is in an [Item].
type Value struct {
	kind Type
	s    string
	n    int64
	b    []byte
}

// S makes a string.
func S(s string) Value { return Value{kind: TypeString, s: s} }

// N makes a number.
func N(n int64) Value { return Value{kind: TypeNumber, n: n} }

// B makes bytes.
func B(b []byte) Value { return Value{kind: TypeBytes, b: b} }

// Type is the value's type; TypeNone for an attribute that is not there.
func (v Value) Type() Type { return v.kind }

// Str is the string, empty for other types.
func (v Value) Str() string { return v.s }

// Num is the number, 0 for other types.
func (v Value) Num() int64 { return v.n }

// Bytes is the bytes, nil for other types.
func (v Value) Bytes() []byte { return v.b }

// Equal compares type and content.
func (v Value) Equal(w Value) bool {
	return v.kind == w.kind && v.s == w.s && v.n == w.n && bytes.Equal(v.b, w.b)
}

// compare orders two values of one type; ok is false for different types, which DynamoDB never orders.
func (v Value) compare(w Value) (order int, ok bool) {
	if v.kind != w.kind {
		return 0, false
	}
	switch v.kind {
	case TypeString:
		return strings.Compare(v.s, w.s), true
	case TypeNumber:
		return cmp.Compare(v.n, w.n), true
	case TypeBytes:
		return bytes.Compare(v.b, w.b), true
	case TypeNone:
		return 0, false
	default:
		return 0, false
	}
}

// size is what DynamoDB counts for the value. A number takes about a byte for two digits, and one more.
func (v Value) size() int {
	if v.kind == TypeNumber {
		return (len(strconv.FormatInt(v.n, 10))+1)/2 + 1
	}
	return len(v.s) + len(v.b)
}
