package gocheck

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// refusedPackages are those of the standard library that a program cannot
// have, and why. gen.go leaves the same out of std.export.
var refusedPackages = map[string]string{
	"C":                "calling C needs a C compiler, and leaves what can be checked",
	"embed":            "a program has no files to embed",
	"os/exec":          "a program in its box cannot start another",
	"plugin":           "a program cannot load code at run time",
	"runtime/cgo":      "calling C needs a C compiler, and leaves what can be checked",
	"runtime/coverage": "programs are not built with -cover",
	"runtime/race":     "programs are not built with -race",
	"unsafe":           "it steps around the types that keep a program in bounds",
}

// Refused are the packages of the standard library that a program cannot have,
// each with the reason.
func Refused() map[string]string { return maps.Clone(refusedPackages) }

// Packages are those that it can have, sorted.
func Packages() []string { return slices.Sorted(maps.Keys(standard().packages)) }

// harmless are the //go: directives that change nothing about what a program
// does or says. All others are refused, those that the compiler knows and
// those that it does not, lest one of them be passed over in silence.
var harmless = []string{"build", "fix", "generate", "noinline", "norace", "nosplit"}

// reasons are why directives are refused that a reader may have met.
var reasons = map[string]string{
	"embed":    "a program has no files to embed",
	"linkname": "a program has of other packages what they export",
	"debug":    "a program runs with the settings that Go has by itself",
}

// directives refuses //go:embed, //go:linkname and their kind, and //line,
// which makes errors and panics name other places than those the reader sees.
func directives(p *program) []Problem {
	var r report
	for i, name := range p.names {
		lines := lineStarts(p.sources[name])
		for _, c := range p.comments[i] {
			line, column := lines.place(c.offset)
			if text := refuseComment(c.text, column); text != "" {
				r.add(Problem{name, line, column, text})
			}
		}
	}
	return r.sorted()
}

// refuseComment says why a comment that begins in a column is refused; nothing
// if it is not.
func refuseComment(text string, column int) string {
	if rest, ok := strings.CutPrefix(text, "//go:"); ok {
		word, _, _ := strings.Cut(rest, " ")
		word = strings.TrimSpace(word)
		if slices.Contains(harmless, word) || !isWord(word) {
			return ""
		}
		why := reasons[word]
		if why == "" {
			why = "of the directives there are " + strings.Join(harmless, ", ")
		}
		return fmt.Sprintf("directive //go:%s is not available here: %s", word, why)
	}
	if isLineDirective(text, column) {
		return "line directives are not available here: errors name the lines that the reader sees"
	}
	return ""
}

// isLineDirective reports whether the compiler would take the comment for
// //line FILE:LINE or /*line FILE:LINE*/.
func isLineDirective(text string, column int) bool {
	rest, ok := strings.CutPrefix(text, "/*line ")
	if !ok {
		rest, ok = strings.CutPrefix(text, "//line ")
		ok = ok && column == 1
	}
	return ok && strings.Contains(rest, ":")
}

func isWord(s string) bool {
	notWord := func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') }
	return s != "" && !strings.ContainsFunc(s, notWord)
}
