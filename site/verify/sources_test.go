package verify

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

func TestColumns(t *testing.T) {
	for line, want := range map[string]int{
		"": 0, "abc": 3, "\t": 4, "\t\tx": 9, "a\tb": 5, "abcd\te": 9, "héllo": 5, "x\r": 1,
	} {
		if got := columns(line); got != want {
			t.Errorf("%q takes %d columns, want %d", line, got, want)
		}
	}
}

func TestCodeLines(t *testing.T) {
	for _, test := range []struct {
		source string
		want   int
	}{
		{"package main\n", 0},
		{"package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Print() }\n", 1},
		{"package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\n// Doc.\nfunc main() {\n\n\tx := 1 // why\n\t/* two\n\tlines */\n}\n", 3},
		{"package main\n\nconst c = `a\nb\n\nc`\n\nvar d = 1\n", 5},
		{"package main\n\nfunc f(\n\ta int,\n) {\n}\n", 4},
	} {
		if got := codeLines(test.source); got != test.want {
			t.Errorf("%d lines, want %d in\n%s", got, test.want, test.source)
		}
	}
}

func TestSources(t *testing.T) {
	const head = "package main\n\n"
	wide := head + "// " + strings.Repeat("x", 61) + "\nfunc main() {}\n"
	for _, test := range []struct{ name, source, want string }{
		{"64 columns", wide, ""},
		{"65 columns", strings.Replace(wide, "x", "xx", 1), "snippets/greet/main/prog.go:3: 65 columns; at most 64 fit a page (a tab is 4)"},
		{"not formatted", head + "func main( ) {}\n", "snippets/greet/main/prog.go:3: not formatted; run gofmt -w on it"},
		{"not formatted as seen", head + "// ANCHOR: a\n\nfunc main() {}\n\n// ANCHOR_END: a\n", "snippets/greet/main/prog.go:4: a blank line too many once the ANCHOR lines are gone; remove the one next to such a line"},
		{"40 lines", head + body(40), ""},
		{"41 lines", head + body(41), "snippets/greet/main/prog.go: 41 lines of code; a file of a lesson has at most 40"},
	} {
		dir := write(t, book, "-- snippets/greet/main/prog.go --\n"+test.source)
		r := check(t, dir, Options{Run: regexp.MustCompile("greet")})["greet"]
		if got := strings.Join(r.Mistakes, "\n"); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// body is a main function of n lines.
func body(n int) string {
	var b strings.Builder
	b.WriteString("func main() {\n\tx := 1\n")
	for i := range n - 3 {
		fmt.Fprintf(&b, "\tx += %d\n", i)
	}
	return b.String() + "}\n"
}
