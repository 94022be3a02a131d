package gocheck

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"math/big"
)

// ownTypes is where the places of types begin that are not the language's.
const ownTypes = 32

// These are the kinds of types.
const (
	isNamed = iota
	isPointer
	isSlice
	isArray
	isChan
	isMap
	isSignature
	isStruct
	isInterface
	isTypeParam
	isInstance
	isUnion
	isAlias
)

// typ reads a type.
func (c *cursor) typ() types.Type { return c.typeAt(c.number(), nil) }

// typeAt is the type at a place. For an interface that is what base is declared as,
// it is one of its own: base is the receiver of its methods.
func (d *decoder) typeAt(place uint64, base *types.Named) types.Type {
	if place < ownTypes {
		return predeclared()[place]
	}
	if t, ok := d.types[place]; ok && isShared(t, base) {
		return t
	}
	c := cursor{d, reader{d.data[place-ownTypes:]}}
	t := c.newType(base)
	if isShared(t, base) {
		d.types[place] = t
	}
	return t
}

// isShared reports whether base may be declared as a type that others have too.
func isShared(t types.Type, base *types.Named) bool {
	if base == nil {
		return true
	}
	i, ok := types.Unalias(t).(*types.Interface)
	return !ok || i.NumEmbeddeds() == 0 && i.NumExplicitMethods() == 0
}

// newType reads what a type is made of.
func (c *cursor) newType(base *types.Named) types.Type {
	switch kind := c.number(); kind {
	case isNamed, isAlias:
		name, l := c.qualified()
		c.declare(l, name)
		return l.pkg.Scope().Lookup(name).Type()
	case isPointer:
		return types.NewPointer(c.typ())
	case isSlice:
		return types.NewSlice(c.typ())
	case isArray:
		n := c.number()
		return types.NewArray(c.typ(), int64(n))
	case isChan:
		direction := [...]types.ChanDir{1: types.RecvOnly, 2: types.SendOnly, 3: types.SendRecv}[c.number()]
		return types.NewChan(direction, c.typ())
	case isMap:
		key := c.typ()
		return types.NewMap(key, c.typ())
	case isSignature:
		return c.signature(c.packages[c.number()].pkg, nil, nil, nil)
	case isStruct:
		return c.structType()
	case isInterface:
		return c.interfaceType(base)
	case isTypeParam:
		name, l := c.qualified()
		id := paramName{l.pkg, name}
		if c.params[id] == nil {
			c.declare(l, name)
		}
		return c.params[id]
	case isInstance:
		return c.instance()
	case isUnion:
		terms := make([]*types.Term, c.number())
		for i := range terms {
			tilde := c.flag()
			terms[i] = types.NewTerm(tilde, c.typ())
		}
		return types.NewUnion(terms)
	default:
		panic(fmt.Sprintf("type of kind %d", kind))
	}
}

// qualified reads a name and its package.
func (c *cursor) qualified() (name string, l *listed) {
	name = c.name()
	return name, c.packages[c.number()]
}

func (c *cursor) structType() types.Type {
	pkg := c.packages[c.number()].pkg
	n := c.number()
	fields, tags := make([]*types.Var, n), make([]string, n)
	for i := range fields {
		c.position()
		name, t := c.name(), c.typ()
		fields[i] = types.NewField(token.NoPos, pkg, name, t, c.flag())
		tags[i] = c.name()
	}
	return types.NewStruct(fields, tags)
}

func (c *cursor) interfaceType(base *types.Named) types.Type {
	pkg := c.packages[c.number()].pkg
	embedded := make([]types.Type, c.number())
	for i := range embedded {
		c.position()
		embedded[i] = c.typ()
	}
	methods := make([]*types.Func, c.number())
	for i := range methods {
		c.position()
		name := c.name()
		var recv *types.Var
		if base != nil {
			recv = types.NewVar(token.NoPos, pkg, "", base)
		}
		methods[i] = types.NewFunc(token.NoPos, pkg, name, c.signature(pkg, recv, nil, nil))
	}
	t := types.NewInterfaceType(methods, embedded)
	c.interfaces = append(c.interfaces, t)
	return t
}

