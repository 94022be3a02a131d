package recording

import (
	"fmt"
	"strings"
	"testing"
)

const run = `
0.0 server start 7
1.0 server listen tcp 0.0.0.0:7
2.0 client start 127.0.0.1 hello
3.0 server stdout one
3.1 server stdout two
3.2 server stdout three
3.3 server stdout four
3.4 server stdout five
3.5 client stdout Received: hello
4.0 client stderr done
5.0 client exit 0
6.0 server exit signal terminated
6.0 - limit time too long
`

func TestDiff(t *testing.T) {
	s := snippet(t, pair)
	for _, test := range []struct{ name, old, new, want string }{
		{"the same", "", "", ""},
		{"other times", "5.0 client", "9.0 client", ""},
		{"a note", "5.0 client", "4.5 - note hear\n5.0 client", ""},
		{"a line of output", "three", "3", `@@ server stdout @@
     3.0  one
     3.1  two
  -   3.2  three
  + 3.2  3
     3.3  four
     3.4  five
`},
		{"a line too many", "five", "five\n3.4 server stdout six", `@@ server stdout @@
     …
      3.3  four
      3.4  five
  + 3.4  six
`},
		{"a blank", "Received: hello", `"Received: hello "`, `@@ client stdout @@
  -   3.5  Received: hello
  + 3.5  "Received: hello "
`},
		{"no newline", "stderr done", "stderr+ done", `@@ client stderr @@
  -   4.0  done
  + 4.0  done (no newline)
`},
		{"the status", "exit 0", "exit 1", `@@ client exit @@
  -   5.0  0
  + 5.0  1
`},
		{"the signal", "terminated", "killed", `@@ server exit @@
  -   6.0  signal terminated
  + 6.0  signal killed
`},
		{"arguments", "start 7", "start", `@@ server start @@
  -   0.0  7
  + 0.0  (no arguments)
`},
		{"the socket", "0.0.0.0:7", "127.0.0.1:7", `@@ server listen @@
  -   1.0  tcp 0.0.0.0:7
  + 1.0  tcp 127.0.0.1:7
`},
		{"the limit", "6.0 - limit time too long", "", `@@ the run: limit @@
  -   6.0  time too long
`},
	} {
		want := New(s, events(t, run))
		got := New(s, events(t, strings.Replace(run, test.old, test.new, 1)))
		if d := Diff(want, got); squeeze(d) != squeeze(test.want) {
			t.Errorf("%s: got\n%swant\n%s", test.name, d, test.want)
		}
	}
}

// squeeze makes runs of blanks one, so that tables can be indented for the eye.
func squeeze(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.Join(lines, "\n")
}

// What happened first across processes is chance, and no difference.
func TestDiffIgnoresOrderAcrossProcesses(t *testing.T) {
	s := snippet(t, pair)
	one := New(s, events(t, "1 server stdout a\n2 client stdout b\n3 server stderr c\n"))
	two := New(s, events(t, "1 server stderr c\n2 server stdout a\n3 client stdout b\n"))
	if d := Diff(one, two); d != "" {
		t.Errorf("they differ:\n%s", d)
	}
	three := New(s, events(t, "1 server stdout a\n2 server stdout b\n3 server stderr c\n"))
	if d := Diff(one, three); d == "" {
		t.Error("a line that another process printed is no difference")
	}
}

// Three clients at once: connections come in any order, and so do the lines.
func TestDiffOfInterleavedServer(t *testing.T) {
	s := snippet(t, crowd)
	recorded := New(s, events(t, `
1 server stdout ready
2 server stdout 127.0.0.1:51001 accepted
2 server stdout 127.0.0.1:51002 accepted
2 server stdout 127.0.0.1:51003 accepted
3 server stdout 127.0.0.1:51001 got 1
3 server stdout 127.0.0.1:51002 got 2
3 server stdout 127.0.0.1:51003 got 3
4 client-1 stdout I was 127.0.0.1:51001
4 client-2 stdout I was 127.0.0.1:51002
4 client-3 stdout I was 127.0.0.1:51003
`))
	again := `
2 server stdout 127.0.0.1:52003 accepted
3 server stdout 127.0.0.1:52003 got 3
1 server stdout ready
2 server stdout 127.0.0.1:52002 accepted
2 server stdout 127.0.0.1:52001 accepted
3 server stdout 127.0.0.1:52001 got 1
3 server stdout 127.0.0.1:52002 got 2
4 client-1 stdout I was 127.0.0.1:52001
4 client-3 stdout I was 127.0.0.1:52003
4 client-2 stdout I was 127.0.0.1:52002
`
	if d := Diff(recorded, New(s, events(t, again))); d != "" {
		t.Errorf("another order of connections is a difference:\n%s", d)
	}
	wrong := strings.Replace(again, "got 2", "got nothing", 1)
	want := `@@ server stdout (clients at once: grouped by port) @@
	…
	3.0 127.0.0.1:{port 1} got 1
	2.0 127.0.0.1:{port 2} accepted
	- 3.0 127.0.0.1:{port 2} got 2
	+ 3.0 127.0.0.1:{port 2} got nothing
	2.0 127.0.0.1:{port 3} accepted
	3.0 127.0.0.1:{port 3} got 3
`
	if d := Diff(recorded, New(s, events(t, wrong))); squeeze(d) != squeeze(want) {
		t.Errorf("got\n%swant\n%s", d, want)
	}
	swapped := strings.NewReplacer("accepted", "got 2", "got 2", "accepted").Replace(again)
	if Diff(recorded, New(s, events(t, swapped))) == "" {
		t.Error("the order of one connection's lines is not compared")
	}
	crossed := strings.NewReplacer("I was 127.0.0.1:52001", "I was 127.0.0.1:52002", "I was 127.0.0.1:52002", "I was 127.0.0.1:52001").Replace(again)
	if Diff(recorded, New(s, events(t, crossed))) == "" {
		t.Error("which client a port belongs to is not compared")
	}
}

// Much that differs is cut short, and costs no quadratic time.
func TestDiffOfMuchOutput(t *testing.T) {
	var a, b []line
	for i := range 100_000 {
		a = append(a, line{text: fmt.Sprint("a", i)})
		b = append(b, line{text: fmt.Sprint("b", i)})
	}
	var out strings.Builder
	writeDiff(&out, "server stdout", a, b)
	if n := strings.Count(out.String(), "\n"); n != maxShown+2 {
		t.Errorf("%d lines shown, want %d", n, maxShown+2)
	}
}
