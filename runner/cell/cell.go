// Package cell makes programs of cells: pieces of Go that somebody gives a terminal
// one after the other, each of which may use what those before it declared.
//
// A cell's statements become the function main of a program, and what its top level
// declares becomes the program's own: variables, which keep their values from one program
// to the next (see [Program.Variables]), and types, constants and functions, which stand
// in every later program. Packages of the standard library are imported where they are
// named. Each program is checked as any is (package gocheck), in the compiler's words and
// at the cell's own places; what a function may not do that leaves a variable unused, a
// cell may at its top level. Then it is lowered and certified as any program is.
//
// The package executes nothing. Refused beyond what gocheck refuses: func init, a
// type declared anew otherwise than before, variables whose type has no name
// outside of the package that declares it or is recursive (recursive.go), to ask a value of an earlier cell for a
// type that is the cells' own (own.go), and to count goroutines (counts.go).
//
// Start at [Declarations.Program].
package cell

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi"
	"bothends/runner/yaegi/certify"
	"bothends/runner/yaegi/lower"
)

// Declarations are what a terminal's cells have declared. The zero value is that of
// one that was given none.
type Declarations struct {
	variables map[string]variable // by name
	kept      []declaration       // types, constants and functions, in their order
	imports   map[string]string   // paths, by names that cells have given them
	versions  int                 // of variables, and of files
}

// A variable of the terminal.
type variable struct {
	typ     string            // as it is written in a program
	imports map[string]string // that typ needs: paths by names
	key     string            // by which its value is kept
}

// A declaration is one that stands in every later program.
type declaration struct {
	place
	cell  string   // the cell's name
	names []string // that it declares; a method is T.m
	text  string
	kind  string // type, const or func
}

// A place is where a declaration begins.
type place struct {
	file   string // of its cell, in programs
	line   int    // in the cell
	indent int    // bytes before it on that line
}

// A Problem is why a cell is not executed, at a place of a cell.
type Problem struct {
	Cell         string
	Line, Column int
	Text         string
	Refused      bool // it compiles, but the interpreter is not known to do what Go does
}

func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.Cell, p.Line, p.Column, p.Text)
}

// A Program is a cell that can be executed.
type Program struct {
	yaegi.Program
	Variables map[string]string // the keys of the terminal's variables, by their names in the program
	Values    []types.Type      // of the variables ValueName(0), …: the cell's value
	Texts     []bool            // of those, the ones of which TextName has what their own method says
	Nil       bool              // the value is nil, without a type

	files map[string]*file
	after Declarations
}

// ValueName is the variable that has the i-th part of a program's value.
func ValueName(i int) string { return fmt.Sprintf("cellValue%d", i+1) }

// TextName is the variable that has what its own method says of it.
func TextName(i int) string { return fmt.Sprintf("cellText%d", i+1) }

// Place is a place of the program in its cell.
func (p *Program) Place(file string, line int) (cell string, at int) {
	if f := p.files[file]; f != nil {
		return f.cell, f.place(line)
	}
	return file, line
}

// Keep makes what the program declares part of d: to be called when it is about to be executed.
func (d *Declarations) Keep(p *Program) { *d = p.after }

// Program makes a program of a cell. The problems keep it from being executed; they
// come in the compiler's order.
func (d *Declarations) Program(name, text string) (*Program, []Problem) {
	m := &maker{before: d, name: name, file: name, text: text}
	if slices.ContainsFunc(d.kept, func(k declaration) bool { return k.file == name }) {
		m.file = fmt.Sprintf("%s#%d", name, d.versions+1)
	}
	for _, step := range []func() []Problem{m.split, m.find, m.check, m.declare, m.execute} {
		if problems := step(); len(problems) > 0 {
			return nil, problems
		}
	}
	return m.program, nil
}

// examine lowers and certifies what is to be executed.
func (m *maker) examine(c *gocheck.Checked, files map[string]*file) []Problem {
	if r, ok := certify.TooMuch(c); ok {
		return m.refused(r, files)
	}
	if r, ok := counts(c); ok {
		return m.refused(r, files)
	}
	lowered, err := lower.Cell(c)
	if err != nil {
		return []Problem{{m.name, 1, 1, err.Error(), true}}
	}
	if refusals := certify.Program(lowered); len(refusals) > 0 {
		return m.refused(refusals[0], files)
	}
	m.program.Program = yaegi.Program{Files: lowered.Sources, Imports: importsOf(lowered), Init: yaegi.InitOrder(lowered.Fset, lowered.Info)}
	return nil
}

func (m *maker) refused(r certify.Refusal, files map[string]*file) []Problem {
	p := Problem{m.name, r.Line, r.Column, r.Construct, true}
	switch f := files[r.File]; {
	case f != nil && f.cell != "":
		p.Cell, p.Line = f.cell, f.place(r.Line)
	default: // of what the cell leaves behind, or its value
		p.Line, p.Column = 1, 1
	}
	return []Problem{p}
}

// importsOf lists what the files import.
func importsOf(c *gocheck.Checked) []string {
	paths := map[string]bool{}
	for _, f := range c.Files {
		for _, spec := range f.Imports {
			paths[strings.Trim(spec.Path.Value, `"`+"`")] = true
		}
	}
	return slices.Sorted(maps.Keys(paths))
}
