package cell

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/gocheck"
)

// importNames are what an import declaration imports, by the names it has for that.
func importNames(text string) map[string]string {
	all := map[string]string{}
	f, err := parser.ParseFile(token.NewFileSet(), "", "package p;"+text, parser.ImportsOnly)
	if err != nil {
		return all
	}
	for _, spec := range f.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := packageName(path)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		all[name] = path
	}
	return all
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// An edit replaces part of a text.
type edit struct {
	span
	with string
}

// edited applies edits, which do not overlap.
func edited(text string, edits []edit) string {
	slices.SortFunc(edits, func(a, b edit) int { return a.from - b.from })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.from] + e.with)
		at = e.to
	}
	return b.String() + text[at:]
}

// defined are the variables that the top level of a function declares, as the checker
// has them, and which of them are declared without a value.
func defined(c *gocheck.Checked, main *ast.FuncDecl) (all map[string]types.Type, fresh map[string]bool) {
	all, fresh = map[string]types.Type{}, map[string]bool{}
	note := func(e ast.Expr, zero bool) {
		id, ok := e.(*ast.Ident)
		if !ok {
			return
		}
		if v := c.Info.Defs[id]; v != nil && id.Name != "_" {
			all[id.Name] = v.Type()
			fresh[id.Name] = zero
		}
	}
	for _, s := range main.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				for _, e := range s.Lhs {
					note(e, false)
				}
			}
		case *ast.DeclStmt:
			if d, ok := s.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				for _, spec := range d.Specs {
					v := spec.(*ast.ValueSpec)
					for _, id := range v.Names {
						note(id, len(v.Values) == 0)
					}
				}
			}
		}
	}
	return all, fresh
}

// declare finds out what the terminal has declared when the cell was executed.
func (m *maker) declare() []Problem {
	after := Declarations{variables: m.visible(), imports: m.importsGiven(), versions: m.before.versions}
	kept, _ := m.keptDeclarations()
	if m.file != m.name {
		after.versions++
	}
	defined, fresh := defined(m.checked.Checked, m.checked.main)
	own := m.checked.Package
	hidden := map[types.Object]string{}
	for _, name := range sortedNames(defined) {
		if name == "main" || name == "init" {
			return []Problem{{m.name, 1, 1, fmt.Sprintf("cannot declare %s: it must be a function, which cells have no use for; choose another name", name), false}}
		}
		typ, imports, ok := typeText(defined[name], own)
		if !ok {
			return []Problem{{m.name, 1, 1, fmt.Sprintf("%s would be a variable of type %s, which cannot be written outside of its package; use it within one statement", name, typ), true}}
		}
		if t := recursive(defined[name], own); t != nil {
			return []Problem{{m.name, 1, 1, fmt.Sprintf("%s would be a variable of which the type %s is a part, which is recursive: the interpreter cannot keep it for later cells; use it within one statement, or in a function", name, types.TypeString(t, types.RelativeTo(own))), true}}
		}
		old, exists := after.variables[name]
		if exists && old.typ == typ && !fresh[name] {
			continue
		}
		after.versions++
		if exists {
			if object := own.Scope().Lookup(name); object != nil {
				hidden[object] = fmt.Sprintf("cellOld%d_%s", after.versions, name)
			}
		}
		after.variables[name] = variable{typ, imports, fmt.Sprintf("%s#%d", name, after.versions)}
		kept = slices.DeleteFunc(kept, func(d declaration) bool { return len(d.names) == 1 && d.names[0] == name })
	}
	r := m.renames(hidden)
	for object, name := range hidden {
		if r.meant[name] {
			after.variables[name] = m.before.variables[object.Name()]
		}
	}
	for i, d := range kept {
		kept[i].text = edited(d.text, r.kept[d.place])
	}
	after.kept = slices.Concat(kept, m.newDeclarations())
	m.program = &Program{Variables: map[string]string{}, after: after}
	m.changes = slices.Concat(r.cell, m.assignments())
	return nil
}

