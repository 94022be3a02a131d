package gocheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"sort"
	"strings"
)

// A Change puts a text in the place of what a file has from one offset to another.
type Change struct {
	File     string
	From, To int
	Text     string
}

// Changed returns the sources with changes made, which do not overlap and are in
// the order of their places in each file.
func Changed(sources map[string]string, changes []Change) map[string]string {
	out := maps.Clone(sources)
	for name, source := range sources {
		out[name] = changedPart(source, 0, len(source), changesOf(name, changes))
	}
	return out
}

// changesOf are those of one file.
func changesOf(name string, changes []Change) (of []Change) {
	for _, c := range changes {
		if c.File == name {
			of = append(of, c)
		}
	}
	return of
}

// changedPart is the part of a source from one offset to another with the changes
// of that part made.
func changedPart(source string, from, to int, changes []Change) string {
	var b strings.Builder
	b.Grow(2 * (to - from))
	for _, c := range changes {
		if from <= c.From && c.To <= to {
			b.WriteString(source[from:c.From])
			b.WriteString(c.Text)
			from = c.To
		}
	}
	b.WriteString(source[from:to])
	return b.String()
}

// Change is Again for changes that stay within imports, within functions and leave
// their types as they are, or give tags to fields (see tags.go), as far as they do: what
// no change touches is neither parsed nor checked again, and its trees and types are those of c,
// in which names of parameters and tags may change. So c may not be used any more; and as a body
// may be wrong only by what is around it, the last Change must be followed by
// Whole. Calls for one program must not run at the same time.
func (c *Checked) Change(changes []Change, given []*types.Package) (*Checked, []Problem) {
	c.importer.add(given)
	if next := c.patched(changes); next != nil {
		return next, nil
	}
	return c.Again(Changed(c.Sources, changes), given)
}

// Whole checks a program again, all of it, if it has been changed in parts.
func (c *Checked) Whole(given []*types.Package) (*Checked, []Problem) {
	if c.pieces == nil {
		return c, nil
	}
	return c.Again(c.Sources, given)
}

// A piece is where the text from one place on lies, up to where that of the next
// piece does. Places of text that is gone are in some piece too, and mean nothing.
type piece struct {
	from token.Pos
	file string
	at   int // offset in file
}

// maxPieces bounds what it takes to keep the pieces; beyond it the program is
// checked again as a whole.
const maxPieces = 2000

// Place is where in the sources a place of the trees lies.
func (c *Checked) Place(pos token.Pos) (file string, offset int) {
	if c.pieces == nil {
		f := c.Fset.File(pos)
		return f.Name(), f.Offset(pos)
	}
	i := sort.Search(len(c.pieces), func(i int) bool { return c.pieces[i].from > pos }) - 1
	p := c.pieces[i]
	return p.file, p.at + int(pos-p.from)
}

// Offset is the offset of Place.
func (c *Checked) Offset(pos token.Pos) int {
	_, offset := c.Place(pos)
	return offset
}

// A patch is what changes do to one file: its head, which is all up to the end of
// its imports, and some of its functions and types.
type patch struct {
	index   int // of the file
	changes []Change
	head    int   // the length of the head
	newHead bool  // it changes
	changed []int // among the declarations of the file

	file *ast.File // the head, new or as it was, and the new declarations
}

// patched returns the program with the changes made; nil if they go beyond what a
// patch can do, or leave something that does not compile.
func (c *Checked) patched(changes []Change) (next *Checked) {
	defer func() {
		if recover() != nil {
			next = nil // the type checker gave up; a check of the whole says so
		}
	}()
	var patches []*patch
	for i := range c.Files {
		name, _ := c.Place(c.Files[i].Name.Pos())
		p := &patch{index: i, changes: changesOf(name, changes)}
		if len(p.changes) == 0 {
			continue
		}
		if !p.locate(c) {
			return nil
		}
		patches = append(patches, p)
	}
	next = c.unshared()
	if len(next.pieces) > maxPieces {
		return nil
	}
	var files []*ast.File
	for _, p := range patches {
		if !p.parse(c) {
			return nil
		}
		files = append(files, p.file)
	}
	if !next.checkPatches(files) {
		return nil
	}
	for _, p := range patches {
		if !p.fits(next) {
			return nil
		}
	}
	for _, p := range patches {
		p.put(c, next)
	}
	next.Sources = Changed(c.Sources, changes)
	return next
}

