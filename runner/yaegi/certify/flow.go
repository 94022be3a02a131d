package certify

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"bothends/runner/yaegi/lower"
)

// flow examines an expression whose value goes to a place of a type: a
// variable, a parameter, an element. Two things may go wrong on the way. A
// value that becomes an interface takes its type along, and types of the
// program's own are not what they are to Go; and a struct or an array must be
// copied, which yaegi sometimes leaves out.
func (x *examiner) flow(e ast.Expr, to types.Type, context string) {
	from := x.info.TypeOf(e)
	tv := x.info.Types[e]
	switch {
	case tv.IsNil():
		if context == "append" {
			context = "append, of nil"
		}
		if strings.HasPrefix(context, "key") && types.IsInterface(to) && !isAny(to) {
			x.use(e.Pos(), "nil as a key that is an interface with methods")
		}
		x.goes(e, "nil as "+x.element(to), "nil", context)
	case types.IsInterface(to) && !isTypeParam(to):
		if types.IsInterface(from) && !isTypeParam(from) {
			x.between(e, from, to, context)
		} else {
			x.boxed(e, from, to, context)
		}
	case tv.Value != nil:
		x.use(e.Pos(), "constant as %s", x.plain(to))
	case x.isCopied(from):
		x.use(e.Pos(), "copy of %s from %s: %s", x.copied(from), x.kind(e), context)
	default:
		if _, ok := from.Underlying().(*types.Signature); ok {
			x.goes(e, "func from "+x.maker(e), "func", context)
			if !types.Identical(from, to) {
				x.use(e.Pos(), "%s as %s", x.class(from), x.class(to))
			}
			break
		}
		x.goes(e, x.value(e), "value", context)
		if !types.Identical(from, to) {
			x.use(e.Pos(), "%s as %s", x.assigned(from), x.assigned(to))
		}
	}
	if f, ok := ast.Unparen(e).(*ast.FuncLit); ok {
		x.literal(f, false)
		return
	}
	x.expression(e)
}

// maker is the kind of an expression, where a call of a function literal that makes
// another is that literal.
func (x *examiner) maker(e ast.Expr) string {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if lit, ok := call.Fun.(*ast.FuncLit); ok && isMaker(lit) {
			return "a function literal"
		}
	}
	return x.value(e)
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// isCopied reports whether values of a type are copied as a whole.
func (x *examiner) isCopied(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Struct, *types.Array:
		return true
	}
	return isTypeParam(t)
}

func (x *examiner) copied(t types.Type) string {
	if !x.isOwn(t) {
		if _, ok := t.Underlying().(*types.Struct); ok {
			return "library struct"
		}
	}
	if isTypeParam(t) {
		return "type parameter"
	}
	return x.underlying(t)[2:]
}

// between examines an interface that becomes another one. Values of the
// program's own types are in boxes there (package lower), which are the library's; but
// for those in interfaces of the program's own.
func (x *examiner) between(e ast.Expr, from, to types.Type, context string) {
	if x.isOwn(to) && !isAny(to) && !(x.isOwn(from) && !isAny(from)) && context != "case" && !x.stays(e) {
		x.use(e.Pos(), "interface from what may change as %s", x.interfaceName(to))
	}
	if context = encoders.Replace(context); reflects(context) && (x.boxesOwn() && !x.toTemplate(e, context) || x.hidesFields(context)) {
		x.use(e.Pos(), "own value looked into, perhaps")
	}
	if strings.Contains(context, "encoding/json.Unmarshal") && !strings.Contains(context, intoBoxes) && x.boxesPointers() {
		x.use(e.Pos(), "own value looked into, perhaps")
	}
	if strings.Contains(context, "log/slog.") && x.logsOtherwise() {
		x.use(e.Pos(), "own value in a log of package slog, perhaps")
	}
	switch {
	case types.Identical(from, to):
		if x.isOwn(from) && !isAny(from) {
			x.use(e.Pos(), "%s from %s: %s", x.class(from), x.value(e), context)
			break
		}
		x.goes(e, x.class(from)+" from "+x.value(e), "interface", unnamed(context))
	case (!x.isOwn(from) || isAny(from)) && (!x.isOwn(to) || isAny(to)):
		x.goes(e, "interface as "+x.class(to), "interface as another", unnamed(context))
	case x.isOwn(to) && !isAny(to):
		x.use(e.Pos(), "%s as %s: %s", x.class(from), x.interfaceName(to), context)
	default:
		x.use(e.Pos(), "own interface as the library's: %s as %s: %s", x.class(from), x.interfaceName(to), context)
	}
}

