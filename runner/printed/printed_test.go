package printed

import (
	"strings"
	"testing"
	"time"

	"bothends/runner"
)

// finder is of a program whose main has these statements, the first of them on line 1.
func finder(t *testing.T, imports, body string) *Finder {
	t.Helper()
	source := "package main; import (" + imports + "); func main() { var n int; var s string; var err error; " + body + "\n}"
	snippet, err := runner.NewSnippet("s", map[string]string{"client/main.go": source})
	if err != nil {
		t.Fatal(err)
	}
	return NewFinder(snippet)
}

// What a line is linked to is the one statement that can have written it, or nothing.
func TestFind(t *testing.T) {
	const at = time.Millisecond
	for _, test := range []struct {
		name, imports, body string
		lines               []string // what is printed, each 1 ms after the other; with = before it at the same time, ! to stderr
		want                string   // the lines they come from, - where that is not known
	}{
		{"words tell", `"fmt"`, "fmt.Println(\"one\")\nfmt.Printf(\"two %d\\n\", n)", []string{"one", "two 7", "two {port 1}", "three"}, "1 2 2 -"},
		{"the same words twice", `"fmt"`, "fmt.Println(\"one\")\nfmt.Println(\"one\")", []string{"one"}, "-"},
		{"the same statement twice", `"fmt"`, "fmt.Println(\"one\"); fmt.Println(\"one\")", []string{"one"}, "1"},
		{"a number has no letters", `"fmt"`, "fmt.Printf(\"%d\\n\", n)\nfmt.Println(s)", []string{"word", "-12"}, "2 -"},
		{"a value that may hold newlines", `"fmt"`, "fmt.Println(\"got\", s)\nfmt.Println(\"end\")", []string{"got a", "=end", "end"}, "1 - 2"},
		{"a value that holds none", `"fmt"`, "fmt.Printf(\"got %q\\n\", s)\nfmt.Println(\"end\")", []string{"got a", "=end"}, "1 2"},
		{"what a value goes on with", `"fmt"`, "fmt.Printf(\"got %s.\\n\", s)", []string{"got a", "=b", "=c."}, "1 1 1"},
		{"two lines of one format", `"fmt"`, "fmt.Print(\"a\\nb\\n\")\nfmt.Println(\"c\")", []string{"a", "=b", "c"}, "1 1 2"},
		{"what has no end goes on", `"fmt"`, "fmt.Print(\"a\")\nfmt.Println(\"b\")\nfmt.Println(\"ab\")", []string{"ab", "b"}, "- 2"},
		{"anything", `"fmt"; "io"; "os"`, "io.Copy(os.Stdout, nil)", []string{"x", "y"}, "1 1"},
		{"anything, or words", `"fmt"; "io"; "os"`, "io.Copy(os.Stdout, nil)\nfmt.Println(\"y\")", []string{"x", "y"}, "1 -"},
		{"streams are apart", `"fmt"; "os"`, "fmt.Fprintln(os.Stderr, \"x\")\nfmt.Println(\"x\")", []string{"!x", "x"}, "1 2"},
		{"a stream out of sight", `"bufio"; "fmt"; "os"`, "w := bufio.NewWriter(os.Stdout); fmt.Fprintln(w, \"x\")\nfmt.Println(\"y\")", []string{"y"}, "-"},
		{"a function out of sight", `"fmt"`, "say := fmt.Println; say(\"x\")\nfmt.Println(\"y\")", []string{"y"}, "-"},
		{"somebody else", `"fmt"; "net"`, "var c net.Conn; fmt.Fprintln(c, \"y\"); c.Write(nil)\nfmt.Println(\"y\")", []string{"y"}, "2"},
		{"log", `"log"`, "log.Printf(\"a %d\", n)\nlog.Fatal(err)", []string{"!{time} a 1", "!{time} b"}, "- 2"},
		{"log, and words", `"log"`, "log.Printf(\"a %d\", n)\nlog.Println(\"b\")", []string{"!{time} a 1", "!{time} b"}, "1 2"},
		{"a library's own way", `"fmt"; "net/http"; "os"`, "var _ http.Server; fmt.Fprintln(os.Stderr, \"x\")\nfmt.Println(\"x\")", []string{"!x", "x"}, "- 2"},
		{"a panic", `"fmt"; "os"`, "fmt.Fprintln(os.Stderr, \"x\")", []string{"!x", "!panic: x", "!x"}, "1 - -"},
		{"another name", `f "fmt"`, "f.Println(\"x\")", []string{"x"}, "1"},
		{"bytes that are no text", `"fmt"`, "fmt.Print(\"a\\xff b\\n\")\nfmt.Printf(\"z %d\\xff\\n\", n)", []string{`a\xff b`, `z 7\xff`}, "1 2"},
		{"more values than are looked at", `"fmt"`, "fmt.Printf(\"" + strings.Repeat("%d", 30000) + "\\n\", n)\nfmt.Println(\"end\")", []string{"1", "end"}, "- -"},
		{"more control characters", `"fmt"`, "fmt.Println(\"" + strings.Repeat("a\\x00", 2000) + "\")\nfmt.Println(\"end\")", []string{"1", "end"}, "- -"},
		{"no package", ``, "var fmt struct{ Println func(string) }; fmt.Println(\"x\")", []string{"x"}, "-"},
	} {
		f, now := finder(t, test.imports, test.body), time.Duration(0)
		var got []string
		for _, text := range test.lines {
			if rest, same := strings.CutPrefix(text, "="); same {
				text = rest
			} else {
				now += at
			}
			e := runner.Event{Process: "client", Kind: runner.Stdout, Text: text, Time: now}
			if rest, errs := strings.CutPrefix(text, "!"); errs {
				e.Kind, e.Text = runner.Stderr, rest
			}
			place := strings.TrimPrefix(f.Find(e), "main.go:")
			if place == "" {
				place = "-"
			}
			got = append(got, place)
		}
		if all := strings.Join(got, " "); all != test.want {
			t.Errorf("%s: got %s, want %s", test.name, all, test.want)
		}
	}
}

