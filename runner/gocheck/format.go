package gocheck

import "go/format"

// Format returns the source as gofmt writes it. It fails on a source with a
// syntax error; Check says which.
func Format(source string) (string, error) {
	b, err := format.Source([]byte(source))
	return string(b), err
}
