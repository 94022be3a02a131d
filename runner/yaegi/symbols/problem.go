package symbols

import (
	"errors"
	"fmt"
	"reflect"
)

// A problem is an error of a program's own type in a wrapper, of which there
// are as many kinds as selections of the methods. Two wrappers of the same error
// are not equal, as they hold functions, so package errors must be told what is
// in them.
type problem struct {
	value          any // the error itself
	message        func() string
	unwrap, is, as any // nil, or a method of that name with whatever parameters
}

// A wrapper of an error has this method.
type wrapped interface{ problem() problem }

func (p problem) format(f fmt.State, verb rune) {
	printed{value: p.value, error: p.message}.format(f, verb)
}

// unwrapped is what errors.Unwrap says.
func (p problem) unwrapped() error {
	if unwrap, ok := p.unwrap.(func() error); ok {
		return unwrap()
	}
	return nil
}

// parts are what the error unwraps to if that is several.
func (p problem) parts() []error {
	if unwrap, ok := p.unwrap.(func() []error); ok {
		return unwrap()
	}
	return nil
}

// matches is errors.Is without the unwrapping to one error, which package
// errors goes on to do.
func (p problem) matches(target error) bool {
	if other, ok := target.(wrapped); ok && p.equals(other.problem()) {
		return true
	}
	if is, ok := p.is.(func(error) bool); ok && is(target) {
		return true
	}
	for _, part := range p.parts() {
		if errors.Is(part, target) {
			return true
		}
	}
	return false
}

// equals holds if the errors are. The interpreter does not keep apart types
// that are made alike: two empty structs are equal here whatever their types.
// So the messages, which two types would hardly share, must be the same too.
func (p problem) equals(other problem) bool {
	return reflect.TypeOf(p.value) == reflect.TypeOf(other.value) && reflect.ValueOf(p.value).Comparable() &&
		p.value == other.value && p.message() == other.message()
}

// assign is errors.As in the same way.
func (p problem) assign(target any) bool {
	if as, ok := p.as.(func(any) bool); ok && as(target) {
		return true
	}
	for _, part := range p.parts() {
		if errors.As(part, target) {
			return true
		}
	}
	return false
}

// says calls a method such as Timeout.
func says(condition any) bool {
	f, ok := condition.(func() bool)
	return ok && f()
}