// renamed are the places at which a variable is meant that has another name now.
type renamed struct {
	meant map[string]bool
	kept  map[place][]edit // by the declaration that they are in
	cell  []edit
}

// renames finds the places at which such variables are meant.
func (m *maker) renames(hidden map[types.Object]string) renamed {
	r := renamed{map[string]bool{}, map[place][]edit{}, nil}
	for id, object := range m.checked.Info.Uses {
		name := hidden[object]
		if name == "" {
			continue
		}
		r.meant[name] = true
		at := m.checked.Fset.PositionFor(id.Pos(), false)
		p, from := m.checked.files[at.Filename].within(at.Offset)
		switch change := (edit{span{from, from + len(id.Name)}, name}); {
		case p == nil:
		case at.Filename == m.file:
			r.cell = append(r.cell, change)
		default:
			in := place{at.Filename, p.line, p.indent}
			r.kept[in] = append(r.kept[in], change)
		}
	}
	return r
}

// newDeclarations are the cell's.
func (m *maker) newDeclarations() (all []declaration) {
	for _, d := range m.declared {
		if d.kind != "import" {
			line, indent := m.position(d.from)
			all = append(all, declaration{place{m.file, line, indent}, m.name, d.names, m.text[d.from:d.to], d.kind})
		}
	}
	return all
}

// position is a place of the cell: its line, and how many bytes stand before it.
func (m *maker) position(offset int) (line, indent int) {
	before := m.text[:offset]
	return 1 + strings.Count(before, "\n"), offset - (strings.LastIndexByte(before, '\n') + 1)
}

// assignments makes assignments of the cell's declarations of variables.
func (m *maker) assignments() (all []edit) {
	c := m.checked
	at := func(pos token.Pos) int {
		_, from := c.files[m.file].within(c.Fset.PositionFor(pos, false).Offset)
		return from
	}
	blank := func(from, to token.Pos) {
		a, b := at(from), at(to-1)+1
		all = append(all, edit{span{a, b}, blanks(m.text[a:b])})
	}
	for _, s := range c.main.Body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				all = append(all, edit{span{at(s.TokPos), at(s.TokPos) + 2}, " ="})
			}
		case *ast.DeclStmt:
			d, ok := s.Decl.(*ast.GenDecl)
			if !ok || d.Tok != token.VAR {
				continue
			}
			blank(d.TokPos, d.TokPos+3)
			if d.Lparen.IsValid() {
				blank(d.Lparen, d.Lparen+1)
				blank(d.Rparen, d.Rparen+1)
			}
			for _, spec := range d.Specs {
				v := spec.(*ast.ValueSpec)
				if len(v.Values) == 0 {
					blank(v.Pos(), v.End())
				} else if v.Type != nil {
					blank(v.Type.Pos(), v.Type.End())
				}
			}
		}
	}
	return all
}

func blanks(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, text)
}

// changed is part of the cell as it is executed.
func (m *maker) changed(text string, of span, but ...span) string {
	var edits []edit
	for _, e := range m.changes {
		inside := func(s span) bool { return e.from >= s.from && e.to <= s.to }
		if inside(of) && !slices.ContainsFunc(but, inside) {
			e.from, e.to = e.from-of.from, e.to-of.from
			edits = append(edits, e)
		}
	}
	return edited(text, edits)
}

// valueTypes are those of the cell's value, each of which is a variable.
func (m *maker) valueTypes() (all []types.Type) {
	for _, v := range m.checked.value {
		switch t := v.Type.(type) {
		case nil:
		case *types.Tuple:
			for of := range t.Variables() {
				all = append(all, of.Type())
			}
		default:
			all = append(all, types.Default(t))
		}
	}
	return all
}

