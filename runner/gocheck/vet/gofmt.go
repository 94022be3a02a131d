package vet

import (
	"fmt"
	"strings"

	"bothends/runner/gocheck"
)

// unformatted finds the first line of each file that gofmt would change.
func unformatted(sources map[string]string) []Finding {
	var findings []Finding
	for name, source := range sources {
		formatted, err := gocheck.Format(source)
		if err != nil || formatted == source {
			continue
		}
		line, column, text := firstDifference(source, formatted)
		findings = append(findings, Finding{Gofmt, gocheck.Problem{File: name, Line: line, Column: column, Text: text}})
	}
	return findings
}

// firstDifference is where a source first differs from what gofmt writes, and
// what that is.
func firstDifference(source, formatted string) (line, column int, text string) {
	have, want := strings.SplitAfter(source, "\n"), strings.SplitAfter(formatted, "\n")
	i := 0
	for i < min(len(have), len(want))-1 && have[i] == want[i] {
		i++
	}
	for column < min(len(have[i]), len(want[i])) && have[i][column] == want[i][column] {
		column++
	}
	switch line := strings.TrimSuffix(want[i], "\n"); {
	case strings.TrimSuffix(have[i], "\n") == line:
		text = "gofmt ends the file with one newline"
	case line == "":
		text = "gofmt has an empty line here"
	default:
		text = fmt.Sprintf("gofmt writes this line as %q", shortened(line, 100))
	}
	return i + 1, column + 1, text
}
