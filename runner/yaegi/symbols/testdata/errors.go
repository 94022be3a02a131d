package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

type State int

func (s State) String() string { return [...]string{"idle", "busy"}[s] }

type Timeout struct{ Op string }

func (t *Timeout) Error() string   { return t.Op + ": timeout" }
func (t *Timeout) Timeout() bool   { return true }
func (t *Timeout) Temporary() bool { return false }

type Wrapped struct {
	Op  string
	Err error
}

func (w *Wrapped) Error() string { return w.Op + ": " + w.Err.Error() }
func (w *Wrapped) Unwrap() error { return w.Err }

type Code int

func (c Code) Error() string { return fmt.Sprint("code ", int(c)) }

const NotFound Code = 404

type R struct{}

func (R) Read(p []byte) (int, error) { return 0, io.EOF }
func (R) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write([]byte("WriteTo used\n"))
	return int64(n), err
}

func find() error { return &Wrapped{"find", NotFound} }

func main() {
	s := State(1)
	fmt.Println(s)
	fmt.Printf("%v %s %d %q %x %5d|%-6v|\n", s, s, s, s, s, s, s)
	t := &Timeout{"dial"}
	err := fmt.Errorf("outer: %w", t)
	fmt.Println(err)
	fmt.Println(errors.Is(err, t), os.IsTimeout(t))
	fmt.Printf("%v %s %q\n", t, t, t)
	w := &Wrapped{"read", io.EOF}
	fmt.Println(w)
	fmt.Println(errors.Is(w, io.EOF))
	fmt.Println(errors.Is(find(), NotFound), errors.Is(find(), Code(405)))
	fmt.Println(errors.Unwrap(w) == io.EOF)
	fmt.Println(errors.Is(errors.Join(t, w), io.EOF))
	io.Copy(os.Stdout, R{})
	fmt.Println(NotFound, fmt.Errorf("a: %w", NotFound))
	fmt.Printf("%d %v\n", NotFound, NotFound)
}