// unshared is a copy whose parts can be changed; the types stay those of c.
func (c *Checked) unshared() *Checked {
	next := *c
	next.Files = slices.Clone(c.Files)
	if c.pieces != nil {
		return &next
	}
	next.Info = &types.Info{
		Types:        maps.Clone(c.Info.Types),
		Instances:    maps.Clone(c.Info.Instances),
		Defs:         maps.Clone(c.Info.Defs),
		Uses:         maps.Clone(c.Info.Uses),
		Implicits:    maps.Clone(c.Info.Implicits),
		Selections:   maps.Clone(c.Info.Selections),
		Scopes:       maps.Clone(c.Info.Scopes),
		FileVersions: maps.Clone(c.Info.FileVersions),
	}
	for _, f := range c.Files {
		next.pieces = append(next.pieces, piece{f.FileStart, c.Fset.File(f.FileStart).Name(), 0})
	}
	slices.SortFunc(next.pieces, func(a, b piece) int { return int(a.from - b.from) })
	return &next
}

// locate finds what the changes are in; false if that is neither the head, nor a type,
// nor a function that is not generic from its parameters on.
func (p *patch) locate(c *Checked) bool {
	f := c.Files[p.index]
	p.head = c.Offset(f.Name.End())
	for _, d := range f.Decls {
		if isImport(d) {
			p.head = c.Offset(d.End())
		}
	}
	at := 0 // among the declarations
	for _, change := range p.changes {
		if change.To <= p.head {
			p.newHead = true
			continue
		}
		for at < len(f.Decls) && c.Offset(f.Decls[at].End()) < change.To {
			at++
		}
		if at == len(f.Decls) {
			return false
		}
		switch d := f.Decls[at].(type) {
		case *ast.FuncDecl:
			if d.Body == nil || isGeneric(d) || change.From <= c.Offset(d.Type.Params.Opening) || change.To > c.Offset(d.Body.Rbrace) {
				return false
			}
		case *ast.GenDecl:
			if !c.addsTag(change, d) {
				return false
			}
		}
		if !slices.Contains(p.changed, at) {
			p.changed = append(p.changed, at)
		}
	}
	return true
}

// isGeneric reports whether a function, or its receiver, has type parameters: its
// body then means other ones than what is known of it.
func isGeneric(fn *ast.FuncDecl) bool {
	if fn.Type.TypeParams.NumFields() > 0 {
		return true
	}
	generic := false
	if fn.Recv != nil {
		ast.Inspect(fn.Recv, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.IndexExpr, *ast.IndexListExpr:
				generic = true
			}
			return true
		})
	}
	return generic
}

// parse makes a file of the head and the new declarations. A head that stays is not
// parsed again.
func (p *patch) parse(c *Checked) bool {
	f := c.Files[p.index]
	name, _ := c.Place(f.Name.Pos())
	var b strings.Builder
	b.Grow(len(c.Sources[name]))
	if p.newHead {
		b.WriteString(changedPart(c.Sources[name], 0, p.head, p.changes))
	} else {
		b.WriteString("package main")
	}
	for _, i := range p.changed {
		b.WriteString(";")
		b.WriteString(changedPart(c.Sources[name], c.Offset(f.Decls[i].Pos()), c.Offset(f.Decls[i].End()), p.changes))
	}
	var err error
	p.file, err = parser.ParseFile(c.Fset, name, b.String(), parser.SkipObjectResolution)
	if err != nil || len(p.declarations()) != len(p.changed) {
		return false
	}
	if !p.newHead {
		p.file.Imports, p.file.Decls = f.Imports, append(imports(f), p.file.Decls...)
	}
	return true
}

// imports are the declarations of a file that are imports.
func imports(f *ast.File) (all []ast.Decl) {
	for _, d := range f.Decls {
		if isImport(d) {
			all = append(all, d)
		}
	}
	return all
}

// declarations are those of the patch that are no imports.
func (p *patch) declarations() (all []ast.Decl) {
	for _, d := range p.file.Decls {
		if !isImport(d) {
			all = append(all, d)
		}
	}
	return all
}

func isImport(d ast.Decl) bool {
	g, ok := d.(*ast.GenDecl)
	return ok && g.Tok == token.IMPORT
}

