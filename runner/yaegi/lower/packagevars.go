package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// packageVariables gives package variables that have their values from one call,
// lookup, assertion or receive a declaration each. For yaegi such variables are no
// package variables: a function that another one calls takes what stands in that one's
// frame for them.
//
//	var a, b = f()        var lowered1 = func(lowered2 *struct { v0 int; v1 error }) *struct { v0 int; v1 error } { lowered2.v0, lowered2.v1 = f(); return lowered2 }(new(struct { v0 int; v1 error })); var a int = lowered1.v0; var b error = lowered1.v1
//
// It leaves alone those without a name, those whose type cannot be written, and those
// on several lines: a panic in f would be told of the last one.
func packageVariables(w *rewriter) {
	w.walk(func(n ast.Node, within []ast.Node) {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR || len(within) != 1 {
			return
		}
		separator := "; var "
		if d.Lparen.IsValid() {
			separator = "; "
		}
		for _, s := range d.Specs {
			if s := s.(*ast.ValueSpec); len(s.Values) == 1 && len(s.Names) > 1 && w.line(s.Pos()) == w.line(s.End()) {
				w.declareEach(s, separator)
			}
		}
	})
}

// declareEach declares the variables of a specification one by one. Their value stays where it is.
func (w *rewriter) declareEach(s *ast.ValueSpec, separator string) {
	all, given := w.name(), w.name()
	var fields, left []string
	variables := ""
	for i, name := range s.Names {
		if name.Name == "_" {
			left = append(left, "_")
			continue
		}
		text, ok := w.fileTypeText(w.Info.TypeOf(name), w.file(s))
		if !ok {
			return
		}
		fields = append(fields, fmt.Sprintf("v%d %s", i, text))
		left = append(left, fmt.Sprintf("%s.v%d", given, i))
		variables += fmt.Sprintf("%s%s %s = %s.v%d", separator, name.Name, text, all, i)
	}
	if len(fields) == 0 {
		return
	}
	of := fmt.Sprintf("struct { %s }", strings.Join(fields, "; "))
	w.replace(s.Pos(), s.Values[0].Pos(), fmt.Sprintf("%s = func(%s *%s) *%s { %s = ", all, given, of, of, strings.Join(left, ", ")))
	w.insert(s.Values[0].End(), fmt.Sprintf("; return %s }(new(%s))%s", given, of, variables))
}
