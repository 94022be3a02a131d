package fidelity

import (
	"fmt"
	"slices"
	"strings"
)

// declareTypes writes structs with methods, an interface that some of them
// implement, generic functions, and what the rest of the program uses.
func (g *generator) declareTypes() {
	g.line("func clip_%s(s string) string {\n\tif len(s) > 24 {\n\t\treturn s[:24]\n\t}\n\treturn s\n}", g.id)
	if g.chance(60) {
		name := g.global("Num")
		t := &typ{text: name, kind: integer}
		g.line("type %s %s", name, pick(g, integers).text)
		g.types = append(g.types, t)
		if g.chance(50) {
			a, b, c := g.global("K"), g.global("K"), g.global("K")
			g.line("const (\n\t%s %s = iota\n\t%s\n\t%s\n)", a, name, b, c)
			for _, k := range []string{a, b, c} {
				g.scopes = append(g.scopes, []member{{name: k, typ: t, kept: true, constant: true}})
			}
		}
	}
	if g.chance(25) {
		t := *sliceOf(pick(g, g.types))
		t.text = g.global("List")
		g.line("type %s []%s", t.text, t.elem.text)
		g.types = append(g.types, &t)
	}
	g.scopes = append(g.scopes, nil)
	var method *function
	if g.chance(65) {
		method = &function{name: pick(g, []string{"Area", "Name", "Step"}), results: []*typ{pick(g, g.types)}, cost: 20}
	}
	var impls []*typ
	for range 1 + g.IntN(3) {
		impls = append(impls, g.declareStruct(method))
	}
	if method != nil {
		face := &typ{text: g.global("Face"), kind: iface, methods: []*function{method}}
		for _, s := range impls {
			if s != nil {
				face.impls = append(face.impls, s)
			}
		}
		g.line("type %s interface {\n\t%s%s\n}", face.text, method.name, signatureText(method.params, method.results))
		g.faces = append(g.faces, face)
	}
	if g.chance(40) {
		g.declareGenerics()
	}
}

// declareStruct returns what implements a method: the struct or a pointer to it.
func (g *generator) declareStruct(method *function) *typ {
	t := &typ{text: g.global(pick(g, []string{"T", "Box", "node"})), kind: structure}
	g.line("type %s struct {", t.text)
	for range 1 + g.IntN(3) {
		f := member{name: g.name(pick(g, []string{"F", "f"})), typ: g.anyType()}
		if f.typ.kind == iface || f.typ.kind == pointer || f.typ.kind == mapping {
			f.typ = pick(g, g.types) // which would be nil
		}
		t.fields = append(t.fields, f)
		g.line("\t%s %s", f.name, f.typ.text)
	}
	if len(g.named) > 0 && g.chance(25) {
		inner := pick(g, g.named)
		t.fields = append(t.fields, member{name: inner.text, typ: inner})
		g.line("\t%s", inner.text)
	}
	g.line("}")
	g.named = append(g.named, t)
	impl := t
	if method != nil {
		if g.chance(50) {
			impl = &typ{text: "*" + t.text, kind: pointer, elem: t}
		}
		g.method(t, impl, method)
	}
	for range g.IntN(3) {
		m := &function{name: g.name("M")}
		for range g.IntN(2) {
			m.params = append(m.params, pick(g, g.types))
		}
		if g.chance(70) {
			m.results = append(m.results, pick(g, g.types))
		}
		g.method(t, pick(g, []*typ{t, pointerTo(t)}), m)
	}
	return impl
}

func (g *generator) method(t, recv *typ, m *function) {
	own := *m
	own.cost = 0
	members := []member{{name: g.name("r"), typ: recv}}
	g.write(fmt.Sprintf("func (%s %s) ", members[0].name, recv.text), &own, members)
	t.methods = append(t.methods, &own)
}

