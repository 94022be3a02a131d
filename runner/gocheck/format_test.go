package gocheck

import "testing"

func TestFormat(t *testing.T) {
	got, err := Format("package main\nfunc main() {\nx:=1 // c\n  _ = x}\n")
	want := "package main\n\nfunc main() {\n\tx := 1 // c\n\t_ = x\n}\n"
	if err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	if got, err := Format("package main\nfunc main() {"); err == nil {
		t.Errorf("a syntax error is formatted to %q", got)
	}
}
