// Package gocheck finds what keeps a Go program from compiling, and says it in
// the words of the Go compiler, on a machine without a Go toolchain.
//
// A program is parsed with go/parser and type-checked with go/types against
// the standard library's export data, which is embedded (std.export, made by
// gen.go). The stages are those of go build, and as there one stage's problems
// hide the next one's: package clauses and imports, syntax, types, bodies,
// func main. Where go/parser and go/types speak otherwise than the compiler, its
// words and places are used: for all of syntax a grammar of its own finds the
// mistakes (grammar.go), branches.go looks at labels and jumps, and place.go
// and wording.go translate errors of types. TestAgainstCompiler counts how far
// that goes.
//
// Refused beyond what the compiler refuses: imports that are not of the standard
// library, and the few packages and directives that reach around the language
// or need the go command's help (refuse.go); programs so large or so deeply
// nested that checking them would cost too much (bounds.go). Not noticed is what
// only the back end of the compiler refuses, such as variables and stack frames
// of gigabytes, and an anonymous interface that refers to itself.
//
// Check keeps no state and may be called from several goroutines. Its time and
// memory are bounded for programs that people write, not for programs written
// to make a type checker work: thirty calls that each double a type take hours,
// in go/types as in the compiler, and neither can be interrupted. For strangers
// call it in a process that has limits. Of the library it reads only what the
// program names (partial.go).
//
// Package vet has what is no mistake to the compiler, package assist what an editor
// asks of a program that does not compile yet ([Loose]). Start at [Check], or at [Load] for the trees and types of a sound program.
package gocheck

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// GoVersion is the version of the language that programs are checked for.
const GoVersion = "go1.26"

// Sizes are those of the machine that programs run on.
func Sizes() types.Sizes { return types.SizesFor("gc", "amd64") }

// A Problem is one thing that keeps a program from compiling.
type Problem struct {
	File         string
	Line, Column int    // from 1; the column counts bytes
	Text         string // may have further lines, each beginning with a tab
}

// String is the problem as the compiler prints it.
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Check parses and type-checks one package main. files maps file names to
// sources. It returns nil if there is no problem; otherwise at most ten
// problems by position, and one more that says so if there were others.
func Check(files map[string]string) []Problem {
	_, problems := Load(files)
	return problems
}

// Checked is a program that compiles, as trees with their types.
type Checked struct {
	Fset    *token.FileSet
	Sources map[string]string
	Files   []*ast.File // by name
	Package *types.Package
	Info    *types.Info

	importer *importer
	pieces   []piece // by place, where the sources were changed in parts; see Change
}

// Load is Check, and hands out what it has found out about a program that has
// no problems. It is nil if there are any.
func Load(files map[string]string) (*Checked, []Problem) {
	return LoadWith(files, nil)
}

// LoadWith is Load for a program that may import given packages too, which are
// not the library's.
func LoadWith(files map[string]string, given []*types.Package) (*Checked, []Problem) {
	p := &program{fset: token.NewFileSet(), sources: files, names: slices.Sorted(maps.Keys(files)), given: given}
	for _, stage := range []func(*program) []Problem{bounds, directives, clauses, syntax, declarations, typeCheck, bodies, entry} {
		if problems := stage(p); len(problems) > 0 {
			return nil, problems
		}
	}
	return p.checked(), nil
}

// A program is the one that is being checked, as far as the stages have come.
type program struct {
	fset    *token.FileSet
	sources map[string]string
	names   []string // of the files, sorted: the order in which the compiler gets them

	// These are of the files in the order of names, as the stages find them.
	lexemes  [][]lexeme
	comments [][]comment
	files    []*ast.File

	pkg     *types.Package
	info    *types.Info
	imports map[string]bool  // the paths that the files import; true if they import all names (import . "net")
	given   []*types.Package // that they may import besides the library's
	late    []Problem        // found by syntax, to be reported with the errors of types

	importer *importer
}

func (p *program) checked() *Checked {
	return &Checked{Fset: p.fset, Sources: p.sources, Files: p.files, Package: p.pkg, Info: p.info, importer: p.importer}
}

// problem makes a Problem at a place of the program.
func (p *program) problem(pos token.Pos, text string) Problem {
	// Places are those in the source, whatever a //line directive would have.
	at := p.fset.PositionFor(pos, false)
	return Problem{at.Filename, at.Line, at.Column, text}
}
