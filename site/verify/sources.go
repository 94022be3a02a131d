package verify

import (
	"fmt"
	"go/format"
	"path"
	"strings"
	"unicode/utf8"

	"bothends/runner"
	"bothends/site/lesson"
)

// The bounds that keep a file in its pane: no line is scrolled sideways for, and
// a file is seen as a whole. A program that needs more is several files.
const (
	MaxColumns = 64
	TabWidth   = 4
	MaxLines   = 40 // of code: neither blank, nor comment, nor import
)

// sources says what is wrong with how the programs are written. It looks at
// them as readers see them, without the lines that mark regions, but names
// lines as the author's file has them.
func (v *verifier) sources(s *lesson.Snippet) []string {
	if s.Session != nil {
		return sessionSources(s)
	}
	var mistakes []string
	for _, f := range s.Files {
		name := path.Join("snippets", s.Name, f.Name)
		whole, err := runner.ReadFile(v.fsys, name, runner.MaxSource)
		if err != nil {
			mistakes = append(mistakes, err.Error())
			continue
		}
		if line, complaint := formatting(string(whole), f.Source); complaint != "" {
			mistakes = append(mistakes, fmt.Sprintf("%s:%d: %s", name, line, complaint))
		}
		for i, line := range strings.Split(string(whole), "\n") {
			if n := columns(line); n > MaxColumns && !strings.Contains(line, "ANCHOR") {
				mistakes = append(mistakes, fmt.Sprintf("%s:%d: %d columns; at most %d fit a page (a tab is %d)", name, i+1, n, MaxColumns, TabWidth))
			}
		}
		if n := codeLines(f.Source); n > MaxLines {
			mistakes = append(mistakes, fmt.Sprintf("%s: %d lines of code; a file of a lesson has at most %d (blank lines, comments and imports not counted): split the program into several files",
				name, n, MaxLines))
		}
	}
	return mistakes
}

// formatting says whether gofmt would change a file or what readers see of it,
// and which line of the file first. Of a file that cannot be parsed it says
// nothing: the compiler will.
func formatting(whole, view string) (line int, complaint string) {
	if line, complaint := foreign(whole); line > 0 {
		return line, complaint
	}
	if line := unformatted(whole); line > 0 {
		return line, "not formatted; run gofmt -w on it"
	}
	if line := unformatted(view); line > 0 {
		lines, complaint := linesOf(view, whole), "not formatted once the ANCHOR lines are gone; move them"
		if shown := strings.Split(view, "\n"); strings.TrimSpace(shown[line-1]) == "" {
			complaint = "a blank line too many once the ANCHOR lines are gone; remove the one next to such a line"
		}
		return lines[min(line, len(lines))-1], complaint
	}
	return 0, ""
}

// foreign says that a text has a byte order mark or lines that end in two characters,
// as some editors write them without showing it, and where.
func foreign(text string) (line int, complaint string) {
	if strings.HasPrefix(text, "\ufeff") {
		return 1, "begins with a byte order mark; save the file as UTF-8 without one"
	}
	if before, _, ok := strings.Cut(text, "\r\n"); ok {
		return strings.Count(before, "\n") + 1, "this line ends in CR LF; save the file with LF alone"
	}
	return 0, ""
}

// unformatted returns the first line of a source that gofmt would change; 0 if
// there is none.
func unformatted(source string) int {
	formatted, err := format.Source([]byte(source))
	if err != nil || string(formatted) == source {
		return 0
	}
	have, want := strings.Split(source, "\n"), strings.Split(string(formatted), "\n")
	for i := range min(len(have), len(want)) {
		if have[i] != want[i] {
			return i + 1
		}
	}
	return min(len(have), len(want))
}

// columns counts the columns that a line takes.
func columns(line string) int {
	line = strings.TrimSuffix(line, "\r")
	n := 0
	for len(line) > 0 {
		r, size := utf8.DecodeRuneInString(line)
		if n++; r == '\t' {
			n += TabWidth - 1 - (n-1)%TabWidth
		}
		line = line[size:]
	}
	return n
}