// boxed examines a value that becomes an interface. For the program's own types
// every context is a construct; a variable that changes later would change what
// the interface holds.
func (x *examiner) boxed(e ast.Expr, from, to types.Type, context string) {
	context = encoders.Replace(context)
	if x.info.Types[e].Value == nil && isOperation(e) && (context == "result" || context == "assignment" || context == "definition" || strings.HasSuffix(context, "var")) {
		x.use(e.Pos(), "an operation in an interface")
	}
	if host := strings.Contains(context, hostPath); (!host || strings.HasSuffix(context, hostPath+".Any")) && !x.isOwn(from) && madeOfUnnamed(from) {
		x.use(e.Pos(), "value made of an interface without a name as %s: %s", x.interfaceName(to), context)
		return
	}
	if isAny(to) && !strings.HasSuffix(context, hostPath+".Types).Adapt") && x.contains(from, map[types.Type]bool{}, x.embedsLibrary) {
		x.use(e.Pos(), "struct without a name that embeds a library type, in an interface")
	}
	if strings.Contains(context, hostPath) {
		return // it takes what it is given as it is
	}
	if isAny(to) && !x.isOwn(from) && x.holdsOtherwise(from) {
		x.use(e.Pos(), "own value looked into, perhaps")
	}
	if isLooker(from, to) && x.boxesOwn() && !strings.HasPrefix(to.String(), hostPath) {
		x.use(e.Pos(), "own value looked into, perhaps")
	}
	changes := ""
	if x.isCopied(from) && !isNothing(from) && !x.temporary(e) && !atOnce(context) || x.isOwn(to) && !isAny(to) && context != "case" && !x.stays(e) {
		changes = " from what may change"
	}
	switch {
	case isTypeParam(from):
		x.use(e.Pos(), "type parameter%s%s as %s: %s", x.instantiated(from), changes, x.class(to), unnamed(context))
	case (context == "append" || context == "variadic argument") && types.Identical(from, types.NewSlice(to)):
		x.use(e.Pos(), "list as one of its elements: %s", context)
	case reflects(context) && !strings.Contains(context, "reflect.TypeOf") && x.holdsInterface(from, map[types.Type]bool{}) && !x.toTemplate(e, context):
		x.use(e.Pos(), "own value looked into, perhaps")
	case reflects(context) && x.hidesFields(context):
		x.use(e.Pos(), "own value looked into, perhaps")
	case strings.Contains(context, " of reflect.DeepEqual") && x.isOwn(from):
		x.use(e.Pos(), "own value compared by its parts")
	case !x.isOwn(from) && !x.hasUnexported(from, map[types.Type]bool{}):
		x.goes(e, x.element(types.Default(from))+changes+" as "+x.class(to), "value as an interface", unnamed(context))
	case x.isOwn(to) && !isAny(to):
		x.goes(e, x.kept(from)+x.traits(from, to)+changes+" as "+x.interfaceName(to), "own value as an own interface", context)
		x.literalKept(e, context)
	case strings.Contains(context, " of sort.Slice"): // which exchanges elements as they are
		x.use(e.Pos(), "%s%s as any: %s", x.class(from), changes, context)
	case strings.Contains(context, template): // which goes by what package reflect says, whatever the type is called
		x.use(e.Pos(), "own value%s%s as any: %s", x.looks(from, context), changes, context)
	case looksInto(context):
		x.use(e.Pos(), "%s%s%s as any: %s", x.class(from), x.looks(from, context), changes, context)
	default:
		x.use(e.Pos(), "own value without its type: %s%s as %s: %s", x.class(from), x.traits(from, to), x.interfaceName(to), context)
	}
}

// isLooker reports whether an interface has a method of a library type by which that looks into values.
func isLooker(from, to types.Type) bool {
	method := map[string]string{
		"*encoding/json.Decoder": "Decode", "*encoding/json.Encoder": "Encode",
		"*text/template.Template": "Execute", "*html/template.Template": "Execute",
	}[from.String()]
	if i, ok := to.Underlying().(*types.Interface); ok && method != "" {
		for m := range i.Methods() {
			if strings.HasPrefix(m.Name(), method) {
				return true
			}
		}
	}
	return false
}

