package assist

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"bothends/runner/gocheck"
)

// mostItems bounds a Completion; who types on has fewer.
const mostItems = 200

// A Completion is what can stand at a place.
type Completion struct {
	From  int    `json:"from"` // what is completed begins here, and ends where it was asked for
	Items []Item `json:"items"`
	More  bool   `json:"more"` // there are more than are listed: ask again when more is typed
}

// An Item is one thing that can.
type Item struct {
	Label  string `json:"label"`            // what to write
	Kind   string `json:"kind"`             // package, func, method, type, var, const, field or keyword
	Detail string `json:"detail,omitempty"` // its declaration: func Dial(network string, address string) (net.Conn, error)
	Doc    string `json:"doc,omitempty"`    // the first paragraph of what the library says of it
	Edits  []Edit `json:"edits,omitempty"`  // beside that, such as an import
}

// Complete lists what can stand at an offset of a file.
func Complete(files map[string]string, file string, offset int) Completion {
	source, ok := files[file]
	if !ok {
		return Completion{Items: []Item{}}
	}
	at := bytesAt(source, offset)
	from := at
	for from > 0 && isWordByte(source[from-1]) {
		from--
	}
	c := &completer{file: file, source: source, prefix: source[from:at], at: from, docs: map[string]docs{}}
	if path, start, ok := inImport(source, at); ok {
		c.prefix, from = path, start
		c.packagePaths()
	} else if !inComment(source, at) {
		c.look(files, from, at)
	}
	return Completion{From: units(source, from), Items: c.sorted(), More: c.more}
}

// A completer collects items that begin with a prefix.
type completer struct {
	file, source string
	prefix       string
	at           int // where it begins, in bytes
	program      *gocheck.Checked
	items        []Item
	more         bool
	docs         map[string]docs
}

// look finds out what stands before the place, in the program with a name there.
func (c *completer) look(files map[string]string, from, at int) {
	patched := maps.Clone(files)
	if c.prefix == "" { // something must stand behind a dot, or nothing can be made of it
		patched[c.file] = c.source[:at] + "_" + c.source[at:]
	}
	var whole []string
	before := strings.TrimRight(c.source[:from], " \t\n")
	selects := strings.HasSuffix(before, ".")
	if selects {
		whole = importsOf(c.source, wordBefore(strings.TrimSuffix(before, ".")))
	}
	if c.program = gocheck.Loose(patched, whole...); c.program == nil {
		return
	}
	for _, f := range c.program.Files {
		if c.program.Fset.PositionFor(f.FileStart, false).Filename != c.file {
			continue
		}
		place := f.FileStart + token.Pos(from)
		if !selects {
			c.inScope(f, place)
		} else if x := selected(f, place); x != nil {
			c.members(f, x)
		}
	}
}

// wordBefore is the last word of a text.
func wordBefore(text string) string {
	from := len(text)
	for from > 0 && isWordByte(text[from-1]) {
		from--
	}
	return text[from:]
}

// importsOf are packages of the library of that name, or imported under it: those
// whose members may be asked for.
func importsOf(source, name string) (paths []string) {
	for _, p := range gocheck.Packages() {
		if nameOf(p) == name && strings.Contains(source, `"`+p+`"`) {
			paths = append(paths, p)
		}
	}
	for line := range strings.Lines(source) {
		if before, rest, ok := strings.Cut(line, `"`); ok && wordBefore(strings.TrimRight(before, " \t")) == name {
			path, _, _ := strings.Cut(rest, `"`)
			paths = append(paths, path)
		}
	}
	return paths
}

// selected is what stands before the dot.
func selected(f *ast.File, place token.Pos) (x ast.Expr) {
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Pos() == place {
			x = s.X
		}
		return n != nil
	})
	return x
}

// members lists what a package or a value has.
func (c *completer) members(f *ast.File, x ast.Expr) {
	info := c.program.Info
	if name, ok := x.(*ast.Ident); ok {
		if p, ok := info.Uses[name].(*types.PkgName); ok {
			c.exported(p.Imported(), nil)
			return
		}
		if info.Uses[name] == nil {
			if path := packageNamed(name.Name, nil); path != "" {
				at, text := withImport(c.source, c.program.Fset, f, path)
				c.exported(library(path), []Edit{inBytes(c.file, c.source, at.from, at.to, text)})
			}
			return
		}
	}
	t := info.Types[x].Type
	if t == nil || t == types.Typ[types.Invalid] {
		return
	}
	for _, s := range typeutil.IntuitiveMethodSet(t, nil) {
		c.add(s.Obj(), memberKey(s.Obj()), nil)
	}
	if !info.Types[x].IsType() {
		c.fields(t, map[types.Type]bool{})
	}
}

// exported lists what a package has.
func (c *completer) exported(p *types.Package, edits []Edit) {
	if p == nil {
		return
	}
	for _, name := range p.Scope().Names() {
		if o := p.Scope().Lookup(name); o.Exported() && o.Type() != types.Typ[types.Invalid] {
			c.add(o, name, edits)
		}
	}
}

