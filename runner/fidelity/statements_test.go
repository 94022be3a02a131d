package fidelity

import (
	"fmt"
	"strings"
)

// statement writes one of any kind.
func (g *generator) statement() {
	g.left--
	kinds := []struct {
		weight int
		write  func()
	}{
		{30, g.simple},
		{6, g.branches}, {6, g.counting}, {7, g.ranging}, {4, g.switching}, {2, g.rangeMap},
		{10, g.exit}, {3, g.closure}, {3, g.literalsInLoop}, {2, g.deferring}, {3, g.dynamic},
		{3, g.goroutines}, {2, g.selecting}, {2, g.labels}, {3, g.aliases}, {2, g.failing}, {2, g.methodValue},
		{25, g.template},
	}
	if g.left < 0 || g.nested > 4 || g.weight > 100 || g.closed > 1 {
		kinds = kinds[:1]
	}
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	n := g.IntN(total)
	for _, k := range kinds {
		if n -= k.weight; n < 0 {
			k.write()
			return
		}
	}
}

func (g *generator) statements(most int) func() {
	return func() {
		for n := 1 + g.IntN(most); n > 0 && (g.left >= 0 || n == 1); n-- {
			g.statement()
		}
	}
}

// simple writes a statement without others in it.
func (g *generator) simple() {
	g.fn.cost += g.weight
	switch g.IntN(14) {
	case 0, 1, 2:
		g.define()
	case 3, 4, 5:
		g.assign()
	case 6:
		g.update()
	case 7:
		g.print()
	case 8:
		g.assignSeveral()
	case 9:
		g.store()
	case 10:
		g.callStatement()
	case 11:
		g.grow()
	case 12:
		g.defineSeveral()
	case 13:
		g.mutate()
	}
}

func (g *generator) anyType() *typ {
	if g.chance(60) {
		return pick(g, g.types)
	}
	t := pick(g, g.types)
	switch g.IntN(7) {
	case 0, 1:
		return sliceOf(t)
	case 2:
		return arrayOf(1+g.IntN(3), t)
	case 3:
		return mapOf(pick(g, []*typ{anInt, aString}), t)
	case 4:
		if len(g.named) > 0 {
			return pointerTo(pick(g, g.named))
		}
	case 5:
		if len(g.faces) > 0 {
			return pick(g, g.faces)
		}
	case 6:
		if len(g.named) > 0 {
			return pick(g, g.named)
		}
	}
	return t
}

func (g *generator) define() {
	t := g.anyType()
	name := g.name("v")
	switch {
	case g.chance(15) && t.kind != pointer && t.kind != iface && t.kind != mapping:
		g.line("var %s %s", name, t.text)
	case t.kind == iface || g.chance(25):
		g.line("var %s %s = %s", name, t.text, g.expr(t, 2))
	default:
		g.line("%s := %s", name, g.typed(t, g.expr(t, 3)))
	}
	g.declare(member{name: name, typ: t})
}

// typed is an expression that has its type by itself.
func (g *generator) typed(t *typ, e string) string {
	switch t.kind {
	case integer, float:
		if t != anInt && strings.Trim(e, "0123456789.'+-^abcdefghijklmnopqrstuvwxyz") == "" {
			return t.text + "(" + e + ")"
		}
	case iface:
		return t.text + "(" + e + ")"
	}
	return e
}

func (g *generator) assign() {
	p, ok := g.anyPlace(func(p placed) bool { return !p.kept && p.typ.kind != signature })
	if !ok {
		g.define()
		return
	}
	e := g.expr(p.typ, 3)
	if p.typ.kind == text {
		e = "clip_" + g.id + "(" + e + ")"
	}
	if p.typ.kind == slice && (g.weight > 1 || g.closed > 0 || g.fn.name != "main") {
		e = g.literal(p.typ) // what grows by itself would grow for ever
	}
	g.line("%s = %s", p.text, e)
}

func (g *generator) update() {
	p, ok := g.anyPlace(func(p placed) bool { return !p.kept && (p.typ.kind == integer || p.typ.kind == float) })
	if !ok {
		g.define()
		return
	}
	if g.chance(40) {
		g.line("%s%s", parenthesized(p.text), pick(g, []string{"++", "--"}))
		return
	}
	ops := []string{"+=", "-=", "*="}
	if p.typ.kind == integer {
		ops = append(ops, "|=", "&=", "^=", "&^=")
		switch g.IntN(5) {
		case 0:
			g.line("%s %s %d", parenthesized(p.text), pick(g, []string{"<<=", ">>="}), g.IntN(9))
			return
		case 1:
			g.line("%s %s %s", parenthesized(p.text), pick(g, []string{"/=", "%="}), g.nonzero(p.typ))
			return
		}
	}
	g.line("%s %s %s", parenthesized(p.text), pick(g, ops), g.expr(p.typ, 2))
}

