package host

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
)

// TestChain: the order is that of package errors.
func TestChain(t *testing.T) {
	a, b := errors.New("a"), errors.New("b")
	inner := errors.Join(a, fmt.Errorf("w: %w", io.EOF))
	outer := fmt.Errorf("%w, %w", inner, b)
	var got []error
	c := NewChain(outer)
	for e := c.Next(); e != nil; e = c.Next() {
		got = append(got, e)
	}
	wrapped := inner.(interface{ Unwrap() []error }).Unwrap()[1]
	if want := []error{outer, inner, a, wrapped, io.EOF, b}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if e := NewChain(nil).Next(); e != nil {
		t.Errorf("nil leads to %v", e)
	}
}

// TestAsk: what an assertion looks at is what the table says of a boxed value, and
// anything else as it is.
func TestAsk(t *testing.T) {
	types := NewTypes(`[{"Name":"main.T","Kind":"int","Calls":{"Flush":0},"Asked":{"0":"bothends/host.Flusher","1":""}}]`)
	flushed := 0
	types.Methods(func(v int) { flushed += v })
	v := types.Box(0, 3)
	f, ok := types.Ask(v, "0").(Flusher)
	if !ok {
		t.Fatal("it is no Flusher")
	}
	if f.Flush(); flushed != 3 {
		t.Errorf("flushed %d", flushed)
	}
	if Whole(f) != v || types.Ask(f, "1") != v {
		t.Error("what is in another box is not equal")
	}
	if got := types.Ask(v, "2"); got != nil {
		t.Errorf("the table says nothing of it, and it is %v", got)
	}
	if got := types.Ask(io.EOF, "2"); got != io.EOF {
		t.Errorf("of the library, %v", got)
	}
}
