package yaegi

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A source is a program's text, and what Go calls the functions in it.
type source struct {
	fset      *token.FileSet
	base      token.Pos // of the first file
	file      *ast.File // all files as one
	texts     map[string]string
	functions []sourceFunction
	calls     map[token.Pos][]token.Pos // where a call's arguments begin, by where the call does, innermost first
	around    map[*ast.FuncLit]bool     // those that package lower made of calls to be deferred
	inits     int                       // functions of that name
	hasTypes  bool                      // it declares types without methods that reflect knows by another name

	where func(file string, line int) (string, int) // a place as its reader knows it; nil: as it is
}

// A sourceFunction is one of the program, or a literal.
type sourceFunction struct {
	from, to token.Pos
	name     string // main.f, main.(*T).m, main.f.func1; nothing for what package lower put in
	args     bool   // it has some
	atEnd    bool   // Go calls what it deferred at its last line, wherever it returns
}

// A frameText is what a trace says of a function that was being executed.
type frameText struct {
	function string // main.f(...)
	place    string // FILE:LINE
}

// parse reads a program's files, in the order in which the go command gives
// them to the compiler, and makes one of them. Its package variables are declared
// in the order in which Go initializes them, which the interpreter would
// not find out.
func parse(fset *token.FileSet, p Program) (*source, error) {
	s := &source{fset: fset, texts: p.Files, calls: map[token.Pos][]token.Pos{}, around: map[*ast.FuncLit]bool{}}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		f, err := parser.ParseFile(fset, name+anyFile, p.Files[name], parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.collect(f)
		s.collectCalls(f)
		if s.file == nil {
			s.file, s.base = f, f.FileStart
			continue
		}
		s.file.Decls = append(s.file.Decls, f.Decls...)
	}
	s.mergeImports()
	s.orderVariables(p.Init)
	return s, nil
}

// anyFile makes the last part of all files' names the same: by that the
// interpreter keeps the imports of one file from those of another.
const anyFile = "/program"

// position is a place without that.
func (s *source) position(pos token.Pos) token.Position {
	at := s.fset.PositionFor(pos, false)
	at.Filename = strings.TrimSuffix(at.Filename, anyFile)
	return at
}

// mergeImports puts the imports first, each once.
func (s *source) mergeImports() {
	seen := map[string]bool{}
	var imports, rest []ast.Decl
	for _, d := range s.file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT {
			rest = append(rest, d)
			continue
		}
		g.Specs = slices.DeleteFunc(g.Specs, func(spec ast.Spec) bool {
			i := spec.(*ast.ImportSpec)
			key := fmt.Sprint(i.Name, i.Path.Value)
			defer func() { seen[key] = true }()
			return seen[key]
		})
		if len(g.Specs) > 0 {
			imports = append(imports, g)
		}
	}
	s.file.Decls = append(imports, rest...)
}

// parted is the file as two: the imports, types and constants, and the rest.
func (s *source) parted() (types, rest *ast.File) {
	types, rest = &ast.File{Package: s.file.Package, Name: s.file.Name}, &ast.File{Package: s.file.Package, Name: s.file.Name}
	for _, d := range s.file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok != token.VAR {
			types.Decls = append(types.Decls, d)
		} else {
			rest.Decls = append(rest.Decls, d)
		}
	}
	return types, rest
}

// InitOrder is the order in which Go initializes the package variables of a
// program: where each is declared, as FILE:LINE:COLUMN.
func InitOrder(fset *token.FileSet, info *types.Info) []string {
	var order []string
	for _, init := range info.InitOrder {
		order = append(order, fset.PositionFor(init.Lhs[0].Pos(), false).String())
	}
	return order
}

