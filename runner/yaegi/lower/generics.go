package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// generics replaces each generic function and type of the program by a copy for
// each list of type arguments that the program uses it with; yaegi infers type
// arguments only in simple cases, and confuses instances.
//
//	func Map[T any](l []T, f func(T) T) []T { … }        func lowered1 /* Map[int] */ (l []int, f func(int) int) []int { … }
//	Map(list, double)                                    lowered1(list, double)
//
// The first copy stands where the declaration stood, the others behind it on
// its last line. Constraints, and what is used with no arguments, go. A program
// is left alone if a type argument cannot be written where the declaration
// is.
func generics(w *rewriter) {
	g := &instantiator{rewriter: w, generics: map[types.Object]*pattern{}}
	if g.collect(); len(g.generics) == 0 || g.failed {
		return
	}
	g.program()
	for i := 0; i < len(g.instances) && i < mostInstances; i++ {
		g.copy(g.instances[i])
	}
	if g.failed || len(g.instances) > mostInstances {
		w.edits = nil
		return
	}
	g.place()
	w.unusedImports()
}

// mostInstances bounds what a program may grow by.
const mostInstances = 200

// A pattern is a generic declaration of the program.
type pattern struct {
	object  types.Object // *types.Func or *types.TypeName
	decl    ast.Node     // *ast.FuncDecl or *ast.TypeSpec
	params  *ast.FieldList
	methods []*ast.FuncDecl
	count   int // of its instances
}

// An instance is a generic with type arguments.
type instance struct {
	of    *pattern
	args  []types.Type
	title string       // as Go would name it
	stand *types.Named // stands for a type, and has the name of the instance
	texts []part       // of the declaration and the methods, without their type parameters
}

// A part is an edit within a copy.
type part struct {
	decl  ast.Node
	edits []edit
}

type instantiator struct {
	*rewriter
	generics  map[types.Object]*pattern
	instances []*instance
	failed    bool
}

// collect finds the generic declarations.
func (g *instantiator) collect() {
	for _, f := range g.Files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Type.TypeParams != nil {
					o := g.Info.Defs[d.Name]
					g.generics[o] = &pattern{object: o, decl: d, params: d.Type.TypeParams}
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok && s.TypeParams != nil {
						o := g.Info.Defs[s.Name]
						g.failed = g.failed || s.Assign.IsValid()
						g.generics[o] = &pattern{object: o, decl: s, params: s.TypeParams}
					}
				}
			}
		}
	}
	g.eachMethod(func(d *ast.FuncDecl, of *pattern) { of.methods = append(of.methods, d) })
	for _, p := range g.generics {
		g.failed = g.failed || declaresType(p.decl) || slices.ContainsFunc(p.methods, func(m *ast.FuncDecl) bool { return declaresType(m) })
	}
}

// declaresType reports whether a function declares a type, which is another one in each of its
// instances and has their type arguments in its name.
func declaresType(decl ast.Node) (found bool) {
	if _, ok := decl.(*ast.FuncDecl); !ok {
		return false
	}
	ast.Inspect(decl, func(n ast.Node) bool {
		s, ok := n.(*ast.TypeSpec)
		found = found || ok && !s.Assign.IsValid()
		return !found
	})
	return found
}

// eachMethod visits the methods of generic types.
func (g *instantiator) eachMethod(visit func(d *ast.FuncDecl, of *pattern)) {
	for _, f := range g.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Recv != nil {
				if of := g.generics[g.Info.Uses[receiverName(d)]]; of != nil {
					visit(d, of)
				}
			}
		}
	}
}

// receiverName is the name of a method's type.
func receiverName(d *ast.FuncDecl) *ast.Ident {
	e := ast.Unparen(d.Recv.List[0].Type)
	if star, ok := e.(*ast.StarExpr); ok {
		e = ast.Unparen(star.X)
	}
	switch i := e.(type) {
	case *ast.IndexExpr:
		e = i.X
	case *ast.IndexListExpr:
		e = i.X
	}
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id
}

