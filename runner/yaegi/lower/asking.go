package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"bothends/runner/yaegi/host"
)

// What the program asks a value for that may be its own, in a box, package host
// answers: a box has other methods than what is in it. For an interface of the library's it
// has the value with its methods; for one of the program's own, only the program can put
// it there.
//
//	c, ok := w.(io.Closer)        c, ok := loweredask1(w)
//	c := w.(io.Closer)            c := loweredmust1(w)
//	errors.As(err, &t)            loweredtypes.AsInterface(err, "2", &t)
//	n, ok := v.(Node)             n, ok := loweredask3(v)
//
//	func loweredask1(v any) (io.Closer, bool) { r, ok := loweredtypes.Ask(v, "1").(io.Closer); return r, ok }
//	func loweredask3(v any) (Node, bool) { if x, ok := loweredtry5(v); ok { return x, true }; return nil, false }
const (
	askName  = Prefix + "ask"  // ask1 is an assertion to the interface of number 1, with two results
	mustName = Prefix + "must" // the same with one
	heldName = Prefix + "held" // what an assertion that holds has
	asName   = Prefix + "as"   // errors.As
)

// collectAsked finds what the program asks for.
func (b *boxer) collectAsked() {
	b.asks(func(t types.Type, _ ast.Expr) {
		b.numbered(t)
		b.asksOwn = b.asksOwn || b.isOwn(t)
	})
}

// isAnswered reports whether all that the program asks for can be answered.
func (b *boxer) isAnswered() bool {
	for _, asked := range b.interfaces {
		i, own := asked.Underlying().(*types.Interface), b.isOwn(asked)
		if _, text := b.importedText(asked, b.Files[0]); own && (!text || b.inLibrary(i)) {
			return false
		}
		for index, t := range b.table.types {
			if !b.isOwn(t) || types.IsInterface(t) || !types.Implements(t, i) || b.table.list[index].Kind == "" {
				continue
			}
			if _, text := b.importedText(t, b.Files[0]); own && !text {
				return false
			}
			if _, ok := b.answer(index, t, asked); !own && !ok {
				return false
			}
		}
	}
	return true
}

// answer is the name of the adapter by which a boxed value has the methods of an interface
// of the library, empty if a whole box has them.
func (b *boxer) answer(index int, of, asked types.Type) (adapter host.Adapter, ok bool) {
	if b.isWhole(index, asked) {
		return adapter, true
	}
	return b.adapter(of, asked)
}

// isWhole reports whether a box has all methods of an interface that the type in it
// implements; see package host, which makes it.
func (b *boxer) isWhole(index int, asked types.Type) bool {
	d := b.table.list[index]
	has := func(name string) bool { _, ok := d.Calls[name]; return ok }
	for m := range asked.Underlying().(*types.Interface).Methods() {
		switch name := m.Name(); {
		case name == "String" && has(name) && !(has("Error") && d.Several):
		case name == "Error" && has(name):
		case name == "LogValue" && has(name):
		case slices.Contains([]string{"Unwrap", "Is", "Timeout", "Temporary"}, name) && has(name) && has("Error"):
		default:
			return false
		}
	}
	return true
}

// isAsked reports whether package host, or a function of the program's, is to answer
// for an interface.
func (b *boxer) isAsked(t types.Type) bool {
	_, unnamed := types.Unalias(t).(*types.Interface) // of which the interpreter knows no methods
	return !b.cell && types.IsInterface(t) && !isTypeParam(t) && !isEmpty(t) && (len(b.boxes) > 0 && !unnamed || b.isOwn(t))
}

// interfaceAssertion rewrites x.(T) where T is an interface.
func (b *boxer) interfaceAssertion(n *ast.TypeAssertExpr, t types.Type, twice bool) {
	_, renamed := b.nameInComment(n)
	if b.cell || isEmpty(t) || isTypeParam(t) || !b.isAsked(t) && (twice || !renamed) {
		return
	}
	name, ok := b.askHelper(n, t)
	if ok && !twice {
		name, ok = b.mustHelper(n, t)
	}
	if !ok {
		return
	}
	b.insert(n.X.Pos(), name+"(")
	end := ")"
	if lines := strings.Count(b.between(n.X.End(), n.End()), "\n"); lines > 0 { // none may end the statement
		end = "," + strings.Repeat("\n", lines) + ")"
	}
	b.replace(n.X.End(), n.End(), end)
}

// nameInComment is what the interface is called for which another one stands (see asked).
func (b *boxer) nameInComment(n *ast.TypeAssertExpr) (string, bool) {
	_, text, _ := strings.Cut(b.between(n.Type.End(), n.End()), " /* ")
	return strings.CutSuffix(text, " */)")
}

// askHelper is the name of the function for an assertion to an interface with two results.
func (b *boxer) askHelper(at ast.Node, t types.Type) (name string, ok bool) {
	file, number := b.file(at), b.numbered(t)
	text, ok := b.importedText(t, file)
	if !ok {
		return "", false
	}
	b.used = true
	name = fmt.Sprint(askName, number)
	body := fmt.Sprintf("r, ok := v.(%s); return r, ok", text)
	switch {
	case b.isOwn(t):
		body, ok = b.ownAnswers(t, file)
	case b.isAsked(t):
		body = fmt.Sprintf("r, ok := %s.Ask(v, \"%d\").(%s); return r, ok", Table, number, text)
	}
	if ok {
		b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v any) (%s, bool) { %s }", name, text, body)
	}
	return name, ok
}

