package cell

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"bothends/runner/gocheck"
)

// prelude is the file of what the cells before have left but for their declarations.
const prelude = " variables"

// A checkedCell is the cell as it stands, in a function of its own.
type checkedCell struct {
	*gocheck.Checked
	files map[string]*file
	main  *ast.FuncDecl
	value []types.TypeAndValue // of the cell's: of a call that returns several one, a tuple
}

// check checks the cell, in which what the top level declares is the function's own.
func (m *maker) check() []Problem {
	kept, problem := m.keptDeclarations()
	if problem != nil {
		return []Problem{*problem}
	}
	files := m.standing(kept)
	imports := map[string]map[string]string{}
	for name, f := range files {
		imports[name] = merged(candidates(f.body.String(), m.importsGiven(), m.taken))
	}
	for _, v := range m.visible() {
		imports[prelude] = merged(imports[prelude], v.imports)
	}
	if c := gocheck.Loose(sources(files, imports)); c != nil {
		for name := range files {
			if name != prelude {
				imports[name] = used(c, name, imports[name])
			}
		}
		if v := valueOf(c, m.file); len(v) == 1 && (v[0].IsVoid() || prints(c, m.file)) {
			m.void = true
		}
		m.shared = m.sharedWithFunctions(c)
		for _, v := range m.shared {
			imports[prelude] = merged(imports[prelude], v.imports)
		}
		files = m.standing(kept)
	}
	all := sources(files, imports)
	c, problems := gocheck.Load(all)
	if len(problems) > 0 {
		return m.problems(problems, files)
	}
	m.checked = &checkedCell{Checked: c, files: files}
	m.checked.value = valueOf(c, m.file)
	m.checked.main = mainOf(c, m.file)
	if p := m.asks(); p != nil {
		return []Problem{*p}
	}
	return nil
}

// importsGiven are those that cells have named, this one too.
func (m *maker) importsGiven() map[string]string {
	given := merged(m.before.imports)
	for _, d := range m.declared {
		if d.kind != "import" {
			continue
		}
		for name, path := range importNames(m.text[d.from:d.to]) {
			given[name] = path
		}
	}
	return given
}

// taken holds for names that are no package's here.
func (m *maker) taken(name string) bool {
	_, variable := m.before.variables[name]
	return variable || m.vars[name] && m.importsGiven()[name] == "" && packages()[name] == nil
}

// keptDeclarations are those before but the ones that the cell declares anew.
func (m *maker) keptDeclarations() (kept []declaration, problem *Problem) {
	for _, old := range m.before.kept {
		anew := 0
		for _, d := range m.declared {
			text := m.text[d.from:d.to]
			line := 1 + strings.Count(m.text[:d.from], "\n")
			for _, name := range d.names {
				if !slices.Contains(old.names, name) {
					continue
				}
				anew++
				if (old.kind == "type" || d.kind == "type") && text != old.text {
					return nil, &Problem{m.name, line, 1, fmt.Sprintf("%s redeclared: values of the type that cell %s declares may be left; restart the terminals to change it", name, old.cell), false}
				}
			}
		}
		switch {
		case anew == 0:
			kept = append(kept, old)
		case anew < len(old.names):
			return nil, &Problem{m.name, 1, 1, fmt.Sprintf("cell %s declares %s in one declaration; declare all of them anew", old.cell, strings.Join(old.names, ", ")), false}
		}
	}
	return kept, nil
}

// visible are the variables that are there before the cell, but for those in whose
// place it declares something else.
func (m *maker) visible() map[string]variable {
	all := map[string]variable{}
	for name, v := range m.before.variables {
		if !slices.ContainsFunc(m.declared, func(d declared) bool { return slices.Contains(d.names, name) }) {
			all[name] = v
		}
	}
	return all
}