// What happens between two lines tells that they were not written at once.
func TestBetween(t *testing.T) {
	f := finder(t, `"fmt"`, "fmt.Println(\"got\", s)\nfmt.Println(\"end\")")
	say := func(process, text string, kind runner.Kind) string {
		return f.Find(runner.Event{Process: process, Kind: kind, Text: text})
	}
	say("client", "got a", runner.Stdout)
	say("", "", runner.Segment)
	if got := say("client", "end", runner.Stdout); got != "main.go:2" {
		t.Errorf("after a packet: %q", got)
	}
	say("client", "got a", runner.Stdout)
	if got := say("client", "end", runner.Stdout); got != "" {
		t.Errorf("with nothing between: %q", got)
	}
	if got := f.Find(runner.Event{Process: "nobody", Kind: runner.Stdout, Text: "end"}); got != "" {
		t.Errorf("of no program: %q", got)
	}
	if got := (*Finder)(nil).Find(runner.Event{Kind: runner.Stdout}); got != "" {
		t.Errorf("of nothing: %q", got)
	}
}

// A program cannot have whoever shows its output work for as long as it likes.
func TestWorkIsBounded(t *testing.T) {
	f := finder(t, `"fmt"`, "fmt.Println(n"+strings.Repeat(",s", maxValues-50)+",`q`)\nfmt.Println(\"end\")")
	for i := range 1000 {
		f.Find(runner.Event{Process: "client", Kind: runner.Stdout, Text: strings.Repeat("x ", 100), Time: time.Duration(i)})
	}
	if got := f.Find(runner.Event{Process: "client", Kind: runner.Stdout, Text: "end", Time: time.Second}); got != "" {
		t.Errorf("after 200 kB for %d values: %q; want nothing more", maxValues, got)
	}
}