// checkPatches checks the new functions as members of the package that exists:
// functions whose name is blank are checked like others, and declare nothing. The types
// are there already.
func (c *Checked) checkPatches(files []*ast.File) bool {
	for _, f := range files {
		all := f.Decls
		defer func() { f.Decls = all }()
		f.Decls = slices.DeleteFunc(slices.Clone(all), func(d ast.Decl) bool {
			g, ok := d.(*ast.GenDecl)
			return ok && g.Tok == token.TYPE
		})
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				name := fn.Name.Name
				fn.Name.Name = "_"
				defer func() { fn.Name.Name = name }()
			}
		}
	}
	failed := false
	conf := types.Config{
		GoVersion: GoVersion, Importer: c.importer, Sizes: Sizes(),
		DisableUnusedImportCheck: true,
		Error:                    func(error) { failed = true },
	}
	err := types.NewChecker(&conf, c.Fset, c.Package, c.Info).Files(files)
	return err == nil && !failed
}

// fits reports whether the new functions have the types of those that they replace.
func (p *patch) fits(next *Checked) bool {
	for i, d := range p.declarations() {
		if fn, ok := d.(*ast.FuncDecl); ok {
			old, ok := next.Files[p.index].Decls[p.changed[i]].(*ast.FuncDecl)
			if !ok || !types.Identical(next.Info.Defs[old.Name].Type(), next.Info.Defs[fn.Name].Type()) {
				return false
			}
		}
	}
	return true
}

// put has the patch take the place of what it replaces in next.
func (p *patch) put(c, next *Checked) {
	old := c.Files[p.index]
	name, _ := c.Place(old.Name.Pos())
	decls := imports(p.file)
	var added []piece
	file := *old
	if p.newHead {
		added = []piece{{p.file.FileStart, name, 0}, {c.endOfHead(old), name, p.head}}
		file.Package, file.Name, file.Imports, file.FileStart = p.file.Package, p.file.Name, p.file.Imports, p.file.FileStart
	}
	declarations := p.declarations()
	for i, d := range old.Decls {
		if !slices.Contains(p.changed, i) {
			if !isImport(d) {
				decls = append(decls, d)
			}
			continue
		}
		fresh := declarations[0]
		declarations = declarations[1:]
		switch d := d.(type) {
		case *ast.FuncDecl:
			next.forget(d, fresh.(*ast.FuncDecl))
		case *ast.GenDecl:
			next.retag(d, fresh)
		}
		added = append(added, piece{fresh.Pos(), name, c.Offset(d.Pos())}, piece{d.End(), name, c.Offset(d.End())})
		decls = append(decls, fresh)
	}
	file.Decls = decls
	next.Files[p.index] = &file
	next.pieces = shifted(next.pieces, added, name, p.changes)
}

// endOfHead is where the head of a file ends.
func (c *Checked) endOfHead(f *ast.File) token.Pos {
	end := f.Name.End()
	for _, d := range f.Decls {
		if isImport(d) {
			end = d.End()
		}
	}
	return end
}

// forget takes away what was known of the names in a function, and gives the new
// one the object that others know, with the parameters and results as they are called now:
// who has the object's type has these.
func (c *Checked) forget(old, fn *ast.FuncDecl) {
	object := c.Info.Defs[old.Name]
	ast.Inspect(old, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			delete(c.Info.Defs, id)
			delete(c.Info.Uses, id)
		}
		return true
	})
	was, is := object.Type().(*types.Signature), c.Info.Defs[fn.Name].Type().(*types.Signature)
	for _, t := range [][2]*types.Tuple{{was.Params(), is.Params()}, {was.Results(), is.Results()}} {
		if t[0] != nil {
			*t[0] = *t[1]
		}
	}
	c.Info.Defs[fn.Name] = object
}

// shifted adds pieces of a file, all of them with their offsets before the changes,
// and moves those of the file to where they are after them.
func shifted(pieces, added []piece, file string, changes []Change) []piece {
	all := slices.Concat(pieces, added)
	for i, p := range all {
		if p.file != file {
			continue
		}
		for _, c := range changes {
			if c.To <= p.at {
				all[i].at += len(c.Text) - (c.To - c.From)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b piece) int { return int(a.from - b.from) })
	return all
}