// program rewrites what is not generic.
func (g *instantiator) program() {
	for _, f := range g.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				if g.generics[g.Info.Defs[fn.Name]] == nil && (fn.Recv == nil || g.generics[g.Info.Uses[receiverName(fn)]] == nil) {
					g.edits = append(g.edits, g.within(d, nil)...)
				}
				continue
			}
			for _, s := range d.(*ast.GenDecl).Specs {
				if t, ok := s.(*ast.TypeSpec); !ok || g.generics[g.Info.Defs[t.Name]] == nil && !g.isConstraint(t) {
					g.edits = append(g.edits, g.within(s, nil)...)
				}
			}
		}
	}
}

// isConstraint reports whether a type declares an interface that is good for
// nothing else.
func (g *instantiator) isConstraint(s *ast.TypeSpec) bool {
	i, ok := g.Info.Defs[s.Name].Type().Underlying().(*types.Interface)
	return ok && !i.IsMethodSet()
}

// copy rewrites a declaration, and the methods of a type, for an instance.
func (g *instantiator) copy(i *instance) {
	env := map[*types.TypeParam]types.Type{}
	if fn, ok := i.of.object.(*types.Func); ok {
		g.bind(env, fn.Signature().TypeParams(), i)
	} else {
		g.bind(env, i.of.object.Type().(*types.Named).TypeParams(), i)
	}
	i.texts = append(i.texts, part{i.of.decl, append(g.head(i), g.within(i.of.decl, env)...)})
	for _, m := range i.of.methods {
		env := map[*types.TypeParam]types.Type{}
		g.bind(env, g.Info.Defs[m.Name].(*types.Func).Signature().RecvTypeParams(), i)
		edits := append(g.receiver(m, i), g.within(m.Type, env)...)
		i.texts = append(i.texts, part{m, append(edits, g.within(m.Body, env)...)})
	}
}

func (g *instantiator) bind(env map[*types.TypeParam]types.Type, params *types.TypeParamList, i *instance) {
	for n := range params.Len() {
		env[params.At(n)] = i.args[n]
	}
}

// head names the instance in place of the generic and its type parameters.
func (g *instantiator) head(i *instance) []edit {
	name := i.of.decl.(interface{ Pos() token.Pos }).Pos()
	switch d := i.of.decl.(type) {
	case *ast.FuncDecl:
		name = d.Name.Pos()
	case *ast.TypeSpec:
		name = d.Name.Pos()
	}
	return []edit{g.edit(name, i.of.params.Closing+1, fmt.Sprintf("%s /* %s */ ", i.stand.Obj().Name(), i.title))}
}

func (g *instantiator) receiver(d *ast.FuncDecl, i *instance) []edit {
	field := d.Recv.List[0]
	star := ""
	if _, ok := ast.Unparen(field.Type).(*ast.StarExpr); ok {
		star = "*"
	}
	return []edit{g.edit(field.Type.Pos(), field.Type.End(), star+i.stand.Obj().Name())}
}

// edit is an edit that need not be made.
func (w *rewriter) edit(from, to token.Pos, text string) edit {
	all := w.edits
	w.edits = nil
	w.replace(from, to, text)
	e := w.edits[0]
	w.edits = all
	return e
}

// within are the edits in a node: type parameters become their arguments, and
// instances get their names.
func (g *instantiator) within(n ast.Node, env map[*types.TypeParam]types.Type) []edit {
	var edits []edit
	var path []ast.Node
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			path = path[:len(path)-1]
			return true
		}
		path = append(path, n)
		if list, ok := n.(*ast.FieldList); ok && g.isTypeParams(list) {
			path = path[:len(path)-1]
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			if e, ok := g.ident(id, path, env); ok {
				edits = append(edits, e)
			}
		}
		return true
	})
	return edits
}

func (g *instantiator) isTypeParams(list *ast.FieldList) bool {
	for _, of := range g.generics {
		if of.params == list {
			return true
		}
	}
	return false
}