// orderVariables declares what is initialized in that order, each by itself, and
// before the functions: the interpreter must know a variable's type when it comes
// to its use. Only a function that returns several values to variables must be
// known before them.
func (s *source) orderVariables(order []string) {
	places := map[string]int{}
	for i, at := range order {
		places[at] = i + 1 // those without a value come first
	}
	place := func(spec ast.Spec) int {
		return places[s.position(spec.(*ast.ValueSpec).Names[0].Pos()).String()]
	}
	var types, before, after, variables []ast.Decl
	several := map[string]bool{} // functions
	for _, d := range s.file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range separate(g.Specs) {
				variables = append(variables, &ast.GenDecl{TokPos: spec.Pos(), Tok: token.VAR, Specs: []ast.Spec{spec}})
				several[returnsSeveral(spec)] = true
			}
		}
	}
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok != token.VAR {
				types = append(types, d)
			}
		case *ast.FuncDecl:
			if d.Recv == nil && several[d.Name.Name] {
				before = append(before, d)
			} else {
				after = append(after, d)
			}
		}
	}
	slices.SortStableFunc(variables, func(a, b ast.Decl) int {
		return cmp.Compare(place(a.(*ast.GenDecl).Specs[0]), place(b.(*ast.GenDecl).Specs[0]))
	})
	nameBlanks(variables)
	s.file.Decls = slices.Concat(types, before, variables, after)
}

// nameBlanks gives variables that have none a name each, which no program can write: of all that
// are called _ the interpreter takes the first to need the last, and puts it behind that.
func nameBlanks(variables []ast.Decl) {
	blanks := 0
	for _, d := range variables {
		for _, name := range d.(*ast.GenDecl).Specs[0].(*ast.ValueSpec).Names {
			if name.Name == "_" {
				blanks++
				name.Name = fmt.Sprintf("_·%d", blanks)
			}
		}
	}
}

// returnsSeveral is the function whose values a declaration gives to several
// variables.
func returnsSeveral(spec ast.Spec) string {
	v := spec.(*ast.ValueSpec)
	if len(v.Names) == len(v.Values) || len(v.Values) == 0 {
		return ""
	}
	if call, ok := v.Values[0].(*ast.CallExpr); ok {
		if id, ok := call.Fun.(*ast.Ident); ok {
			return id.Name
		}
	}
	return ""
}

// separate gives each variable a declaration of its own if it has a value of its own.
func separate(specs []ast.Spec) []ast.Spec {
	var list []ast.Spec
	for _, spec := range specs {
		v := spec.(*ast.ValueSpec)
		if len(v.Names) == 1 || len(v.Names) != len(v.Values) {
			list = append(list, v)
			continue
		}
		for i, name := range v.Names {
			list = append(list, &ast.ValueSpec{Names: []*ast.Ident{name}, Type: v.Type, Values: []ast.Expr{v.Values[i]}})
		}
	}
	return list
}

// collect names the functions of a file.
func (s *source) collect(f *ast.File) {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := s.writtenName(d)
			if name == "" || isLoweredInit(d) || isLoweredMethod(d) {
				s.functions = append(s.functions, sourceFunction{from: d.Pos(), to: d.End()})
				continue
			}
			if d.Recv == nil && d.Name.Name == "init" {
				name = fmt.Sprintf("main.init.%d", s.inits)
				s.inits++
			}
			if d.Body != nil {
				s.functions = append(s.functions, sourceFunction{d.Pos(), d.End(), name, d.Recv != nil || d.Type.Params.NumFields() > 0, defersAtEnd(d.Body)})
				s.literals(d.Body, name, "func", new(int))
			}
		case *ast.GenDecl:
			s.functions = append(s.functions, sourceFunction{from: d.Pos(), to: d.End(), name: "main.init"})
			s.literals(d, "main.init", "func", new(int))
			for _, spec := range d.Specs {
				t, ok := spec.(*ast.TypeSpec)
				s.hasTypes = s.hasTypes || ok && !t.Assign.IsValid() && !isStructOrInterface(t.Type)
			}
		}
	}
	slices.SortStableFunc(s.functions, func(a, b sourceFunction) int { return cmp.Compare(a.from, b.from) })
}

