package runner

import (
	"fmt"
	"testing"
)

// waiting opens a session and returns what runs a cell to its end.
func waiting(b *testing.B) (run func(text string), end func()) {
	b.Helper()
	s, err := NewSnippet("test", map[string]string{SessionFile: "-- a: x --\n1\n-- b: x --\n1\n"})
	if err != nil {
		b.Fatal(err)
	}
	ended := make(chan Event, 1)
	l, err := new(Runner).Open(b.Context(), s, Options{}, func(e Event) {
		if e.Kind == Value {
			ended <- e
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	return func(text string) {
		if err := l.Run(Cell{Terminal: "a", Name: "x", Text: text}); err != nil {
			b.Fatal(err)
		}
		if e := <-ended; e.Outcome != CellDone {
			b.Fatal(e.Outcome, e.Text)
		}
	}, l.Close
}

// BenchmarkFirstCell is from nothing to the value of the first cell.
func BenchmarkFirstCell(b *testing.B) {
	for b.Loop() {
		run, end := waiting(b)
		run("1 + 1")
		end()
	}
}

// BenchmarkCell is one more cell of a session that has many.
func BenchmarkCell(b *testing.B) {
	for _, cell := range []string{"n + 1", "syscall.Getsockname(sock)", "addr, err := net.ResolveTCPAddr(\"tcp\", \"127.0.0.1:80\")"} {
		b.Run(cell, func(b *testing.B) {
			run, end := waiting(b)
			defer func() { end() }()
			prepare := func() {
				run("n := 1\nsock, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)\nerr")
				for i := range 20 {
					run(fmt.Sprintf("v%d := n", i))
				}
			}
			prepare()
			for left := MaxCells - 21; b.Loop(); left-- {
				if left == 0 { // a session has no more of them
					b.StopTimer()
					end()
					run, end = waiting(b)
					prepare()
					left = MaxCells - 21
					b.StartTimer()
				}
				run(cell)
			}
		})
	}
}