func (g *instantiator) ident(id *ast.Ident, path []ast.Node, env map[*types.TypeParam]types.Type) (e edit, ok bool) {
	parent := func(n int) ast.Node { return path[max(len(path)-1-n, 0)] }
	switch o := g.Info.Uses[id].(type) {
	case *types.TypeName:
		if t, ok := o.Type().(*types.TypeParam); ok && env[t] != nil {
			return g.edit(id.Pos(), id.End(), g.typed(env[t], id, parent(1))), true
		}
	case *types.Var:
		if named, ok := g.embedded(o); ok {
			if i := g.instance(named.Obj(), g.list(named.TypeArgs(), env), id); i != nil {
				return g.edit(id.Pos(), id.End(), i.stand.Obj().Name()), true
			}
		}
	}
	made, ok := g.Info.Instances[id]
	if !ok || g.generics[g.Info.Uses[id]] == nil {
		return edit{}, false
	}
	i := g.instance(g.Info.Uses[id], g.list(made.TypeArgs, env), id)
	if i == nil {
		return edit{}, false
	}
	from, to := id.Pos(), id.End()
	switch p := parent(1).(type) {
	case *ast.IndexExpr:
		if p.X == ast.Expr(id) {
			to = p.End()
		}
	case *ast.IndexListExpr:
		if p.X == ast.Expr(id) {
			to = p.End()
		}
	}
	return g.edit(from, to, i.stand.Obj().Name()), true
}

// embedded is the generic type that gives an embedded field its name.
func (g *instantiator) embedded(v *types.Var) (*types.Named, bool) {
	if !v.Embedded() {
		return nil, false
	}
	t := types.Unalias(v.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	named, ok := t.(*types.Named)
	return named, ok && g.generics[named.Obj()] != nil
}

// typed is the text of a type argument, in parentheses where it needs some.
func (g *instantiator) typed(t types.Type, id *ast.Ident, parent ast.Node) string {
	text, ok := g.typeText(t, g.file(id), id.Pos())
	if !ok {
		g.failed = true
	}
	switch t.(type) {
	case *types.Pointer, *types.Signature, *types.Chan:
		switch parent.(type) {
		case *ast.CallExpr, *ast.ChanType, *ast.SelectorExpr:
			return "(" + text + ")"
		}
	}
	return text
}

func (g *instantiator) list(l *types.TypeList, env map[*types.TypeParam]types.Type) []types.Type {
	var args []types.Type
	for t := range l.Types() {
		args = append(args, g.substitute(t, env))
	}
	return args
}

// instance finds or makes the instance of a generic; nil if there is none.
func (g *instantiator) instance(o types.Object, args []types.Type, at ast.Node) *instance {
	of := g.generics[o]
	if of == nil || g.failed || len(g.instances) > mostInstances {
		g.failed = true
		return nil
	}
	for _, i := range g.instances {
		if i.of == of && slices.EqualFunc(i.args, args, types.Identical) {
			return i
		}
	}
	var titles []string
	for _, t := range args {
		if t == nil || !g.visible(t, of.decl.Pos(), map[types.Type]bool{}) {
			g.failed = true
			return nil
		}
		titles = append(titles, g.titled(linkName(t)))
	}
	if strings.Contains(strings.Join(titles, ""), "*/") { // in a field's tag: it would end the comment that has the title
		g.failed = true
		return nil
	}
	name := types.NewTypeName(of.decl.Pos(), g.Package, g.name(), nil)
	i := &instance{of: of, args: args, title: o.Name() + "[" + strings.Join(titles, ",") + "]",
		stand: types.NewNamed(name, o.Type().Underlying(), nil)}
	if strings.HasPrefix(o.Name(), Prefix) {
		i.title = titleOf(g.between(of.decl.Pos(), of.params.Opening)) + i.title[len(o.Name()):]
	}
	g.instances = append(g.instances, i)
	return i
}

// titled is a type's text with the names that Go would have for instances.
func (g *instantiator) titled(text string) string {
	for _, i := range slices.Backward(g.instances) { // lowered12 before lowered1
		text = strings.ReplaceAll(text, i.stand.Obj().Name(), i.title)
	}
	return g.withTitles(text)
}

// titleOf is the name that a comment gives to a declaration.
func titleOf(text string) string {
	_, text, _ = strings.Cut(text, "/* ")
	text, _, _ = strings.Cut(text, " */")
	return text
}

// substitute is a type with arguments for parameters, and with the names of
// instances; nil if it cannot be written.
func (g *instantiator) substitute(t types.Type, env map[*types.TypeParam]types.Type) types.Type {
	sub := func(t types.Type) types.Type {
		s := g.substitute(t, env)
		if s == nil {
			g.failed = true
			return t
		}
		return s
	}
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return env[t]
	case *types.Named:
		if t.TypeArgs().Len() == 0 {
			return t
		}
		if i := g.instance(t.Obj(), g.list(t.TypeArgs(), env), nil); i != nil {
			return i.stand
		}
		return nil
	case *types.Pointer:
		return types.NewPointer(sub(t.Elem()))
	case *types.Slice:
		return types.NewSlice(sub(t.Elem()))
	case *types.Array:
		return types.NewArray(sub(t.Elem()), t.Len())
	case *types.Chan:
		return types.NewChan(t.Dir(), sub(t.Elem()))
	case *types.Map:
		return types.NewMap(sub(t.Key()), sub(t.Elem()))
	case *types.Signature:
		tuple := func(t *types.Tuple) *types.Tuple {
			var vars []*types.Var
			for v := range t.Variables() {
				vars = append(vars, types.NewParam(v.Pos(), v.Pkg(), v.Name(), sub(v.Type())))
			}
			return types.NewTuple(vars...)
		}
		return types.NewSignatureType(nil, nil, nil, tuple(t.Params()), tuple(t.Results()), t.Variadic())
	}
	return t // basic types, and literals that typeText knows or refuses
}