// values are the variables that get the cell's value.
func (m *maker) values() (all map[string]variable, problem *Problem) {
	all = map[string]variable{}
	if m.value == nil || m.void {
		return all, nil
	}
	own := m.checked.Package
	line, indent := m.position(m.value.from)
	for i, t := range m.valueTypes() {
		if b, ok := t.(*types.Basic); ok && b.Kind() == types.UntypedNil {
			m.program.Nil = len(m.checked.value) == 1
			t = types.Universe.Lookup("any").Type()
			if m.program.Nil {
				return all, nil
			}
		}
		typ, imports, ok := typeText(t, own)
		if !ok {
			return nil, &Problem{m.name, line, indent + 1, fmt.Sprintf("its value is of type %s, which cannot be written outside of its package; print it in place of that", typ), true}
		}
		all[ValueName(i)] = variable{typ, imports, ""}
		speaks := ownMethod(t, own)
		if speaks != "" {
			all[TextName(i)] = variable{"string", nil, ""}
		}
		m.program.Values, m.program.Texts = append(m.program.Values, t), append(m.program.Texts, speaks != "")
	}
	return all, nil
}

// ownMethod is the method by which a value of the cells' own type says what it is.
func ownMethod(t types.Type, own *types.Package) string {
	named := t
	if p, ok := t.(*types.Pointer); ok {
		named = p.Elem()
	}
	n, ok := named.(*types.Named)
	if !ok || n.Obj().Pkg() != own || types.IsInterface(t) {
		return ""
	}
	set := types.NewMethodSet(t)
	for _, name := range []string{"Error", "String"} {
		if s := set.Lookup(own, name); s != nil && types.TypeString(s.Type(), nil) == "func() string" {
			return name
		}
	}
	return ""
}

// executed is the cell's file as it is executed.
func (m *maker) executed() *file {
	f := &file{cell: m.name}
	f.raw("func main() {\n")
	var out []span
	for _, d := range m.declared {
		out = append(out, d.span)
	}
	if m.value != nil {
		out = append(out, *m.value)
	}
	f.part(1, 0, m.changed(m.statements(), span{0, len(m.text)}, out...), "")
	if v := m.value; v != nil && !m.program.Nil {
		var names []string
		for i := range m.program.Values {
			names = append(names, ValueName(i))
		}
		if len(names) > 0 {
			f.raw(strings.Join(names, ", ") + " =\n")
		}
		line, indent := m.position(v.from)
		f.part(line, indent, m.changed(m.text[v.from:v.to], *v), "")
		for i, t := range m.program.Values {
			if name := ownMethod(t, m.checked.Package); name != "" {
				f.raw(fmt.Sprintf("%s = %s.%s()\n", TextName(i), ValueName(i), name))
			}
		}
	}
	f.raw("}\n")
	for _, d := range m.declared {
		if d.kind != "import" {
			line, indent := m.position(d.from)
			f.part(line, indent, m.changed(m.text[d.from:d.to], d.span), "")
		}
	}
	return f
}

// execute makes the program that is executed.
func (m *maker) execute() []Problem {
	p := m.program
	values, problem := m.values()
	if problem != nil {
		return []Problem{*problem}
	}
	for name, v := range p.after.variables {
		p.Variables[name], values[name] = v.key, v
	}
	files := keptFiles(slices.DeleteFunc(slices.Clone(p.after.kept), func(d declaration) bool { return d.file == m.file }))
	files[prelude], files[m.file] = variablesFile(values), m.executed()
	imports := map[string]map[string]string{}
	for name, f := range files {
		imports[name] = candidates(f.body.String(), p.after.imports, func(name string) bool { _, is := values[name]; return is })
	}
	imports[prelude] = map[string]string{}
	for _, v := range values {
		imports[prelude] = merged(imports[prelude], v.imports)
	}
	if c := gocheck.Loose(sources(files, imports)); c != nil {
		for name := range files {
			imports[name] = used(c, name, imports[name])
		}
	}
	p.files = files
	c, problems := gocheck.Load(sources(files, imports))
	if all := m.problems(problems, files); len(all) > 0 {
		for i := range all {
			all[i].Refused = true
		}
		return all
	}
	return m.examine(c, files)
}