// embedsLibrary reports whether a struct without a name has methods of what it embeds of the library.
func (x *examiner) embedsLibrary(t types.Type) bool {
	s, ok := types.Unalias(t).(*types.Struct)
	if !ok || types.NewMethodSet(types.NewPointer(s)).Len() == 0 {
		return false
	}
	return hasField(s, func(f *types.Var, _ string) bool { return f.Embedded() && !x.isOwn(f.Type()) })
}

// isNothing reports whether a type has one value only, which cannot change.
func isNothing(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}

// reflects reports whether a context is a library function that tells what it is given, and
// would take a box for that.
func reflects(context string) bool {
	for _, name := range []string{"encoding/asn1.", "encoding/gob.", "reflect.", "/template."} {
		if strings.Contains(context, name) {
			return true
		}
	}
	return false
}

// holdsInterface reports whether an interface is part of a type in which there may be
// anything of the program's own, or a function.
func (x *examiner) holdsInterface(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if types.IsInterface(t) {
		return x.boxesOwn()
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return x.holdsInterface(u.Elem(), seen)
	case *types.Slice:
		return x.holdsInterface(u.Elem(), seen)
	case *types.Array:
		return x.holdsInterface(u.Elem(), seen)
	case *types.Chan:
		return x.holdsInterface(u.Elem(), seen)
	case *types.Map:
		return x.holdsInterface(u.Key(), seen) || x.holdsInterface(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if x.holdsInterface(f.Type(), seen) {
				return true
			}
		}
	case *types.Signature:
		return true
	}
	return false
}

// assigned is a type to which, or from which, a value goes that has another type of the
// same make: to package reflect, with which yaegi assigns, one of them has a name, or both
// are the same.
func (x *examiner) assigned(t types.Type) string {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map, *types.Array:
		own := ""
		if n, ok := types.Unalias(t).(*types.Named); ok {
			own = "library "
			if n.Obj().Pkg() == x.pkg {
				own = "own "
			}
		}
		return own + x.bare(t)
	}
	return x.class(t)
}

// kept is a type of the program's own as it matters to an interface of the program's
// own. yaegi keeps the node of the expression there and the place of its value, whatever
// the value is (genValueInterface), and nobody looks inside; functions alone go another
// way. What is told apart besides is whether the place stays, and a literal.
func (x *examiner) kept(t types.Type) string {
	switch t.Underlying().(type) {
	case *types.Signature:
		return "own func"
	case *types.Pointer:
		if p, ok := types.Unalias(t).(*types.Pointer); ok && isUnnamedStruct(p.Elem()) {
			return "pointer to a struct without a name"
		}
		return "own pointer"
	}
	if isUnnamedStruct(t) {
		return "struct without a name"
	}
	return "own value"
}

func isUnnamedStruct(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Struct)
	return ok
}

// literalKept: yaegi makes a literal of a slice, a map or an array in the place that it
// is assigned to, which an interface is not.
func (x *examiner) literalKept(e ast.Expr, context string) {
	lit, ok := ast.Unparen(e).(*ast.CompositeLit)
	if !ok || context != "assignment" && !strings.HasSuffix(context, "var") {
		return
	}
	if _, isStruct := x.info.TypeOf(lit).Underlying().(*types.Struct); !isStruct {
		x.use(e.Pos(), "a literal in an own interface")
	}
}

// encoders are the functions that look into values and do the same with them: all of
// package json's that encode, or decode, go one way, and so do those of package host
// that stand for them. Those of both packages of templates go one way, too.
var encoders = strings.NewReplacer(
	"(*"+hostPath+".Types).Data", template, "(*"+hostPath+".Types).Plain", template,
	"(*"+hostPath+".Types).MarshalIndent", byMethods, "(*"+hostPath+".Types).Marshal", byMethods, "(*"+hostPath+".Types).Encode", byMethods,
	hostPath+".Marshal", "encoding/json.Marshal", hostPath+".Encode", "encoding/json.Marshal",
	"encoding/json.MarshalIndent", "encoding/json.Marshal", "(*encoding/json.Encoder).Encode", "encoding/json.Marshal",
	"(*encoding/json.Decoder).Decode", "encoding/json.Unmarshal",
	"(*"+hostPath+".Types).Unmarshal", decodedBy, "(*"+hostPath+".Types).Decode", decodedBy,
	hostPath+".Unmarshal", intoBoxes, hostPath+".Decode", intoBoxes,
)

