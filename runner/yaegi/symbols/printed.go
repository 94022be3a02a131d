package symbols

import "fmt"

// Printed is what a wrapper is for package fmt, which would print the wrapper's
// own fields where a verb does not ask for the methods.
type printed struct {
	value                   any
	error, string, gostring func() string // or nil
}

// format prints as fmt does what has these methods and no Format.
func (p printed) format(f fmt.State, verb rune) {
	var operand any = p.value
	switch {
	case verb == 'v' && f.Flag('#'):
		if p.gostring != nil {
			operand = goStringer(p.gostring)
		}
	case verb == 'v' || verb == 's' || verb == 'x' || verb == 'X' || verb == 'q':
		if p.error != nil {
			operand = failure(p.error)
		} else if p.string != nil {
			operand = stringer(p.string)
		}
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), operand)
}

// These have one method each, so that fmt names it should it panic.
type (
	failure    func() string
	stringer   func() string
	goStringer func() string
)

func (s failure) Error() string       { return s() }
func (s stringer) String() string     { return s() }
func (s goStringer) GoString() string { return s() }