// writtenName is Go's name of a function, which for what package lower has made of a generic
// one is that one's; none for others that it has put in.
func (s *source) writtenName(d *ast.FuncDecl) string {
	name := declaredName(d)
	if !strings.Contains(name, loweredPrefix) {
		return "main." + name
	}
	titles := s.titles()
	if titles[loweredName.FindString(name)] == "" {
		return ""
	}
	return "main." + loweredName.ReplaceAllStringFunc(name, func(name string) string {
		title, _, generic := strings.Cut(titles[name], "[")
		if generic {
			title += "[...]"
		}
		return title
	})
}

// collectCalls notes where Go says that calls are: of a.f().g() and func() { … }() the
// parenthesis may be on another line than the beginning.
func (s *source) collectCalls(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			s.calls[call.Pos()] = slices.Insert(s.calls[call.Pos()], 0, call.Lparen)
		}
		return true
	})
}

func isStructOrInterface(t ast.Expr) bool {
	switch t.(type) {
	case *ast.StructType, *ast.InterfaceType:
		return true
	}
	return false
}

// declaredName is what Go calls a function: f, T.m or (*T).m.
func declaredName(d *ast.FuncDecl) string {
	name := d.Name.Name
	if d.Type.TypeParams != nil {
		name += "[...]"
	}
	if d.Recv == nil {
		return name
	}
	t, pattern := d.Recv.List[0].Type, "%s.%s"
	if star, ok := t.(*ast.StarExpr); ok {
		t, pattern = star.X, "(*%s).%s"
	}
	switch g := t.(type) {
	case *ast.IndexExpr:
		return fmt.Sprintf(pattern, fmt.Sprint(g.X, "[...]"), name)
	case *ast.IndexListExpr:
		return fmt.Sprintf(pattern, fmt.Sprint(g.X, "[...]"), name)
	}
	return fmt.Sprintf(pattern, t, name)
}

// literals names function literals by the function that they are in, in turn.
// Those that package lower put in have no name, and leave the count to others.
func (s *source) literals(in ast.Node, outer, word string, count *int) {
	ast.Inspect(in, func(n ast.Node) bool {
		if call, ok := n.(ast.Stmt); ok && callsLowered(call, "PushCall") {
			s.around[literalOf(call.(*ast.ExprStmt).X.(*ast.CallExpr).Args[0])] = true
		}
		f, ok := n.(*ast.FuncLit)
		if !ok || n == in {
			return true
		}
		if s.around[f] || isLowered(f) {
			s.functions = append(s.functions, sourceFunction{from: f.Pos(), to: f.End()})
			s.literals(f.Body, outer, word, count)
			return false
		}
		*count++
		name := fmt.Sprintf("%s.%s%d", outer, word, *count)
		s.functions = append(s.functions, sourceFunction{f.Pos(), f.End(), name, f.Type.Params.NumFields() > 0, defersAtEnd(f.Body)})
		s.literals(f.Body, name, "", new(int))
		return false
	})
}

// literalOf is the literal that a value is, or that one returns which is called for it; nil if it
// is none.
func literalOf(value ast.Expr) *ast.FuncLit {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		f, _ := value.(*ast.FuncLit)
		return f
	}
	if f, ok := call.Fun.(*ast.FuncLit); ok && len(f.Body.List) == 1 {
		if r, ok := f.Body.List[0].(*ast.ReturnStmt); ok && len(r.Results) == 1 {
			return literalOf(r.Results[0])
		}
	}
	return nil
}

// isLowered reports whether package lower put a function literal in: its
// parameters have such names, or it does one thing, to what has such a name or to
// a literal of the program.
func isLowered(f *ast.FuncLit) bool {
	for _, p := range f.Type.Params.List {
		for _, name := range p.Names {
			if strings.HasPrefix(name.Name, loweredPrefix) {
				return true
			}
		}
	}
	if len(f.Body.List) == 0 {
		return false
	}
	if callsLowered(f.Body.List[0], "Run") { // what was deferred; behind it may be results to set
		return true
	}
	if len(f.Body.List) != 1 {
		return false
	}
	switch only := f.Body.List[0].(type) {
	case *ast.ReturnStmt:
		if len(only.Results) == 1 {
			_, literal := only.Results[0].(*ast.FuncLit)
			return literal || usesLowered(only)
		}
	case *ast.ExprStmt:
		return usesLoweredVariable(only)
	}
	return false
}