func parenthesized(e string) string {
	if strings.HasPrefix(e, "*") {
		return "(" + e + ")"
	}
	return e
}

func (g *generator) print() {
	if g.quiet {
		return
	}
	switch g.IntN(5) {
	case 0:
		g.line("fmt.Printf(\"%%v %%v\\n\", %s, %s)", g.printed(2), g.printed(2))
	case 1:
		if p, ok := g.anyPlace(func(p placed) bool { return p.typ.printable() }); ok {
			g.line("fmt.Printf(\"%%%s\\n\", %s)", pick(g, []string{"v", "v", "+v", "T"}), p.text)
		}
	case 2:
		g.line("fmt.Printf(\"%%q %%5d|%%-4v|\\n\", %s, %s, %s)", g.expr(aString, 2), g.expr(anInt, 2), g.expr(aBool, 1))
	default:
		g.line("fmt.Println(%s, %s)", g.printed(3), g.printed(2))
	}
}

func (g *generator) assignSeveral() {
	a, ok := g.anyPlace(func(p placed) bool { return !p.kept && p.typ.kind != signature && p.typ.kind != slice })
	if !ok {
		g.define()
		return
	}
	b, ok := g.place(a.typ, toWrite)
	if !ok || b == a.text || a.typ.kind == text || g.chance(40) {
		b = "_"
	}
	if b != "_" && g.chance(60) {
		g.line("%s, %s = %s, %s", a.text, b, b, a.text)
		return
	}
	g.line("%s, %s = %s, %s", a.text, b, g.leafOf(a.typ), g.typed(a.typ, g.leafOf(a.typ)))
}

// defineSeveral defines two variables, from two values or from a call.
func (g *generator) defineSeveral() {
	a, b := g.name("v"), g.name("v")
	for _, f := range g.funcs {
		if len(f.results) == 2 && g.affordable(f) && g.chance(70) {
			g.line("%s, %s := %s", a, b, g.callText(f.name, f, 2))
			g.declare(member{name: a, typ: f.results[0]})
			g.declare(member{name: b, typ: f.results[1]})
			return
		}
	}
	t, u := g.anyType(), pick(g, g.types)
	if t.kind == iface {
		t = anInt
	}
	g.line("%s, %s := %s, %s", a, b, g.typed(t, g.expr(t, 2)), g.typed(u, g.expr(u, 2)))
	g.declare(member{name: a, typ: t})
	g.declare(member{name: b, typ: u})
}

// store changes a map or an element.
func (g *generator) store() {
	p, ok := g.anyPlace(func(p placed) bool { return p.typ.kind == mapping })
	if !ok {
		t := mapOf(pick(g, []*typ{anInt, aString}), pick(g, g.types))
		name := g.name("m")
		g.line("%s := %s", name, pick(g, []string{g.literal(t), "make(" + t.text + ")"}))
		g.declare(member{name: name, typ: t})
		return
	}
	key := g.expr(p.typ.key, 1)
	if p.typ.key.kind == integer {
		key = "(" + g.variable(anInt) + " & 3)"
	}
	switch {
	case g.chance(20):
		g.line("delete(%s, %s)", p.text, key)
	case p.typ.elem.kind == integer && g.chance(40):
		g.line("%s[%s]%s", p.text, key, pick(g, []string{"++", "--", " += 2"}))
	case g.chance(25) && p.typ.elem.kind != iface:
		v, found := g.name("v"), g.name("ok")
		g.line("%s, %s := %s[%s]", v, found, p.text, key)
		g.declare(member{name: found, typ: aBool})
		if p.typ.elem.kind == pointer || p.typ.elem.kind == mapping {
			g.line("_ = %s", v)
			return
		}
		g.declare(member{name: v, typ: p.typ.elem})
	default:
		g.line("%s[%s] = %s", p.text, key, g.expr(p.typ.elem, 2))
	}
}