// intoBoxes is what package host does with JSON where there may be pointers in boxes.
const intoBoxes = "encoding/json.Unmarshal into boxes"

// These are what package host does as package json would: it finds methods, and what is embedded.
const (
	byMethods = "encoding/json.Marshal by methods"
	decodedBy = "encoding/json.Unmarshal by methods"
)

// goes examines a value and the place that it goes to. Where it becomes the value of a
// variable, yaegi has the expression write to the variable itself, so each
// expression in each such place is a construct. Elsewhere the value is there first, and
// the two are independent.
func (x *examiner) goes(e ast.Expr, value, short, context string) {
	for _, place := range []string{"argument", "append", "send", "element of", "field of", "key", "value of a map literal", "panic"} {
		if strings.HasPrefix(context, place) || strings.HasPrefix(context, "variadic argument") {
			x.use(e.Pos(), "%s: operand", value)
			x.use(e.Pos(), "%s: %s", short, context)
			return
		}
	}
	x.use(e.Pos(), "%s: %s", value, context)
}

// looksInto reports whether a context is a library function that looks into a
// value by reflection, and does not keep it.
func looksInto(context string) bool {
	for _, name := range []string{"encoding/json.", "encoding/binary.", "scan", "Scan", template} {
		if strings.Contains(context, name) {
			return true
		}
	}
	return false
}

// looks is what matters of a type of the program's own to what looks into its
// values.
func (x *examiner) looks(t types.Type, context string) string {
	looks := ""
	found := func(what string, counts func(types.Type) bool) {
		if x.contains(t, map[types.Type]bool{}, counts) {
			looks += what
		}
	}
	shaped := strings.Contains(context, byMethods) || strings.Contains(context, decodedBy)
	written := strings.Contains(context, "encoding/binary.") && !strings.Contains(context, ".Read") && !strings.Contains(context, ".Decode")
	found(" that is encoded by methods", func(t types.Type) bool {
		for m := range types.NewMethodSet(types.NewPointer(t)).Methods() {
			for _, word := range []string{"Marshal", "Unmarshal", "Append", "IsZero"} {
				if x.isOwn(t) && !shaped && strings.HasPrefix(m.Obj().Name(), word) {
					return true
				}
			}
		}
		return false
	})
	if context = encoders.Replace(context); strings.Contains(context, template) {
		looks += x.templateLooks(t)
	}
	found(" that embeds", func(t types.Type) bool {
		return !shaped && hasField(t, func(f *types.Var, _ string) bool { return f.Embedded() })
	})
	found(" with unexported fields", func(t types.Type) bool {
		return hasField(t, func(f *types.Var, tag string) bool {
			return !shaped && !written && !f.Exported() && !strings.Contains(tag, `json:"-"`)
		})
	})
	if strings.Contains(context, "encoding/binary.") && !lower.IsSized(t, true) {
		looks += " whose size is not fixed"
	}
	if !strings.Contains(context, "encoding/json.Unmarshal") || x.boxesPointers() && !strings.Contains(context, intoBoxes) && !shaped {
		found(" that holds anything", func(t types.Type) bool { return isAny(t) })
	}
	if strings.Contains(context, "encoding/json.Unmarshal") {
		found(" that holds interfaces with methods", holdsMethods)
	}
	if strings.Contains(context, "encoding/json.") {
		found(" that cannot be encoded", func(t types.Type) bool {
			return cannotBeEncoded(t) && !(shaped && isKeyedByText(t, strings.Contains(context, decodedBy)))
		})
	}
	found(" that holds own interfaces", func(t types.Type) bool { return types.IsInterface(t) && x.isOwn(t) && !isAny(t) })
	return looks
}

// holdsMethods reports whether a part of a type is one of the library's interfaces with methods.
func holdsMethods(t types.Type) bool {
	holds := func(t types.Type) bool { return types.IsInterface(t) && !isAny(t) }
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return holds(u.Elem())
	case *types.Array:
		return holds(u.Elem())
	case *types.Pointer:
		return holds(u.Elem())
	}
	return hasField(t, func(f *types.Var, _ string) bool { return holds(f.Type()) })
}

