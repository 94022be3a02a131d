// Package vet says what go vet and gofmt would say about a program that
// compiles, on a machine without a Go toolchain.
//
// The analyzers are those of golang.org/x/tools that find what a program of
// sockets, goroutines and errors gets wrong (analyzers lists them); their words
// and places are go vet's. go vet looks into the packages that a program imports
// to learn, for one, that log.Fatal does not return. Here that stands in
// facts.txt, which gen.go writes by analyzing the standard library.
//
// A finding is advice. It keeps no program from running, since go run would not
// look at it either. Left out of go vet's analyzers are those for packages and
// tags that a lesson's program does not have, and those that ask for another
// style rather than find a mistake.
//
// Start at [Program].
package vet

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"bothends/runner/gocheck"
)

//go:generate go run gen.go

// A Finding is one thing that go vet or gofmt would have otherwise.
type Finding struct {
	Tool string // Vet or Gofmt
	gocheck.Problem
}

// The tools whose findings there are.
const (
	Vet   = "vet"
	Gofmt = "gofmt"
)

// longest is a message at most, in bytes: it may quote the program.
const longest = 500

// shortened cuts a text that is too long, between characters.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// most is how many findings a program is told of, as many as it is told of
// problems.
const most = 10

// Program returns the findings about a program that c was loaded from, by
// place: at most ten, and one more that says so if there were others.
func Program(c *gocheck.Checked) []Finding {
	findings := append(analyze(c), unformatted(c.Sources)...)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	findings = slices.Compact(findings)
	for i := range findings {
		findings[i].Text = shortened(findings[i].Text, longest)
	}
	if others := len(findings) - most; others > 0 {
		last := findings[most]
		last.Text = fmt.Sprintf("and %d more", others)
		findings = append(findings[:most], last)
	}
	return findings
}
