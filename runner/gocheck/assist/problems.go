package assist

import (
	"strings"

	"bothends/runner/gocheck"
	"bothends/runner/gocheck/vet"
)

// A Diagnostic is something about a program, at its place.
type Diagnostic struct {
	File      string `json:"file"`
	From      int    `json:"from"`
	To        int    `json:"to"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Severity  string `json:"severity"` // "error": it does not compile; "warning"; "hint": how it is written
	Source    string `json:"source"`   // "compiler", "vet" or "gofmt"
	Message   string `json:"message"`  // in the words of that
	Fix       *Fix   `json:"fix,omitempty"`
}

// A Fix mends what a Diagnostic is about, by edits that do not overlap.
type Fix struct {
	Title string `json:"title"`
	Edits []Edit `json:"edits"`
}

// Problems are what the compiler says of a program; if nothing, what vet and gofmt
// say.
func Problems(files map[string]string) []Diagnostic {
	checked, problems := gocheck.Load(files)
	all := []Diagnostic{}
	if checked != nil {
		for _, f := range vet.Program(checked) {
			severity := "warning"
			if f.Tool == vet.Gofmt {
				severity = "hint"
			}
			all = append(all, diagnostic(files, f.Problem, severity, f.Tool))
		}
		return all
	}
	fixes := newFixer(files)
	for _, p := range problems {
		d := diagnostic(files, p, "error", "compiler")
		d.Fix = fixes.of(p)
		all = append(all, d)
	}
	return all
}

func diagnostic(files map[string]string, p gocheck.Problem, severity, source string) Diagnostic {
	text := files[p.File]
	from := lineOffset(text, p.Line, p.Column)
	to := tokenEnd(text, from)
	return Diagnostic{
		File: p.File, From: units(text, from), To: units(text, to),
		Line: p.Line, Column: p.Column, EndLine: p.Line, EndColumn: p.Column + to - from,
		Severity: severity, Source: source, Message: strings.TrimSpace(p.Text),
	}
}