// callsLowered reports whether a statement calls this method, or function, of what package
// lower has put in.
func callsLowered(s ast.Stmt, method string) bool {
	x, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := x.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	of, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := of.X.(*ast.Ident)
	return ok && of.Sel.Name == method && strings.HasPrefix(id.Name, loweredPrefix)
}

// isLoweredInit reports whether package lower put an init in, which gives package host
// what the program's types have.
func isLoweredInit(d *ast.FuncDecl) bool {
	return d.Recv == nil && d.Name.Name == "init" && d.Body != nil && len(d.Body.List) == 1 && callsLowered(d.Body.List[0], "Methods")
}

// asWritten is a text with Go's names of the types that package lower has made of others, and
// which it says behind their declarations: kv·1 is kv, but where it is a part of a name.
func (s *source) asWritten(text string) string {
	if !strings.Contains(text, loweredPrefix) {
		return text
	}
	names := s.titles()
	return loweredType.ReplaceAllStringFunc(text, func(found string) string {
		name := names[strings.TrimPrefix(found, "main.")]
		switch {
		case name == "":
			return found
		case strings.HasPrefix(name, "interface {"):
			return name
		}
		return strings.TrimSuffix(found, strings.TrimPrefix(found, "main.")) + name
	})
}

// titles are what stands behind the declarations of what package lower has made of others.
func (s *source) titles() map[string]string {
	names := map[string]string{}
	for _, source := range s.texts {
		for _, m := range titledType.FindAllStringSubmatch(source, -1) {
			names[m[1]] = m[2]
			if !strings.Contains(m[2], "[") {
				names[m[1]], _, _ = strings.Cut(m[2], "·")
			}
		}
	}
	return names
}

var (
	loweredName = regexp.MustCompile(`\b` + loweredPrefix + `\w+`)
	titledType  = regexp.MustCompile(`\b(` + loweredPrefix + `\d+) /\* (.+?) \*/`)
	loweredType = regexp.MustCompile(`(main\.)?\b` + loweredPrefix + `\d+\b`)
)

// isLoweredMethod reports whether package lower declared a method, which is promoted.
func isLoweredMethod(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List[0].Names) == 0 {
		return false
	}
	return d.Recv.List[0].Names[0].Name == forwardReceiver
}

// loweredPrefix begins the names that package lower makes.
const loweredPrefix = "lowered"

// usesLoweredVariable leaves out what a literal of the reader's uses as well: the tables and
// packages of the whole program, variables that literals share, and recover, as in
// func() { panic(loweredtypes.Box(0, E{lowered1.v})) }.
func usesLoweredVariable(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		if of, ok := n.(*ast.SelectorExpr); ok && (of.Sel.Name == "v" || of.Sel.Name == "Recover") {
			if _, ok := of.X.(*ast.Ident); ok { // a shared variable, or recover
				return false
			}
		}
		id, ok := n.(*ast.Ident)
		if ok {
			number, lowered := strings.CutPrefix(id.Name, loweredPrefix)
			found = found || lowered && number != "" && number[0] >= '0' && number[0] <= '9'
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return found
}

func usesLowered(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && strings.HasPrefix(id.Name, loweredPrefix)
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return found
}

// frame is the text for a place in the program; none if it is in a function that
// the reader has not written.
func (s *source) frame(pos token.Pos) frameText {
	at := s.position(pos)
	if s.where != nil {
		at.Filename, at.Line = s.where(at.Filename, at.Line)
	}
	t := frameText{place: fmt.Sprintf("%s:%d", at.Filename, at.Line)}
	var in *sourceFunction
	for i := range s.functions {
		f := &s.functions[i]
		if f.from > pos {
			break
		}
		// A literal that is called at once begins where the call does.
		if pos < f.to && (pos > f.from || !strings.Contains(f.name, "func")) {
			in = f
		}
	}
	if in == nil || in.name == "" {
		return frameText{}
	}
	t.function = in.name + "()"
	if in.args {
		t.function = in.name + "(...)"
	}
	return t
}