// isKeyedByText reports whether a type is a map whose keys have a method that makes text of them, or
// makes them of text.
func isKeyedByText(t types.Type, decoded bool) bool {
	m, ok := t.Underlying().(*types.Map)
	if ok && decoded {
		return types.NewMethodSet(types.NewPointer(m.Key())).Lookup(nil, "UnmarshalText") != nil
	}
	return ok && types.NewMethodSet(m.Key()).Lookup(nil, "MarshalText") != nil
}

// cannotBeEncoded holds for types that JSON has nothing for.
func cannotBeEncoded(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Chan, *types.Signature:
		return true
	case *types.Basic:
		return u.Info()&types.IsComplex != 0
	case *types.Map:
		key, ok := u.Key().Underlying().(*types.Basic)
		return !ok || key.Info()&(types.IsString|types.IsInteger) == 0
	}
	return false
}

// hasField reports whether a struct type has a field that counts.
func hasField(t types.Type, counts func(f *types.Var, tag string) bool) bool {
	s, ok := t.Underlying().(*types.Struct)
	for i := 0; ok && i < s.NumFields(); i++ {
		if counts(s.Field(i), s.Tag(i)) {
			return true
		}
	}
	return false
}

// contains reports whether a type or a part of it counts; what is the library's has
// no parts.
func (x *examiner) contains(t types.Type, seen map[types.Type]bool, counts func(types.Type) bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != x.pkg {
		return false
	}
	if counts(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return x.contains(u.Elem(), seen, counts)
	case *types.Slice:
		return x.contains(u.Elem(), seen, counts)
	case *types.Array:
		return x.contains(u.Elem(), seen, counts)
	case *types.Map:
		return x.contains(u.Key(), seen, counts) || x.contains(u.Elem(), seen, counts)
	case *types.Struct:
		for f := range u.Fields() {
			if x.contains(f.Type(), seen, counts) {
				return true
			}
		}
	}
	return false
}

// instantiated says whether a type parameter may stand for a type of the program's
// own, which the interpreter would take for another.
func (x *examiner) instantiated(t types.Type) string {
	for _, instance := range x.info.Instances {
		for arg := range instance.TypeArgs.Types() {
			if x.isOwn(arg) {
				return " that may be of the program's own"
			}
		}
	}
	return ""
}

// atOnce reports whether a context is a library function that is done with its
// arguments when it returns.
func atOnce(context string) bool {
	return strings.Contains(context, " of fmt.") || strings.Contains(context, " of log.") ||
		strings.Contains(context, " of encoding/binary.") || strings.Contains(context, "encoding/json.") ||
		strings.Contains(context, " of encoding/asn1.") || strings.Contains(context, "encoding/gob.") || strings.Contains(context, template)
}

// temporary reports whether nobody else can change what an expression yields.
func (x *examiner) temporary(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr, *ast.CompositeLit:
		return true
	case *ast.SelectorExpr: // binary.BigEndian and its like
		return x.kind(e) == "a library variable"
	case *ast.Ident:
		v := x.vars[x.variable(e)]
		return v != nil && v.function != nil && v.fixed() && !v.inLoop
	}
	return false
}

// stays reports whether a value that becomes an interface of the program's own is in
// a place that nothing else changes: the interface holds the place (package lower has more
// of it).
func (x *examiner) stays(e ast.Expr) bool {
	in := x.current()
	if in == nil {
		return true
	}
	once := in.loops == 0 && !jumpsBack(in.body)
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v := x.vars[x.variable(e)]
		return v != nil && v.function != nil && v.fixed() && !v.captured && !v.inLoop
	case *ast.CallExpr, *ast.CompositeLit, *ast.FuncLit:
		return once || in.returning
	case *ast.UnaryExpr:
		_, literal := ast.Unparen(e.X).(*ast.CompositeLit)
		return literal && (once || in.returning)
	}
	return x.info.Types[e].Value != nil && once
}

func isOperation(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return true
	case *ast.UnaryExpr:
		return e.Op != token.AND && e.Op != token.ARROW
	}
	return false
}

// unnamed is a context without the name of the library function: the value is
// the library's too.
func unnamed(context string) string {
	if name := strings.Index(context, "argument of "); name >= 0 {
		return context[:name] + "argument of the library"
	}
	return context
}

func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

func (x *examiner) variable(e *ast.Ident) *types.Var {
	o, _ := x.info.Uses[e].(*types.Var)
	return o
}
