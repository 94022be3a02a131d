package gocheck

import (
	"go/ast"
	"go/parser"
)

// syntax parses every file. What is wrong is said by the grammar, which has
// the compiler's words; the trees for the next stages are go/parser's.
func syntax(p *program) []Problem {
	var r report
	for i, name := range p.names {
		source := p.sources[name]
		faulty := false
		lines := lineStarts(source)
		problem := func(offset int, text string) Problem {
			line, column := lines.place(offset)
			return Problem{name, line, column, text}
		}
		late := mistakes(source, p.lexemes[i], func(offset int, text string) {
			faulty = true
			r.add(problem(offset, text))
		})
		for _, f := range late {
			p.late = append(p.late, problem(f.offset, f.text))
		}
		f, err := parseFile(p, name)
		p.files = append(p.files, f)
		if faulty || len(late) > 0 {
			continue
		}
		for _, problem := range parseProblems(name, err) {
			problem.Text = "syntax error: " + problem.Text
			r.add(problem)
		}
	}
	return r.sorted()
}

// parseFile returns a file with names resolved as far as vet asks for it. The
// parser gives up on that where blocks are nested more deeply than it foresaw;
// nothing else needs it.
func parseFile(p *program, name string) (*ast.File, error) {
	const mode = parser.ParseComments | parser.AllErrors
	f, err := parser.ParseFile(p.fset, name, p.sources[name], mode)
	if err != nil {
		return parser.ParseFile(p.fset, name, p.sources[name], mode|parser.SkipObjectResolution)
	}
	return f, nil
}