// write writes a function with a body.
func (g *generator) write(head string, f *function, members []member) {
	var params, results []string
	for _, p := range f.params {
		m := member{name: g.name("p"), typ: p}
		members = append(members, m)
		params = append(params, m.name+" "+p.text)
	}
	named := len(f.results) > 0 && g.chance(25) && !slices.ContainsFunc(f.results, (*typ).nilable)
	g.result = nil
	for _, t := range f.results {
		if named {
			m := member{name: g.name("r"), typ: t}
			members = append(members, m)
			g.result = append(g.result, m.name)
			results = append(results, m.name+" "+t.text)
		} else {
			results = append(results, t.text)
		}
	}
	g.line("%s%s(%s) (%s) {", head, f.name, strings.Join(params, ", "), strings.Join(results, ", "))
	g.fn, g.weight, g.left = f, 1, 1+g.IntN(3)
	g.body(func() {
		for g.left > 0 {
			g.statement()
		}
	}, func() { g.returns(f.results) }, members...)
	g.fn, g.result = nil, nil
	g.line("}")
}

func (g *generator) declareVariables() {
	for _, t := range g.types {
		if g.chance(60) {
			continue
		}
		m := member{name: g.global("g"), typ: t}
		if g.chance(50) {
			g.line("var %s %s = %s", m.name, t.text, g.literal(t))
		} else {
			g.line("var %s %s", m.name, t.text)
		}
		g.scopes = append(g.scopes, []member{m})
	}
}

func (g *generator) declareFunction() {
	f := &function{name: g.global("f")}
	for range g.IntN(3) {
		p := g.anyType()
		if g.chance(10) {
			p = funcOf([]*typ{anInt}, []*typ{anInt})
		}
		f.params = append(f.params, p)
	}
	for range pick(g, []int{0, 0, 1, 1, 2}) {
		f.results = append(f.results, g.anyType())
	}
	g.write("func ", f, nil)
	g.funcs = append(g.funcs, f)
}

// declareGenerics writes a generic function or type, and a use of each type
// argument as a function of its own.
func (g *generator) declareGenerics() {
	name := g.global("G")
	t := pick(g, g.types)
	switch g.IntN(3) {
	case 0:
		g.line("func %s[T any](xs []T, f func(T) T) []T {", name)
		g.line("\tvar out []T\n\tfor _, x := range xs {\n\t\tout = append(out, f(x))\n\t}\n\treturn out\n}")
		g.funcs = append(g.funcs, &function{name: name + pick(g, []string{"", "[" + t.text + "]"}), params: []*typ{sliceOf(t), funcOf([]*typ{t}, []*typ{t})}, results: []*typ{sliceOf(t)}, cost: 100})
	case 1:
		g.line("func %s[T int | string | float64](a, b T) T {", name)
		g.line("\tif a < b {\n\t\treturn b\n\t}\n\treturn a\n}")
		t = pick(g, []*typ{anInt, aString, aFloat})
		g.funcs = append(g.funcs, &function{name: name + "[" + t.text + "]", params: []*typ{t, t}, results: []*typ{t}, cost: 5})
	case 2:
		g.line("type %s[T any] struct {\n\titems []T\n}", name)
		g.line("func (s *%s[T]) Push(x T) {\n\ts.items = append(s.items, x)\n}", name)
		g.line("func (s *%s[T]) Pop() (T, bool) {\n\tvar zero T\n\tif len(s.items) == 0 {\n\t\treturn zero, false\n\t}", name)
		g.line("\tx := s.items[len(s.items)-1]\n\ts.items = s.items[:len(s.items)-1]\n\treturn x, true\n}")
		use := g.global("f")
		g.line("func %s(x, y %s) (%s, bool) {\n\ts := %s\n\ts.Push(x)\n\ts.Push(y)\n\ts.Pop()\n\treturn s.Pop()\n}",
			use, t.text, t.text, pick(g, []string{"&" + name + "[" + t.text + "]{}", name + "[" + t.text + "]{}"}))
		g.funcs = append(g.funcs, &function{name: use, params: []*typ{t, t}, results: []*typ{t, aBool}, cost: 20})
	}
}

