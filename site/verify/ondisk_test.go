package verify

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// anchored is a program with three lines that readers do not see before the
// line that a test is about.
func anchored(line string) string {
	return "package main\n\nimport \"fmt\"\n\n// ANCHOR: all\n// ANCHOR: main\nfunc main() {\n\tfmt.Println(\"hello\")\n\t// ANCHOR: line\n" + line + "\t// ANCHOR_END: line\n\t// ANCHOR_END: main\n\t// ANCHOR_END: all\n}\n"
}

// TestPlaces: what is wrong is named by its line in the author's file.
func TestPlaces(t *testing.T) {
	const file = "snippets/greet/main/prog.go:"
	for _, test := range []struct {
		name, line string
		want       []string
	}{
		{"nothing", "\tfmt.Println()\n", nil},
		{"of the compiler", "\tx := 1\n", []string{file + "10:2: declared and not used: x"}},
		{"in further lines", "\tconst x, x = 1, 2\n", []string{file + "10:11: x redeclared in this block", "\t" + file + "10:8: other declaration of x"}},
		{"within a message", "\tgoto end\n\tx := 1\n\tfmt.Println(x)\nend:\n", []string{file + "10:7: goto end jumps over declaration of x at prog.go:11:4"}},
		{"of vet", "\tfmt.Printf(\"%d\\n\", \"x\")\n", []string{file + "10:14: vet: fmt.Printf format %d has arg \"x\" of wrong type string"}},
		{"of vet and gofmt", "\tfmt.Sprint( 1)\n", []string{file + "10: not formatted; run gofmt -w on it", file + "10:2: vet: result of fmt.Sprint call not used"}},
	} {
		dir := write(t, book)
		change(t, dir, "snippets/greet/main/prog.go", anchored(test.line))
		r := check(t, dir, Options{Run: regexp.MustCompile("greet")})["greet"]
		if got := strings.Split(strings.Join(r.Mistakes, "\n"), "\n"); !slices.Equal(got, test.want) && (test.want != nil || len(r.Mistakes) > 0) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
		}
	}
}

func TestExitLines(t *testing.T) {
	d := onDisk{dir: "snippets/a", exits: exitLines("packets = true\n\n[[process]]\nname = \"server\"\n\n[[process]]\nexit = 3\nname = \"client\"\ncount = 2\n")}
	for process, want := range map[string]string{"server": "snippets/a", "client-2": "snippets/a/scenario.toml:7", "client": "snippets/a/scenario.toml:7"} {
		if got := d.exit(process); got != want {
			t.Errorf("%s: %s, want %s", process, got, want)
		}
	}
}

// TestShifted: an edit moves what stands behind it.
func TestShifted(t *testing.T) {
	numbers := linesOf("a\nb\nc\nd", "a\n//\nb\nc\n//\nd")
	for _, test := range []struct {
		name, to string
		want     []int
	}{
		{"nothing", "a\nb\nc\nd", []int{1, 3, 4, 6}},
		{"another line", "a\nx\nc\nd", []int{1, 3, 4, 6}},
		{"a line more", "a\nb\nx\nc\nd", []int{1, 3, 4, 5, 7}},
		{"a line less", "a\nc\nd", []int{1, 3, 5}},
		{"in front", "x\na\nb\nc\nd", []int{1, 2, 4, 5, 7}},
		{"behind", "a\nb\nc\nd\nx", []int{1, 3, 4, 6, 7}},
		{"all", "x", []int{1}},
	} {
		if got := shifted(numbers, []string{"a", "b", "c", "d"}, strings.Split(test.to, "\n")); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// TestOnDisk speaks of lines in the ways that programs of a test cannot.
func TestOnDisk(t *testing.T) {
	d := onDisk{dir: "snippets/a", lines: map[string][]int{
		"server/main.go": linesOf("one\ntwo\nthree\n", "\ufeffone\r\n// ANCHOR: x\r\ntwo\r\n// ANCHOR_END: x\r\nthree\r\n"),
	}}
	for message, want := range map[string]string{
		"main.go:1:1: x": "snippets/a/server/main.go:1:1: x",
		"main.go:3:9: lost var defined on line 2":    "snippets/a/server/main.go:5:9: lost var defined on line 3",
		"main.go:2:4: see other.go:2:1 or main.go:3": "snippets/a/server/main.go:3:4: see other.go:2:1 or main.go:5",
		"main.go:99:4: beyond":                       "snippets/a/server/main.go:99:4: beyond",
		"main.go:2:1: import \"http://x\" ../y":      "snippets/a/server/main.go:3:1: import \"http://x\" ../y",
		"no toolchain":                               "snippets/a: server: no toolchain",
	} {
		if got := d.text("server", message); got != want {
			t.Errorf("%s\n got %s\nwant %s", message, got, want)
		}
	}
}
