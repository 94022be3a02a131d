package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"os"
)

type slow struct{ op string }

func (s *slow) Error() string   { return s.op + ": slow" }
func (s *slow) Timeout() bool   { return true }
func (s *slow) Temporary() bool { return true }

type several struct{ list []error }

func (s *several) Error() string   { return fmt.Sprint(len(s.list), " errors") }
func (s *several) Unwrap() []error { return s.list }

type alike struct{ code int }

func (a *alike) Error() string { return fmt.Sprint("alike ", a.code) }
func (a *alike) Is(target error) bool {
	return target == fs.ErrNotExist
}
func (a *alike) As(target any) bool {
	e, ok := target.(**net.OpError)
	if ok {
		*e = &net.OpError{Op: "as", Err: io.EOF}
	}
	return ok
}

// odd has methods of these names that mean something else.
type odd struct{}

func (odd) Error() string        { return "odd" }
func (odd) Is(n int) bool        { return n == 1 }
func (odd) Timeout() string      { return "never" }
func (odd) Unwrap(n int) []error { return nil }

type empty struct{}

func (empty) Error() string { return "empty" }

type hollow struct{}

func (hollow) Error() string { return "hollow" }

type state int

func (s state) String() string   { return fmt.Sprint("state ", int(s)) }
func (s state) GoString() string { return "state!" }

func dial() error { return &slow{"dial"} }

func main() {
	var timeout net.Error
	err := fmt.Errorf("in all: %w", dial())
	fmt.Println(errors.As(err, &timeout), timeout.Timeout(), timeout)
	fmt.Println(errors.As(io.EOF, &timeout))

	s := &several{[]error{io.EOF, fmt.Errorf("deep: %w", os.ErrPermission), dial()}}
	fmt.Println(s, errors.Is(s, io.EOF), errors.Is(s, os.ErrPermission), errors.Is(s, os.ErrClosed))
	fmt.Println(errors.Unwrap(s), errors.As(s, &timeout))

	a := &alike{4}
	fmt.Println(errors.Is(a, os.ErrNotExist), errors.Is(a, os.ErrExist), errors.Is(a, a))
	var op *net.OpError
	fmt.Println(errors.As(a, &op), op)

	o := odd{}
	fmt.Println(errors.Is(o, io.EOF), os.IsTimeout(o), errors.Unwrap(o), o)
	fmt.Println(errors.Is(fmt.Errorf("%w", empty{}), empty{}), errors.Is(empty{}, hollow{}))
	fmt.Printf("%v %+v %s %q %x %d|%12v|%-12s|\n", a, a, a, a, a, a, a, a)
	fmt.Printf("%v %#v %d %s\n", state(3), state(3), state(3), state(3))
	fmt.Println(fmt.Errorf("two: %w and %w", a, s))
	joined := errors.Join(a, nil, s)
	fmt.Println(joined, errors.Is(joined, io.EOF))

	log.SetOutput(os.Stdout)
	log.SetFlags(0)
	log.Println(a, state(1))
	var e error = a
	fmt.Println(e, e == error(nil))
	fmt.Printf("%d|%8v|%+v\n", e, e, e)
	if b, ok := e.(*alike); ok {
		fmt.Println(b.code)
	}
}
