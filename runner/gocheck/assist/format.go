package assist

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"bothends/runner/gocheck"
)

// A Formatted is a file as gofmt writes it.
type Formatted struct {
	Source string `json:"source"` // as it was, if there is an error
	Error  string `json:"error"`  // of syntax: FILE:LINE:COLUMN: message, one a line
}

// Format writes a file as gofmt does, and if imports says so has it import what it names of the
// library, and nothing that it does not. It looks at the file alone: a name that another
// file of the program declares is taken for a package's only if a member of one is meant.
func Format(name, source string, imports bool) Formatted {
	fixed, err := source, error(nil)
	if imports {
		fixed, err = fixImports(source)
	}
	if err == nil {
		fixed, err = gocheck.Format(fixed)
	}
	if err == nil {
		return Formatted{Source: fixed}
	}
	var said []string
	for _, p := range gocheck.Check(map[string]string{name: source}) { // in the compiler's words
		said = append(said, p.String())
	}
	if said == nil {
		said = []string{err.Error()}
	}
	return Formatted{source, strings.Join(said, "\n")}
}

// fixImports adds what is missing to the imports and takes away what is not used.
func fixImports(source string) (string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "main.go", source, parser.ParseComments)
	if err != nil {
		return "", err
	}
	members := map[string][]string{} // by what stands before the dot, and nothing in the file declares
	unresolved := map[*ast.Ident]bool{}
	for _, x := range file.Unresolved {
		unresolved[x] = true
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && unresolved[x] {
				members[x.Name] = append(members[x.Name], s.Sel.Name)
			}
		}
		return true
	})
	imported := map[string]bool{}
	for _, spec := range append([]*ast.ImportSpec(nil), file.Imports...) {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return "", err
		}
		alias, name := "", nameOf(p)
		if spec.Name != nil {
			alias, name = spec.Name.Name, spec.Name.Name
		}
		if name == "_" || name == "." || members[name] != nil || p == "C" {
			imported[name] = true
			continue
		}
		astutil.DeleteNamedImport(fset, file, alias, p)
	}
	for name, used := range members {
		if p := packageNamed(name, used); p != "" && !imported[name] {
			astutil.AddImport(fset, file, p)
		}
	}
	return render(fset, file)
}

// render writes a file whose imports were changed.
func render(fset *token.FileSet, file *ast.File) (string, error) {
	ast.SortImports(fset, file)
	var b bytes.Buffer
	err := format.Node(&b, fset, file)
	return b.String(), err
}