// ownAnswers looks for the types of the program that implement an interface of its own, and
// that may be in boxes.
func (b *boxer) ownAnswers(asked types.Type, file *ast.File) (body string, ok bool) {
	i := asked.Underlying().(*types.Interface)
	for _, t := range b.boxed() {
		if !types.Implements(t, i) {
			continue
		}
		name, ok := b.helper(file, t, true, types.Universe.Lookup("any").Type())
		if !ok {
			return "", false
		}
		body += fmt.Sprintf("if x, ok := %s(v); ok { return x, true }; ", name)
	}
	return body + "return nil, false", true
}

// boxed are the types whose values the program may put into boxes.
func (b *boxer) boxed() (all []types.Type) {
	for _, t := range slices.Clone(b.table.types) {
		if b.isOwn(t) && !types.IsInterface(t) {
			all = append(all, t)
		}
	}
	return all
}

// mustHelper is the name of the function for an assertion with one result.
func (b *boxer) mustHelper(n *ast.TypeAssertExpr, t types.Type) (name string, ok bool) {
	file, i := b.file(n), t.Underlying().(*types.Interface)
	text, ok := b.importedText(t, file)
	printed, known := b.nameInComment(n)
	if !known {
		printed, known = b.printedName(t)
	}
	if !ok || !known {
		return "", false
	}
	methods := ""
	for m := range i.Methods() {
		signature, _ := b.printedName(m.Type())
		methods += fmt.Sprintf(", %q", m.Name()+" "+signature)
	}
	name = fmt.Sprint(mustName, b.numbered(t)) + strings.Map(inName, printed)
	b.must = append(b.must, mustBe{i, printed})
	b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v any) %s { r, ok := %s%d(v); if !ok { %s.Missing(v, %q%s) }; return r }",
		name, text, askName, b.numbered(t), b.host(file), printed, methods)
	return name, ok
}

// mustBe is an interface that something is asserted to be, and what it is called.
type mustBe struct {
	typ     *types.Interface
	printed string
}

// heldHelper is the name of the function for what is in an interface that a case of a type
// switch has found.
func (b *boxer) heldHelper(at ast.Node, t types.Type) (name string, ok bool) {
	file := b.file(at)
	text, ok := b.importedText(t, file)
	if !ok {
		return "", false
	}
	name = fmt.Sprint(heldName, b.numbered(t))
	b.helpers[b.helperFile(file)+name] = fmt.Sprintf("func %s(v any) %s { r, _ := %s%d(v); return r }", name, text, askName, b.numbered(t))
	return name, ok
}

// errorsAsInterface rewrites errors.As for a target that is an interface.
func (b *boxer) errorsAsInterface(call *ast.CallExpr, t types.Type) {
	if !b.isAsked(t) {
		return
	}
	name, ok := b.askHelper(call, t)
	if !ok {
		return
	}
	file := b.file(call)
	b.helpers[b.helperFile(file)+"errors"] = "var _ = errors.New" // or the import may be unused
	if !b.isOwn(t) {
		b.replace(call.Fun.Pos(), call.Fun.End(), Table+".AsInterface")
		b.insert(call.Args[1].Pos(), fmt.Sprintf("\"%d\", ", b.numbered(t)))
		return
	}
	text, _ := b.importedText(t, file)
	as := fmt.Sprint(asName, b.numbered(t))
	b.helpers[b.helperFile(file)+as] = fmt.Sprintf("func %s(err error, into *%s) bool { c := %s.NewChain(err); for e := c.Next(); e != nil; e = c.Next() { if r, ok := %s(e); ok { *into = r; return true } }; return false }",
		as, text, b.host(file), name)
	b.replace(call.Fun.Pos(), call.Fun.End(), as)
}

// describeAsked tells package host which of the boxed types implement what is asked for, and
// by which method others do not.
func (b *boxer) describeAsked() {
	for index, t := range b.table.types {
		if !b.isOwn(t) || types.IsInterface(t) {
			continue
		}
		for number, asked := range b.interfaces {
			if b.isOwn(asked) || !types.Implements(t, asked.Underlying().(*types.Interface)) {
				continue
			}
			adapter, ok := b.answer(index, t, asked)
			if ok && adapter.Name != "" {
				_, ok = b.table.adapt(t, adapter)
			}
			if d := &b.table.list[index]; ok {
				set(&d.Asked, fmt.Sprint(number), adapter.Name)
			}
		}
		for _, m := range b.must {
			if missing, _ := types.MissingMethod(t, m.typ, true); missing != nil {
				set(&b.table.list[index].Missing, m.printed, missing.Name())
			}
		}
	}
}

func set(m *map[string]string, key, value string) {
	if *m == nil {
		*m = map[string]string{}
	}
	(*m)[key] = value
}