// fields lists those of a struct, and of what is embedded in it.
func (c *completer) fields(t types.Type, seen map[types.Type]bool) {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok || seen[t] {
		return
	}
	seen[t] = true
	for f := range s.Fields() {
		if f.Exported() || f.Pkg() == c.program.Package {
			key := ""
			if named, ok := types.Unalias(t).(*types.Named); ok {
				key = named.Obj().Name() + "." + f.Name()
			}
			c.add(f, key, nil)
		}
		if f.Embedded() {
			c.fields(f.Type(), seen)
		}
	}
}

// memberKey is how docs call a method.
func memberKey(o types.Object) string {
	f, ok := o.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return ""
	}
	t := types.Unalias(f.Signature().Recv().Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name() + "." + o.Name()
	}
	return ""
}

// inScope lists the names that a program can use at a place, packages that it could
// import, and keywords.
func (c *completer) inScope(f *ast.File, place token.Pos) {
	known := map[string]bool{}
	for s := c.program.Package.Scope().Innermost(place); s != nil; s = s.Parent() {
		for _, name := range s.Names() {
			o := s.Lookup(name)
			local := s != types.Universe && s != c.program.Package.Scope() && s.Parent() != c.program.Package.Scope()
			if known[name] || name == "_" || local && o.Pos() >= place {
				continue
			}
			known[name] = true
			c.add(o, "", nil)
		}
	}
	if c.prefix == "" {
		return // everything there is would be no help
	}
	for _, p := range gocheck.Packages() {
		name := nameOf(p)
		if known[name] || !c.fits(name) || packageNamed(name, nil) != p {
			continue
		}
		at, text := withImport(c.source, c.program.Fset, f, p)
		c.items = append(c.items, Item{
			Label: name, Kind: "package", Detail: `import "` + p + `"`, Doc: c.doc(p, ""),
			Edits: []Edit{inBytes(c.file, c.source, at.from, at.to, text)},
		})
	}
	for t := token.BREAK; t <= token.VAR; t++ {
		if c.fits(t.String()) {
			c.items = append(c.items, Item{Label: t.String(), Kind: "keyword"})
		}
	}
}

// fits says whether a name begins with what was typed, in whatever letters.
func (c *completer) fits(name string) bool {
	return len(name) >= len(c.prefix) && strings.EqualFold(name[:len(c.prefix)], c.prefix)
}

// add lists a declaration, of which the library speaks under key.
func (c *completer) add(o types.Object, key string, edits []Edit) {
	if !c.fits(o.Name()) {
		return
	}
	item := Item{Label: o.Name(), Edits: edits}
	switch o := o.(type) {
	case *types.PkgName:
		item.Kind, item.Detail, item.Doc = "package", `import "`+o.Imported().Path()+`"`, c.doc(o.Imported().Path(), "")
		c.items = append(c.items, item)
		return
	case *types.Func:
		item.Kind = "func"
		if o.Signature().Recv() != nil {
			item.Kind = "method"
		}
	case *types.Builtin:
		item.Kind = "func"
	case *types.TypeName:
		item.Kind = "type"
	case *types.Const, *types.Nil:
		item.Kind = "const"
	case *types.Var:
		item.Kind = "var"
		if o.IsField() {
			item.Kind = "field"
		}
	default:
		return // a label
	}
	item.Detail = c.declaration(o)
	if key != "" && o.Pkg() != nil {
		item.Doc = c.doc(o.Pkg().Path(), key)
	}
	c.items = append(c.items, item)
}

// longestDetail bounds a declaration, in bytes: that of a struct can be long.
const longestDetail = 300

// declaration is how something is declared, with other packages' names before theirs.
func (c *completer) declaration(o types.Object) string {
	text := types.ObjectString(o, func(p *types.Package) string {
		if p == c.program.Package {
			return ""
		}
		return p.Name()
	})
	if len(text) > longestDetail {
		text = strings.ToValidUTF8(text[:longestDetail], "") + "…"
	}
	return text
}

// doc is what the library says of a name.
func (c *completer) doc(path, name string) string {
	d, ok := c.docs[path]
	if !ok {
		d = docsOf(path)
		c.docs[path] = d
	}
	return d[name]
}

// packagePaths lists what can be imported.
func (c *completer) packagePaths() {
	for _, p := range gocheck.Packages() {
		if c.fits(p) {
			c.items = append(c.items, Item{Label: p, Kind: "package", Doc: c.doc(p, "")})
		}
	}
}

// sorted is what was found: names in the letters that were typed first, of the
// program before keywords, before packages that it does not import.
func (c *completer) sorted() []Item {
	rank := func(i Item) int {
		r := 0
		if !strings.HasPrefix(i.Label, c.prefix) {
			r += 4
		}
		if i.Kind == "keyword" {
			r++
		} else if len(i.Edits) > 0 && i.Kind == "package" {
			r += 2
		}
		return r
	}
	slices.SortStableFunc(c.items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Label, b.Label))
	})
	c.items = slices.CompactFunc(c.items, func(a, b Item) bool { return a.Label == b.Label && a.Kind == b.Kind })
	if c.more = len(c.items) > mostItems; c.more {
		c.items = c.items[:mostItems]
	}
	if c.items == nil {
		return []Item{}
	}
	return c.items
}

// library is a package of the standard library, whole; nil if there is none of that path.
func library(path string) *types.Package {
	p, err := gocheck.NewLibrary().Import(path)
	if err != nil {
		return nil
	}
	return p
}
