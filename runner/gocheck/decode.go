package gocheck

import (
	"fmt"
	"go/token"
	"go/types"
	"sort"
	"strings"
	"sync"
)

// A decoder reads declarations out of the export data of one package, as
// gcexportdata.Write writes it. gcexportdata.Read would do, but a process that has just
// begun waits twice as long for it: it copies all of the data, makes maps of all
// names in it, and lists lines for places that our data does not have. A
// decoder takes names as parts of the text, and looks at what it is asked for alone.
//
// The data is the letter i and a version, the sizes of two parts, and these
// parts: strings, and declarations and types. Then there is an index: the number of
// packages, and for each its path, its name, a number, and how many declarations there
// are, each a name and a place among the declarations. The first package is the one
// that the data is of. Names are sorted. Strings are places among the strings, each
// with its length before it; types are places too, from 32 on, and below that
// those of the language (see predeclared).
type decoder struct {
	path     string // of the package
	strings  string
	data     string // declarations and types
	read     map[string]*types.Package
	first    *listed
	packages map[uint64]*listed // by the place of the path

	types      map[uint64]types.Type
	params     map[paramName]*types.TypeParam
	bounds     []bound
	interfaces []*types.Interface
	instances  []types.Type
}

// listed is a package with the part of the index that is about it.
type listed struct {
	pkg     *types.Package
	count   uint64
	index   reader
	entries []indexed // the same, once it has been asked for
}

// An indexed name is that of a declaration, with its place.
type indexed struct {
	name string
	at   uint64
}

// A paramName is what a type parameter is called in the index: List.T.
type paramName struct {
	pkg  *types.Package
	name string
}

// A bound is the constraint of a type parameter, which can be set when all types are read.
type bound struct {
	of *types.TypeParam
	is types.Type
}

// dataVersion is that of the format: what the version of gcexportdata in go.mod writes.
const dataVersion = 3

// Decode reads a package that is not of the library and mentions no other, out of what
// gcexportdata.Write wrote with an empty file set.
func Decode(path, data string) (*types.Package, error) {
	read := map[string]*types.Package{}
	if err := decode(path, data, read, func(string) bool { return true }); err != nil {
		return nil, err
	}
	return read[path], nil
}

// decode reads the declarations to keep, and what they are made of, into the packages
// read so far.
func decode(path, data string, read map[string]*types.Package, keep func(name string) bool) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("package %s cannot be read: %v: make its export data with the version of golang.org/x/tools in go.mod", path, x)
		}
	}()
	d := &decoder{
		path: path, read: read, packages: map[uint64]*listed{},
		types: make(map[uint64]types.Type, 64), params: map[paramName]*types.TypeParam{},
	}
	d.open(data)
	for _, e := range d.first.all(d) {
		if !strings.Contains(e.name, ".") && keep(e.name) {
			d.declare(d.first, e.name)
		}
	}
	d.first.pkg.MarkComplete()
	d.complete()
	return nil
}

// open finds the parts of the data, and the packages that it mentions.
func (d *decoder) open(data string) {
	r := reader{data[1:]}
	if version := r.number(); data[0] != 'i' || version != dataVersion {
		panic(fmt.Sprintf("version %d of the format, not %d", version, dataVersion))
	}
	size, rest := r.number(), r.number()
	d.strings, d.data, r.b = r.b[:size], r.b[size:size+rest], r.b[size+rest:]
	var others []*types.Package
	for range r.number() {
		place, name := r.number(), d.text(r.number())
		r.number()
		path := d.text(place)
		if path == "" {
			path = d.path
		}
		l := &listed{pkg: d.read[path], count: r.number(), index: r}
		if l.pkg == nil {
			l.pkg = types.NewPackage(path, name)
			d.read[path] = l.pkg
		}
		if d.packages[place] = l; d.first == nil {
			d.first = l
		} else {
			others = append(others, l.pkg)
		}
		for range 2 * l.count {
			r.skip()
		}
	}
	d.first.pkg.SetImports(others)
}

// all are the declarations of a package.
func (l *listed) all(d *decoder) []indexed {
	if l.entries == nil {
		l.entries = make([]indexed, l.count)
		for i := range l.entries {
			l.entries[i] = indexed{d.text(l.index.number()), l.index.number()}
		}
	}
	return l.entries
}

// text is the string at a place.
func (d *decoder) text(place uint64) string {
	r := reader{d.strings[place:]}
	n := r.number()
	return r.b[:n]
}

// declare reads a declaration, unless that has been done, and puts it into the scope of
// its package.
func (d *decoder) declare(l *listed, name string) {
	if l.pkg.Scope().Lookup(name) != nil {
		return
	}
	e := l.find(d, name)
	if e == nil {
		panic(fmt.Sprintf("%s.%s is not in the index", l.pkg.Path(), name))
	}
	c := cursor{d, reader{d.data[e.at:]}}
	c.object(l.pkg, e.name)
}