// sharedWithFunctions are the variables that the cell declares, and that the functions may
// mean which it declares as well: these stand outside of main.
func (m *maker) sharedWithFunctions(c *gocheck.Checked) map[string]variable {
	all := map[string]variable{}
	main := mainOf(c, m.file)
	if main == nil || !slices.ContainsFunc(m.declared, func(d declared) bool { return d.kind == "func" }) {
		return all
	}
	visible := m.visible()
	types, _ := defined(c, main)
	for name, t := range types {
		typ, imports, ok := typeText(t, c.Package)
		if _, before := visible[name]; ok && !before && !strings.Contains(typ, "invalid type") {
			all[name] = variable{typ, imports, ""}
		}
	}
	return all
}

// standing are the files of the cell as it stands.
func (m *maker) standing(kept []declaration) map[string]*file {
	files := keptFiles(kept)
	files[prelude] = variablesFile(m.visible(), m.shared)
	files[prelude].raw("func cellValue(...any) {}\n")
	f := &file{cell: m.name}
	f.raw("func main() {\n")
	f.part(1, 0, m.statements(), "")
	if len(m.locals) > 0 {
		f.raw(strings.Repeat("_, ", len(m.locals)-1) + "_ = " + strings.Join(m.locals, ", ") + "\n")
	}
	switch v := m.value; {
	case v == nil:
	case m.void:
		m.part(f, *v, "")
	default:
		f.raw("cellValue(\n")
		m.part(f, *v, ",")
		f.raw(")\n")
	}
	f.raw("}\n")
	for _, d := range m.declared {
		if d.kind != "import" {
			m.part(f, d.span, "")
		}
	}
	files[m.file] = f
	return files
}

// part adds part of the cell to a file.
func (m *maker) part(f *file, s span, behind string) {
	line, indent := m.position(s.from)
	f.part(line, indent, m.text[s.from:s.to], behind)
	f.pieces[len(f.pieces)-1].from = s.from
}

// keptFiles are those of declarations.
func keptFiles(kept []declaration) map[string]*file {
	files := map[string]*file{}
	for _, d := range kept {
		f := files[d.file]
		if f == nil {
			f = &file{cell: d.cell}
			files[d.file] = f
		}
		f.part(d.line, d.indent, d.text, "")
	}
	return files
}

func variablesFile(lists ...map[string]variable) *file {
	f := &file{}
	for _, all := range lists {
		for _, name := range sortedNames(all) {
			f.raw(fmt.Sprintf("var %s %s\n", name, all[name].typ))
		}
	}
	return f
}

func sources(files map[string]*file, imports map[string]map[string]string) map[string]string {
	all := map[string]string{}
	for name, f := range files {
		f.head = heading(imports[name])
		all[name] = f.head + f.body.String()
	}
	return all
}

// mainOf is the function main of a file.
func mainOf(c *gocheck.Checked, name string) *ast.FuncDecl {
	for _, f := range c.Files {
		if c.Fset.PositionFor(f.Package, false).Filename != name {
			continue
		}
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Name.Name == "main" && d.Recv == nil && d.Body != nil {
				return d
			}
		}
	}
	return nil
}

// valueExpressions are what the cell's value is made of, last in main.
func valueExpressions(c *gocheck.Checked, name string) []ast.Expr {
	main := mainOf(c, name)
	if main == nil || len(main.Body.List) == 0 {
		return nil
	}
	if s, ok := main.Body.List[len(main.Body.List)-1].(*ast.ExprStmt); ok {
		if call, ok := s.X.(*ast.CallExpr); ok {
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "cellValue" {
				return call.Args
			}
		}
	}
	return nil
}

func valueOf(c *gocheck.Checked, name string) (all []types.TypeAndValue) {
	for _, e := range valueExpressions(c, name) {
		all = append(all, c.Info.Types[e])
	}
	return all
}

// prints holds for a value of fmt.Print and its like, which nobody wants to see: what
// they print is what they are called for.
func prints(c *gocheck.Checked, name string) bool {
	values := valueExpressions(c, name)
	if len(values) != 1 {
		return false
	}
	call, ok := values[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	object := c.Info.Uses[f.Sel]
	return object != nil && object.Pkg() != nil && object.Pkg().Path() == "fmt" &&
		(strings.HasPrefix(f.Sel.Name, "Print") || strings.HasPrefix(f.Sel.Name, "Fprint"))
}