func (c *cursor) instance() types.Type {
	c.position()
	args := make([]types.Type, c.number())
	for i := range args {
		args[i] = c.typ()
	}
	t, err := types.Instantiate(nil, c.typ(), args, false)
	if err != nil {
		panic(err)
	}
	c.instances = append(c.instances, t)
	return t
}

func (c *cursor) signature(pkg *types.Package, recv *types.Var, recvParams, params []*types.TypeParam) *types.Signature {
	in := c.tuple(pkg)
	out := c.tuple(pkg)
	variadic := in.Len() > 0 && c.flag()
	return types.NewSignatureType(recv, recvParams, params, in, out, variadic)
}

func (c *cursor) tuple(pkg *types.Package) *types.Tuple {
	all := make([]*types.Var, c.number())
	for i := range all {
		all[i] = c.variable(pkg)
	}
	return types.NewTuple(all...)
}

// variable reads a parameter, a result or a receiver.
func (c *cursor) variable(pkg *types.Package) *types.Var {
	c.position()
	name := c.name()
	return types.NewParam(token.NoPos, pkg, name, c.typ())
}

// typeParams reads type parameters, where there are any.
func (c *cursor) typeParams(are bool) []*types.TypeParam {
	if !are {
		return nil
	}
	var all []*types.TypeParam
	for range c.number() {
		all = append(all, types.Unalias(c.typ()).(*types.TypeParam))
	}
	return all
}

// constant reads a type and a value of it.
func (c *cursor) constant() (types.Type, constant.Value) {
	t := c.typ()
	c.skip() // what kind of value it is, which the type says
	switch b := t.Underlying().(*types.Basic); b.Info() & types.IsConstType {
	case types.IsBoolean:
		return t, constant.MakeBool(c.flag())
	case types.IsString:
		return t, constant.MakeString(c.name())
	case types.IsInteger:
		return t, constant.Make(c.integer(b))
	case types.IsFloat:
		return t, c.float(b)
	case types.IsComplex:
		re := c.float(b)
		return t, constant.BinaryOp(re, token.ADD, constant.MakeImag(c.float(b)))
	}
	panic(fmt.Sprintf("constant of type %v", t))
}

// integer reads one: in a byte if it is small, otherwise how many bytes there are, and
// these. Signed ones have their sign in the last bit of the first byte.
func (c *cursor) integer(b *types.Basic) any {
	signed, most := integerSize(b)
	bits := 0
	if signed {
		bits = 1
	}
	first := int(c.byte())
	if most == 1 || first < 256-most<<bits {
		if signed && first&1 != 0 {
			return ^int64(first >> 1)
		}
		return int64(first >> bits)
	}
	n := (256 - first&^bits) >> bits
	var x big.Int
	x.SetBytes([]byte(c.b[:n]))
	c.b = c.b[n:]
	if first&bits != 0 {
		x.Neg(&x)
	}
	if x.IsInt64() {
		return x.Int64() // what constant.Make takes as it is
	}
	return &x
}

// integerSize says whether numbers of a type, or the digits of those that are not
// integers, have a sign, and how many bytes there are at most.
func integerSize(b *types.Basic) (signed bool, most int) {
	if b.Info()&types.IsUntyped != 0 {
		return true, 64
	}
	switch b.Kind() {
	case types.Float32, types.Complex64:
		return true, 3
	case types.Float64, types.Complex128:
		return true, 7
	}
	most = 8
	switch b.Kind() {
	case types.Int8, types.Uint8:
		most = 1
	case types.Int16, types.Uint16:
		most = 2
	case types.Int32, types.Uint32:
		most = 4
	}
	return b.Info()&types.IsUnsigned == 0, most
}

// float reads the digits and, if they are not zero, the exponent.
func (c *cursor) float(b *types.Basic) constant.Value {
	var digits big.Int
	switch x := c.integer(b).(type) {
	case int64:
		digits.SetInt64(x)
	case *big.Int:
		digits.Set(x)
	}
	var f big.Float
	if f.SetInt(&digits); f.Sign() != 0 {
		f.SetMantExp(&f, int(c.signed()))
	}
	return constant.Make(&f)
}

// name reads a string.
func (c *cursor) name() string { return c.text(c.number()) }

func (c *cursor) flag() bool { return c.number() != 0 }

// position passes over a place, of which our data has none.
func (c *cursor) position() {
	if c.number() != 0 {
		panic("a place in the source")
	}
}