// grow appends to a slice, where that ends.
func (g *generator) grow() {
	p, ok := g.anyPlace(func(p placed) bool { return p.typ.kind == slice && !p.kept })
	if !ok {
		t := sliceOf(pick(g, g.types))
		name := g.name("s")
		g.line("%s := make(%s, %d, %d)", name, t.text, g.IntN(3), 3+g.IntN(4))
		g.declare(member{name: name, typ: t})
		return
	}
	switch g.IntN(4) {
	case 0:
		g.line("if len(%s) > 0 {", p.text)
		g.line("\t%s[%s] = %s", p.text, pick(g, []string{"0", "len(" + p.text + ")-1", "len(" + p.text + ")/2"}), g.expr(p.typ.elem, 2))
		g.line("}")
	case 1:
		g.line("if len(%s) > 1 {", p.text)
		g.line("\t%s[0], %s[1] = %s[1], %s[0]", p.text, p.text, p.text, p.text)
		g.line("}")
	default:
		g.line("%s = append(%s, %s)", p.text, p.text, g.elements(p.typ.elem, 1+g.IntN(2)))
	}
}

// callStatement calls for the effect.
func (g *generator) callStatement() {
	for _, p := range g.places() {
		on := p.typ
		if on.kind == pointer {
			on = on.elem
		}
		for _, m := range on.methods {
			if g.chance(40) && !strings.HasPrefix(p.text, "*") && g.affordable(m) && len(m.results) == 0 {
				g.line("%s", g.callText(p.text+"."+m.name, m, 2))
				return
			}
		}
		if on.kind == signature && g.closed == 0 && len(on.results) == 0 && g.chance(30) {
			g.line("%s", g.callText(p.text, &function{params: on.params, cost: 20}, 2))
			return
		}
	}
	for _, f := range g.funcs {
		if len(f.results) == 0 && g.affordable(f) && g.chance(60) {
			g.line("%s", g.callText(f.name, f, 2))
			return
		}
	}
	if call, ok := g.callOf(pick(g, g.types), 2); ok && !g.quiet {
		g.line("fmt.Println(%s)", call)
		return
	}
	g.define()
}

// mutate changes a struct or an array behind a copy or a pointer.
func (g *generator) mutate() {
	p, ok := g.anyPlace(func(p placed) bool { return (p.typ.kind == structure || p.typ.kind == array) && !p.kept })
	if !ok {
		g.assign()
		return
	}
	name := g.name("c")
	if g.chance(50) {
		g.line("%s := %s", name, p.text)
		g.declare(member{name: name, typ: p.typ})
	} else {
		if strings.HasPrefix(p.text, "*") {
			g.line("%s := %s", name, p.text[1:])
		} else {
			g.line("%s := &%s", name, p.text)
		}
		g.declare(member{name: name, typ: pointerTo(p.typ)})
	}
	target := placed{text: name, typ: p.typ}
	var parts []placed
	for _, part := range g.within(nil, target, 2)[1:] {
		if part.typ.kind == integer || part.typ.kind == text || part.typ.kind == boolean {
			parts = append(parts, part)
		}
	}
	if len(parts) > 0 {
		part := pick(g, parts)
		g.line("%s = %s", part.text, g.expr(part.typ, 1))
	}
	if !g.quiet && p.typ.printable() {
		g.line("fmt.Println(%s)", p.text)
	}
}

// returns writes the end of a function.
func (g *generator) returns(results []*typ) {
	if len(results) == 0 {
		return
	}
	if len(g.result) > 0 && g.chance(60) {
		g.line("return")
		return
	}
	var values []string
	for _, t := range results {
		values = append(values, g.expr(t, 2))
	}
	g.line("return %s", strings.Join(values, ", "))
}

// leave writes a break, a continue or a return, under a condition.
func (g *generator) leave() {
	ways := g.ways()
	if len(g.loops) > 0 {
		ways = append(ways, "break")
	}
	if len(ways) == 0 {
		return
	}
	g.line("if %s {", g.asked())
	g.line("\t%s", g.way(pick(g, ways)))
	g.line("}")
}

// loop writes the body of a loop of so many rounds.
func (g *generator) loop(rounds int, label string, write func(), params ...member) {
	g.loops = append(g.loops, label)
	g.weight *= rounds
	g.body(func() {
		if g.chance(30) {
			g.leave()
		}
		write()
	}, nil, params...)
	g.weight /= rounds
	g.loops = g.loops[:len(g.loops)-1]
}

func kept(name string, t *typ) member { return member{name: name, typ: t, kept: true} }

func (g *generator) tag(format string) string { return fmt.Sprintf(format, g.id) }