func (g *generator) branches() {
	switch {
	case g.chance(25):
		name := g.name("v")
		g.line("if %s := %s; %s > %d {", name, g.typed(anInt, g.expr(anInt, 2)), name, g.IntN(9))
		g.body(g.statements(2), nil, kept(name, anInt))
	default:
		g.line("if %s {", g.condition(3))
		g.body(g.statements(3), nil)
	}
	if g.chance(25) {
		g.line("} else if %s {", g.condition(2))
		g.body(g.statements(2), nil)
	}
	if g.chance(40) {
		g.line("} else {")
		g.body(g.statements(2), nil)
	}
	g.line("}")
}

func (g *generator) counting() {
	i, n := g.name("i"), 1+g.IntN(4)
	switch g.IntN(4) {
	case 0:
		g.line("for %s := range %d {", i, n)
	case 1:
		g.line("for %s := %d; %s >= 0; %s-- {", i, n-1, i, i)
	default:
		g.line("for %s := 0; %s < %d; %s++ {", i, i, n, i)
	}
	g.loop(n, "", g.statements(3), kept(i, anInt))
	g.line("}")
}

func (g *generator) ranging() {
	p, ok := g.anyPlace(func(p placed) bool {
		return p.typ.kind == slice || p.typ.kind == array || p.typ.kind == text
	})
	i, x := g.name("i"), g.name("x")
	if !ok || g.chance(30) {
		t := sliceOf(pick(g, g.types))
		p = placed{text: g.name("s"), typ: t}
		g.line("%s := %s", p.text, g.literal(t))
		g.declare(member{name: p.text, typ: t})
	}
	elem := p.typ.elem
	if p.typ.kind == text {
		elem = basic(integer, "rune")
	}
	if p.typ.kind == slice { // it may be any length, and grow while it lasts
		p.text = "(" + p.text + ")[:min(len(" + p.text + "), 4)]"
	}
	switch g.IntN(3) {
	case 0:
		g.line("for %s := range %s {", i, p.text)
		g.loop(4, "", g.statements(2), kept(i, anInt))
	case 1:
		g.line("for _, %s := range %s {", x, p.text)
		g.loop(4, "", g.statements(2), member{name: x, typ: elem})
	case 2:
		g.line("for %s, %s := range %s {", i, x, p.text)
		g.loop(4, "", g.statements(2), kept(i, anInt), member{name: x, typ: elem})
	}
	g.line("}")
}

// rangeMap looks at a map in the order of its keys.
func (g *generator) rangeMap() {
	p, ok := g.anyPlace(func(p placed) bool {
		return p.typ.kind == mapping && (p.typ.key.text == "int" || p.typ.key.text == "string")
	})
	if !ok {
		g.store()
		return
	}
	keys, k := g.name("keys"), g.name("k")
	g.line("var %s []%s", keys, p.typ.key.text)
	g.line("for %s := range %s {\n\t%s = append(%s, %s)\n}", k, p.text, keys, keys, k)
	g.line("sort.%ss(%s)", strings.ToUpper(p.typ.key.text[:1])+p.typ.key.text[1:], keys)
	g.line("for _, %s := range %s[:min(len(%s), 3)] {", k, keys, keys)
	v := g.name("v")
	g.loop(3, "", func() {
		g.line("%s := %s[%s]", v, p.text, k)
		g.declare(member{name: v, typ: p.typ.elem})
		g.statement()
	}, kept(k, p.typ.key))
	g.line("}")
}

func (g *generator) switching() {
	t := pick(g, []*typ{anInt, aString, pick(g, g.types)})
	tagged := g.chance(60) && (t.kind == integer || t.kind == text)
	if tagged {
		g.line("switch %s {", g.variable(t))
	} else {
		g.line("switch {")
	}
	seen := map[string]bool{}
	cases := 1 + g.IntN(3)
	for i := range cases {
		c := g.condition(2)
		if tagged {
			if c = g.literal(t); seen[c] || strings.HasPrefix(c, "'") {
				continue
			}
		}
		seen[c] = true
		g.line("case %s:", c)
		g.body(g.statements(2), nil)
		if i+1 < cases && g.chance(10) {
			g.line("\tfallthrough")
		}
	}
	if g.chance(60) {
		g.line("default:")
		g.body(g.statements(2), nil)
	}
	g.line("}")
}
