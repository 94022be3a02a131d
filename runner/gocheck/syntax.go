package gocheck

import (
	"go/parser"
)

// syntax parses every file.
func syntax(p *program) []Problem {
	var r report
	for _, name := range p.names {
		f, err := parser.ParseFile(p.fset, name, p.sources[name], parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
		p.files = append(p.files, f)
		for _, problem := range parseProblems(name, err) {
			problem.Text = "syntax error: " + problem.Text
			r.add(problem)
		}
	}
	return r.sorted()
}
