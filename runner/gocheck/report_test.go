package gocheck

import (
	"fmt"
	"testing"
)

func TestReport(t *testing.T) {
	var r report
	add := func(file string, line, column int, text string) { r.add(Problem{file, line, column, text}) }
	add("b.go", 2, 5, "syntax error: one")
	add("b.go", 2, 1, "syntax error: another on the line")
	add("b.go", 2, 7, "not of syntax")
	add("b.go", 2, 9, "not of syntax")
	add("a.go", 1, 1, "in a file that comes later")
	add("b.go", 1, 1, "found later")
	want := "b.go:1:1: found later\nb.go:2:5: syntax error: one\nb.go:2:7: not of syntax\na.go:1:1: in a file that comes later\n"
	if got := print(r.sorted()); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestReportIsFull(t *testing.T) {
	var r report
	for i := range 12 {
		r.add(Problem{"a.go", 20 - i, 1, fmt.Sprint("error ", i)})
	}
	got := r.sorted()
	if len(got) != 11 || got[0].Line != 11 || got[9].Line != 20 {
		t.Fatalf("got\n%s", print(got))
	}
	if last := got[10].String(); last != "a.go:11:1: too many errors" {
		t.Errorf("the last is %q", last)
	}
}
