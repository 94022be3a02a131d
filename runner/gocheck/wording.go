package gocheck

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// wording is an error of go/types in the compiler's words, where they differ:
// in how a function literal is abbreviated, and in a hint at the version.
func (p *program) wording(c code, e types.Error) string {
	text := e.Msg
	if c == typeOutsideGuard {
		text = "invalid syntax tree: " + text
	}
	if strings.Contains(text, " literal)") {
		text = p.literals(text, e)
	}
	if requires.MatchString(text) {
		text += p.versionHint(e)
	}
	return text
}

// literals writes the function literals of a message as the compiler does:
// func() {…} for (func() literal).
func (p *program) literals(text string, e types.Error) string {
	var done []string
	for _, f := range p.files {
		if e.Pos < f.FileStart || e.Pos > f.FileEnd {
			continue
		}
		line := p.fset.PositionFor(e.Pos, false).Line
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			if !ok || p.fset.PositionFor(lit.Pos(), false).Line < line {
				return true
			}
			short := types.ExprString(lit)
			if slices.Contains(done, short) {
				return true
			}
			done = append(done, short)
			body := "{…}"
			if len(lit.Body.List) == 0 {
				body = "{}"
			}
			text = strings.ReplaceAll(text, short, types.ExprString(lit.Type)+" "+body)
			return true
		})
	}
	return text
}

// requires matches errors about features that the file's version lacks.
var requires = regexp.MustCompile(`requires go[0-9]+\.[0-9]+ or later`)

// versionHint says which constraint made the file older than the program.
func (p *program) versionHint(e types.Error) string {
	for _, f := range p.files {
		if e.Pos >= f.FileStart && e.Pos <= f.FileEnd {
			return fmt.Sprintf(" (file declares //go:build %s)", f.GoVersion)
		}
	}
	return ""
}
