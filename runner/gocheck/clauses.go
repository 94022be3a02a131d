package gocheck

import (
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// clauses reads the package clause and the imports of every file, as the go
// command does before it calls the compiler: errors in this part are in
// go/parser's words for real. Then it refuses what is not a package main and
// imports that are not to be had.
func clauses(p *program) []Problem {
	var syntax, semantic report
	p.imports = map[string]bool{}
	for _, name := range p.names {
		f, err := parser.ParseFile(p.fset, name, p.sources[name], parser.ImportsOnly|parser.ParseComments|parser.SkipObjectResolution)
		for _, problem := range parseProblems(name, err) {
			syntax.add(problem)
		}
		if err != nil {
			continue
		}
		if f.Name.Name != "main" {
			semantic.add(p.problem(f.Name.Pos(), fmt.Sprintf("package %s is not a main package; a program begins with package main", f.Name.Name)))
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if slices.ContainsFunc(p.given, func(g *types.Package) bool { return g.Path() == path }) {
				continue
			}
			if text := refuseImport(path, err); text != "" {
				semantic.add(p.problem(spec.Path.Pos(), text))
			}
			whole := spec.Name != nil && spec.Name.Name == "."
			p.imports[path] = p.imports[path] || whole
		}
	}
	if problems := syntax.sorted(); problems != nil {
		return problems
	}
	return semantic.sorted()
}

// parseProblems makes problems of what go/parser returned for a file.
func parseProblems(name string, err error) []Problem {
	if err == nil {
		return nil
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		return []Problem{{name, 1, 1, err.Error()}}
	}
	var problems []Problem
	for _, e := range list {
		problems = append(problems, Problem{name, e.Pos.Line, e.Pos.Column, e.Msg})
	}
	return problems
}

// refuseImport says what is wrong with an import; nothing if it can be had.
func refuseImport(path string, err error) string {
	switch {
	case err != nil || path == "":
		return "invalid import path: " + path
	case standard().packages[path] != nil:
		return ""
	case refusedPackages[path] != "":
		return fmt.Sprintf("package %s is not available here: %s", path, refusedPackages[path])
	}
	first, _, _ := strings.Cut(path, "/")
	switch {
	case strings.HasPrefix(path, "./") || strings.HasPrefix(path, "../") || strings.HasPrefix(path, "/"):
		return fmt.Sprintf("package %q is not available here: a program has its own files and the standard library", path)
	case strings.Contains(first, "."):
		return fmt.Sprintf("package %s is not available here: programs import the standard library only", path)
	case strings.HasPrefix(path, "internal/") || strings.Contains(path, "/internal/") || strings.HasSuffix(path, "/internal"):
		return fmt.Sprintf("use of internal package %s not allowed", path)
	}
	return fmt.Sprintf("package %s is not in std", path)
}
