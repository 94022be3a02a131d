package assist

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/gocheck"
)

// packageNamed is the path of the package of the library that goes by that name and
// exports all of these members; of several the one with the shortest path, then the
// first. It is empty if there is none.
func packageNamed(name string, members []string) string {
	var found []string
	for _, p := range gocheck.Packages() {
		if nameOf(p) == name && !slices.ContainsFunc(members, func(m string) bool { return m != "_" && !gocheck.Declares(p, m) }) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(preference(a), preference(b)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// preference puts text/template before html/template, which is as short, and math/rand
// before crypto/rand, which has what it has for those who need more of it.
func preference(p string) int {
	if strings.HasPrefix(p, "crypto/") || strings.HasPrefix(p, "html/") {
		return 1
	}
	return 0
}

// nameOf is the name of a package of the library, by its path: the last element, or
// the one before a version.
func nameOf(p string) string {
	base := path.Base(p)
	if len(base) > 1 && base[0] == 'v' && base[1] >= '0' && base[1] <= '9' {
		base = path.Base(path.Dir(p))
	}
	return base
}

// A span is a part of a source, in bytes.
type span struct{ from, to int }

// withImport is what to write where, so that a file imports a path.
func withImport(source string, fset *token.FileSet, file *ast.File, p string) (span, string) {
	offset := func(at token.Pos) int { return fset.PositionFor(at, false).Offset }
	quoted := strconv.Quote(p)
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.IMPORT || len(decl.Specs) == 0 {
			continue
		}
		if !decl.Lparen.IsValid() {
			old := source[offset(decl.Specs[0].Pos()):offset(decl.Specs[0].End())]
			specs := []string{old, quoted}
			slices.Sort(specs)
			return span{offset(decl.Pos()), offset(decl.End())}, fmt.Sprintf("import (\n\t%s\n\t%s\n)", specs[0], specs[1])
		}
		for _, spec := range decl.Specs {
			if spec.(*ast.ImportSpec).Path.Value > quoted {
				at := offset(spec.Pos())
				return span{at, at}, quoted + "\n\t"
			}
		}
		at := offset(decl.Specs[len(decl.Specs)-1].End())
		return span{at, at}, "\n\t" + quoted
	}
	at := offset(file.Name.End())
	return span{at, at}, "\n\nimport " + quoted
}

// withoutImport is what to take away, so that a file does not import what a spec says:
// its line, or the whole declaration if there is nothing else in it.
func withoutImport(source string, fset *token.FileSet, file *ast.File, spec *ast.ImportSpec) (from, to int) {
	offset := func(at token.Pos) int { return fset.PositionFor(at, false).Offset }
	from, to = offset(spec.Pos()), offset(spec.End())
	for _, d := range file.Decls {
		if decl, ok := d.(*ast.GenDecl); ok && len(decl.Specs) == 1 && decl.Specs[0] == ast.Spec(spec) {
			from, to = offset(decl.Pos()), offset(decl.End())
		}
	}
	for from > 0 && (source[from-1] == ' ' || source[from-1] == '\t') {
		from--
	}
	if end := strings.IndexByte(source[to:], '\n'); end >= 0 && strings.TrimSpace(source[to:to+end]) == "" && (from == 0 || source[from-1] == '\n') {
		to += end + 1
	}
	return from, to
}