// place puts the instances where their generics are, and takes away what
// remains.
func (g *instantiator) place() {
	for _, i := range g.instances {
		i.of.count++
		for _, p := range i.texts {
			if i.of.count == 1 {
				g.edits = append(g.edits, p.edits...)
				continue
			}
			text := oneLine(g.applyTo(p.decl, p.edits))
			if _, ok := p.decl.(*ast.TypeSpec); ok && !g.grouped(p.decl) {
				text = "type " + text
			}
			g.insert(p.decl.End(), "; "+text)
		}
	}
	for _, of := range g.generics {
		if of.count == 0 {
			g.remove(of.decl)
		}
	}
	g.eachMethod(func(d *ast.FuncDecl, of *pattern) {
		if of.count == 0 {
			g.remove(d)
		}
	})
	for _, f := range g.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.TYPE {
				for _, s := range d.Specs {
					if t := s.(*ast.TypeSpec); t.TypeParams == nil && g.isConstraint(t) {
						g.remove(t)
					}
				}
			}
		}
	}
}

// applyTo is the text of a node with edits made.
func (w *rewriter) applyTo(n ast.Node, edits []edit) string {
	file, from := w.Place(n.Pos())
	to := w.Offset(n.End())
	for i := range edits {
		edits[i].from -= from
		edits[i].to -= from
	}
	r := &rewriter{Checked: w.Checked, edits: edits}
	r.sort()
	return r.applyText(file, w.Sources[file][from:to])
}

// declaration is the declaration that a specification belongs to.
func (g *instantiator) declaration(n ast.Node) *ast.GenDecl {
	for _, f := range g.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.GenDecl); ok && d.Pos() <= n.Pos() && n.End() <= d.End() {
				return d
			}
		}
	}
	return nil
}

// grouped reports whether a specification stands in parentheses.
func (g *instantiator) grouped(n ast.Node) bool {
	d := g.declaration(n)
	return d != nil && d.Lparen.IsValid()
}

// remove takes away a declaration.
func (g *instantiator) remove(n ast.Node) {
	if d := g.declaration(n); d != nil && !d.Lparen.IsValid() {
		n = d
	}
	file, from := g.Place(n.Pos())
	before := strings.TrimRight(g.Sources[file][:from], " \t")
	if strings.HasSuffix(before, ";") { // behind another one, on its line
		from = len(before) - 1
	}
	g.replaceAt(file, from, g.Offset(n.End()), "")
}
