// Package assist is what an editor asks about a program that is being written:
// what is wrong with it and what would mend that ([Problems]), what can stand at
// a place ([Complete]), and how gofmt writes it, with its imports in order
// ([Format]). Words and places of mistakes are the compiler's, by package gocheck;
// signatures come from its embedded type data, documentation from std.docs, which
// gen.go writes.
//
// It refuses nothing beyond what gocheck does, and keeps no state. Its time is not
// bounded for programs written to make a type checker work: for strangers call it
// in a process that has limits.
//
// Places are counted as an editor in a browser counts, in UTF-16 code units from 0,
// and beside that as the compiler does, in lines and bytes from 1.
package assist

import (
	"strings"
	"unicode/utf8"
)

//go:generate go run gen.go

// A Request asks one thing about one program.
type Request struct {
	Do      string            `json:"do"`                // "format", "problems" or "complete"
	Files   map[string]string `json:"files"`             // of one package main, by name
	File    string            `json:"file,omitempty"`    // format, complete: the one that is meant
	Imports bool              `json:"imports,omitempty"` // format: have its imports in order, too
	Offset  int               `json:"offset,omitempty"`  // complete: where in it
}

// What can be asked.
const (
	DoFormat   = "format"
	DoProblems = "problems"
	DoComplete = "complete"
)

// An Answer has what was asked for.
type Answer struct {
	Format     *Formatted   `json:"format,omitempty"`
	Problems   []Diagnostic `json:"problems,omitempty"`
	Completion *Completion  `json:"completion,omitempty"`
}

// Do answers a request; an unknown one with nothing.
func Do(r Request) (a Answer) {
	switch r.Do {
	case DoFormat:
		f := Format(r.File, r.Files[r.File], r.Imports)
		a.Format = &f
	case DoProblems:
		a.Problems = Problems(r.Files)
	case DoComplete:
		c := Complete(r.Files, r.File, r.Offset)
		a.Completion = &c
	}
	return a
}

// An Edit replaces a part of a file.
type Edit struct {
	File string `json:"file"`
	From int    `json:"from"`
	To   int    `json:"to"`
	Text string `json:"text"`
}

// inBytes is an Edit in bytes, before it is told.
func inBytes(file, source string, from, to int, text string) Edit {
	return Edit{file, units(source, from), units(source, to), text}
}

// units is a byte's offset in UTF-16 code units.
func units(source string, offset int) int {
	n := 0
	for _, c := range source[:min(offset, len(source))] {
		n++
		if c >= 1<<16 {
			n++
		}
	}
	return n
}

// bytesAt is an offset in UTF-16 code units in bytes, at most the end.
func bytesAt(source string, offset int) int {
	for i, c := range source {
		if offset <= 0 {
			return i
		}
		offset--
		if c >= 1<<16 {
			offset--
		}
	}
	return len(source)
}

// lineOffset is where in the source a line and a column are, as the compiler counts.
func lineOffset(source string, line, column int) int {
	offset := 0
	for range line - 1 {
		i := strings.IndexByte(source[offset:], '\n')
		if i < 0 {
			return len(source)
		}
		offset += i + 1
	}
	return min(offset+max(column-1, 0), len(source))
}

// tokenEnd is where what begins at an offset ends: a word, a string on one
// line, or one character.
func tokenEnd(source string, offset int) int {
	rest := source[offset:]
	if rest == "" || rest[0] == '\n' {
		return offset
	}
	if quote := rest[0]; quote == '"' || quote == '`' {
		if i := strings.IndexByte(rest[1:], quote); i >= 0 && !strings.Contains(rest[:i+1], "\n") {
			return offset + i + 2
		}
	}
	n := 0
	for n < len(rest) && isWordByte(rest[n]) {
		n++
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(rest)
	}
	return offset + n
}

// isWordByte holds for the bytes of names and numbers; all beyond ASCII are taken
// for letters.
func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}
