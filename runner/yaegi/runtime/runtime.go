// Package runtime has those errors of Go's package runtime that cannot be had
// from there: what they say names types of an interpreted program, which no
// compiled type can stand for. It has that package's name so that %T says of
// them what it says of the originals.
package runtime

// A TypeAssertionError says why a type assertion failed.
type TypeAssertionError struct{ Text string }

// Error is what Go's runtime says.
func (e *TypeAssertionError) Error() string { return e.Text }

// RuntimeError makes it a runtime.Error.
func (*TypeAssertionError) RuntimeError() {}