// find looks for a declaration; nil if there is none.
func (l *listed) find(d *decoder, name string) *indexed {
	all := l.all(d)
	i := sort.Search(len(all), func(i int) bool { return all[i].name >= name })
	if i == len(all) || all[i].name != name {
		return nil
	}
	return &all[i]
}

// complete does what has to wait until all types are read.
func (d *decoder) complete() {
	for _, b := range d.bounds {
		b.of.SetConstraint(b.is)
	}
	for _, i := range d.interfaces {
		i.Complete()
	}
	for _, t := range d.instances {
		if i, ok := t.Underlying().(*types.Interface); ok {
			i.Complete()
		}
	}
}

// A cursor reads on from a place in the data.
type cursor struct {
	*decoder
	reader
}

// object reads a declaration.
func (c *cursor) object(pkg *types.Package, name string) {
	kind := c.byte()
	c.position()
	var object types.Object
	switch kind {
	case 'A', 'B': // an alias; a generic one
		params := c.typeParams(kind == 'B')
		o := types.NewTypeName(token.NoPos, pkg, name, nil)
		types.NewAlias(o, c.typ()).SetTypeParams(params)
		object = o
	case 'C':
		t, value := c.constant()
		object = types.NewConst(token.NoPos, pkg, name, t, value)
	case 'F', 'G': // a function; a generic one
		params := c.typeParams(kind == 'G')
		object = types.NewFunc(token.NoPos, pkg, name, c.signature(pkg, nil, nil, params))
	case 'T', 'U': // a type; a generic one
		c.named(pkg, name, kind == 'U')
		return
	case 'P':
		c.typeParam(pkg, name)
		return
	case 'V':
		v := types.NewVar(token.NoPos, pkg, name, c.typ())
		v.SetKind(types.PackageVar)
		object = v
	default:
		panic(fmt.Sprintf("%s is a %q", name, kind))
	}
	pkg.Scope().Insert(object)
}

// named reads a declared type. It is in the scope before it is read, since it may mention
// itself.
func (c *cursor) named(pkg *types.Package, name string, generic bool) {
	object := types.NewTypeName(token.NoPos, pkg, name, nil)
	named := types.NewNamed(object, nil, nil)
	pkg.Scope().Insert(object)
	if generic {
		named.SetTypeParams(c.typeParams(true))
	}
	underlying := c.typeAt(c.number(), named).Underlying()
	named.SetUnderlying(underlying)
	if _, ok := underlying.(*types.Interface); ok {
		return
	}
	for range c.number() {
		c.position()
		method := c.name()
		own := c.typeParams(c.flag())
		recv := c.variable(pkg)
		msig := c.signature(pkg, recv, receiverParams(recv.Type()), own)
		named.AddMethod(types.NewFunc(token.NoPos, pkg, method, msig))
	}
}

// receiverParams are the type parameters by which a method knows those of its receiver.
func receiverParams(t types.Type) (params []*types.TypeParam) {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	for arg := range types.Unalias(t).(*types.Named).TypeArgs().Types() {
		params = append(params, types.Unalias(arg).(*types.TypeParam))
	}
	return params
}

// typeParam reads a type parameter. Its constraint may mention it.
func (c *cursor) typeParam(pkg *types.Package, name string) {
	short := name[strings.LastIndexByte(name, '.')+1:]
	if strings.HasPrefix(short, "$") {
		short = "_" // of several, each has a number in the index
	}
	t := types.NewTypeParam(types.NewTypeName(token.NoPos, pkg, short, nil), nil)
	c.params[paramName{pkg, name}] = t
	implicit := c.flag()
	constraint := c.typ()
	if implicit {
		types.Unalias(constraint).(*types.Interface).MarkImplicit()
	}
	c.bounds = append(c.bounds, bound{t, constraint})
}

// predeclared are the types of the language in the order in which the format has them.
var predeclared = sync.OnceValue(func() (all []types.Type) {
	kinds := []types.BasicKind{
		types.Bool, types.Int, types.Int8, types.Int16, types.Int32, types.Int64, types.Uint, types.Uint8, types.Uint16, types.Uint32, types.Uint64, types.Uintptr,
		types.Float32, types.Float64, types.Complex64, types.Complex128, types.String,
	}
	rest := []types.BasicKind{
		types.UntypedBool, types.UntypedInt, types.UntypedRune, types.UntypedFloat, types.UntypedComplex, types.UntypedString, types.UntypedNil,
		types.UnsafePointer, types.Invalid,
	}
	for _, k := range kinds {
		all = append(all, types.Typ[k])
	}
	for _, name := range []string{"byte", "rune", "error"} {
		all = append(all, types.Universe.Lookup(name).Type())
	}
	for _, k := range rest {
		all = append(all, types.Typ[k])
	}
	return append(all, nil, // which only the compiler uses
		types.Universe.Lookup("comparable").Type(), types.Universe.Lookup("any").Type())
})
