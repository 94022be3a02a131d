package gocheck

import (
	"go/parser"
	"go/types"
	"maps"
	"slices"
)

// Again is LoadWith for c with its sources rewritten. It is made for many
// rewritings one after the other: the packages that c has read, and the trees
// of files that did not change, are used again, and what only people's
// mistakes need is left out: bounds, and the compiler's words for syntax. Calls
// for one program must not run at the same time.
func (c *Checked) Again(files map[string]string, given []*types.Package) (*Checked, []Problem) {
	p := &program{fset: c.Fset, sources: files, names: slices.Sorted(maps.Keys(files)), given: given, importer: c.importer}
	if parseAgain(p, c) != nil || typeCheck(p) != nil {
		return LoadWith(files, given) // it may name what c had no use for
	}
	return p.checked(), nil
}

// parseAgain parses the files that differ from those of c.
func parseAgain(p *program, c *Checked) []Problem {
	for i, name := range p.names {
		f := c.Files[i]
		if p.sources[name] != c.Sources[name] || c.pieces != nil {
			var err error
			if f, err = parser.ParseFile(p.fset, name, p.sources[name], parser.SkipObjectResolution); err != nil {
				return parseProblems(name, err)
			}
		}
		p.files = append(p.files, f)
	}
	return nil
}
