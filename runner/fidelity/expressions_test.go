package fidelity

import (
	"fmt"
	"strings"
)

// expr writes an expression of a type.
func (g *generator) expr(t *typ, depth int) string {
	if depth <= 0 || g.chance(25) {
		return g.leaf(t)
	}
	if g.chance(20) {
		if call, ok := g.callOf(t, depth-1); ok {
			return call
		}
	}
	if g.chance(10) {
		if e, ok := g.elementOf(t); ok {
			return e
		}
	}
	switch t.kind {
	case integer:
		return g.integer(t, depth)
	case float:
		return g.arithmetic(t, depth, "+", "-", "*")
	case text:
		return g.string(depth)
	case boolean:
		return g.condition(depth)
	case slice:
		return g.slice(t, depth)
	}
	return g.leaf(t)
}

// leaf is a place, or a literal if there is none.
func (g *generator) leaf(t *typ) string {
	if g.chance(75) {
		if p, ok := g.place(t, toRead); ok {
			return p
		}
	}
	return g.literal(t)
}

// variable is an expression that is no constant, where Go would evaluate and
// refuse one.
func (g *generator) variable(t *typ) string {
	if p, ok := g.place(t, notConstant); ok {
		return p
	}
	if e, ok := g.place(anInt, notConstant); ok && t.kind == integer {
		return t.text + "(" + e + ")"
	}
	return "[]" + t.text + "{" + g.literal(t) + "}[0]"
}

func (g *generator) literal(t *typ) string {
	switch t.kind {
	case integer:
		if t.text == "rune" && g.chance(50) {
			return "'" + string(rune('a'+g.IntN(26))) + "'"
		}
		if g.chance(20) {
			return fmt.Sprint(g.IntN(128))
		}
		return fmt.Sprint(g.IntN(10))
	case float:
		return fmt.Sprintf("%d.%d", g.IntN(9), g.IntN(4)*25)
	case text:
		return pick(g, []string{`"a"`, `"bc"`, `""`, `"héllo"`, `"x y"`, `"Go"`, `"zz9"`})
	case boolean:
		return pick(g, []string{"true", "false"})
	case slice:
		if g.chance(10) {
			return t.text + "(nil)"
		}
		return t.text + "{" + g.elements(t.elem, g.IntN(4)) + "}"
	case array:
		return t.text + "{" + g.elements(t.elem, g.IntN(t.length+1)) + "}"
	case mapping:
		return t.text + "{" + g.entries(t) + "}"
	case structure:
		return g.structLiteral(t)
	case pointer:
		if t.elem.kind == structure {
			return "&" + g.structLiteral(t.elem)
		}
		return "new(" + t.elem.text + ")"
	case iface:
		return g.literal(pick(g, t.impls))
	case signature:
		return g.funcLiteral(t)
	}
	return "nil"
}

func (g *generator) elements(t *typ, n int) string {
	var list []string
	for range n {
		list = append(list, g.expr(t, 1))
	}
	return strings.Join(list, ", ")
}

func (g *generator) entries(t *typ) string {
	var list []string
	for i := range g.IntN(4) {
		key := fmt.Sprint(i)
		if t.key.kind == text {
			key = fmt.Sprintf("%q", string(rune('k'+i)))
		}
		list = append(list, key+": "+g.expr(t.elem, 1))
	}
	return strings.Join(list, ", ")
}

func (g *generator) structLiteral(t *typ) string {
	var list []string
	keyed := g.chance(60)
	for _, f := range t.fields {
		switch {
		case !keyed:
			list = append(list, g.expr(f.typ, 1))
		case g.chance(70):
			list = append(list, f.name+": "+g.expr(f.typ, 1))
		}
	}
	return t.text + "{" + strings.Join(list, ", ") + "}"
}

func (g *generator) integer(t *typ, depth int) string {
	switch g.IntN(10) {
	case 0:
		from := pick(g, integers)
		return t.text + "(" + g.variableOr(from, depth-1) + ")"
	case 1:
		return "(" + g.variable(t) + " " + pick(g, []string{"/", "%"}) + " " + g.nonzero(t) + ")"
	case 2:
		return "(" + g.variable(t) + " " + pick(g, []string{"<<", ">>"}) + " " + fmt.Sprint(g.IntN(9)) + ")"
	case 3:
		if p, ok := g.anyPlace(func(p placed) bool { return p.typ.kind == slice || p.typ.kind == text || p.typ.kind == mapping }); ok {
			return g.converted(t, anInt, "len("+p.text+")")
		}
	case 4:
		return pick(g, []string{"-", "^"}) + g.variable(t)
	}
	return g.arithmetic(t, depth, "+", "-", "*", "&", "|", "^", "&^", "+", "-")
}

// variableOr is an expression that has a variable in it.
func (g *generator) variableOr(t *typ, depth int) string {
	if depth > 0 && g.chance(50) {
		return g.arithmetic(t, depth, "+", "-", "*")
	}
	return g.variable(t)
}

func (g *generator) converted(to, from *typ, text string) string {
	if to.text == from.text {
		return text
	}
	return to.text + "(" + text + ")"
}

func (g *generator) nonzero(t *typ) string {
	if g.chance(50) {
		return fmt.Sprint(1 + g.IntN(9))
	}
	return "(" + g.variable(t) + " | 1)"
}

func (g *generator) arithmetic(t *typ, depth int, ops ...string) string {
	return "(" + g.variable(t) + " " + pick(g, ops) + " " + g.expr(t, depth-1) + ")"
}

func (g *generator) string(depth int) string {
	switch g.IntN(8) {
	case 0:
		return "fmt.Sprint(" + g.printed(depth-1) + ")"
	case 1:
		return "fmt.Sprintf(\"%v/%v\", " + g.printed(depth-1) + ", " + g.printed(depth-1) + ")"
	case 2:
		s := g.variable(aString)
		return s + pick(g, []string{"[:len(" + s + ")/2]", "[len(" + s + ")/2:]", "[:]"})
	case 3:
		return pick(g, []string{"strings.ToUpper", "strings.TrimSpace"}) + "(" + g.expr(aString, depth-1) + ")"
	case 4:
		return "strings.Repeat(" + g.literal(aString) + ", " + fmt.Sprint(g.IntN(4)) + ")"
	case 5:
		return "string([]byte(" + g.expr(aString, depth-1) + "))"
	}
	return "(" + g.variable(aString) + " + " + g.literal(aString) + ")"
}

// printed is an expression of some printable type.
func (g *generator) printed(depth int) string {
	if p, ok := g.anyPlace(func(p placed) bool { return p.typ.printable() }); ok && g.chance(60) {
		return p.text
	}
	return g.expr(pick(g, []*typ{anInt, aString, aBool, pick(g, g.types)}), depth)
}

func (g *generator) condition(depth int) string {
	switch g.IntN(6) {
	case 0:
		if p, ok := g.place(aBool, notConstant); ok {
			return "!" + p
		}
	case 1:
		return "(" + g.condition(depth-1) + " " + pick(g, []string{"&&", "||"}) + " " + g.condition(depth-1) + ")"
	case 2:
		if p, ok := g.anyPlace(func(p placed) bool { return p.typ.comparable() }); ok {
			return "(" + p.text + " " + pick(g, []string{"==", "!="}) + " " + g.leafFor(p.typ) + ")"
		}
	}
	if p, ok := g.anyPlace(func(p placed) bool { return p.typ.ordered() && !p.constant }); ok {
		return "(" + p.text + " " + pick(g, []string{"<", "<=", ">", ">=", "==", "!="}) + " " + g.expr(p.typ, depth-1) + ")"
	}
	return g.literal(aBool)
}

// leafFor is a leaf that may stand in a condition: braces need parentheses.
func (g *generator) leafFor(t *typ) string {
	l := g.leaf(t)
	if strings.HasSuffix(l, "}") {
		return "(" + l + ")"
	}
	return l
}

func (g *generator) leafOf(t *typ) string {
	if p, ok := g.place(t, toRead); ok {
		return p
	}
	return g.literal(t)
}

func (g *generator) slice(t *typ, depth int) string {
	p, ok := g.place(t, toRead)
	if !ok {
		return g.literal(t)
	}
	switch g.IntN(5) {
	case 0:
		return p + pick(g, []string{"[:len(" + p + ")/2]", "[len(" + p + ")/2:]", "[:]"})
	case 1:
		return "append(" + p + "[:len(" + p + "):len(" + p + ")], " + g.expr(t.elem, depth-1) + ")"
	case 2:
		return "append(" + t.text + "{}, " + p + "...)"
	case 3:
		return "append(" + t.text + "(nil), " + g.expr(t.elem, depth-1) + ", " + g.expr(t.elem, depth-1) + ")"
	}
	return p
}

// elementOf is an element of a map in sight: one that is not there is zero.
func (g *generator) elementOf(t *typ) (string, bool) {
	p, ok := g.anyPlace(func(p placed) bool { return p.typ.kind == mapping && p.typ.elem.text == t.text })
	if !ok || t.kind == pointer || t.kind == mapping || t.kind == signature || t.kind == iface {
		return "", false
	}
	return p.text + "[" + g.expr(p.typ.key, 1) + "]", true
}

// callOf is a call with one result of a type: of a function, a method or a
// variable.
func (g *generator) callOf(t *typ, depth int) (string, bool) {
	var calls []func() string
	for _, f := range g.funcs {
		if len(f.results) == 1 && f.results[0].text == t.text && g.affordable(f) {
			calls = append(calls, func() string { return g.callText(f.name, f, depth) })
		}
	}
	for _, p := range g.places() {
		on := p.typ
		if on.kind == pointer {
			on = on.elem
		}
		for _, m := range on.methods {
			if len(m.results) == 1 && m.results[0].text == t.text && !strings.HasPrefix(p.text, "*") && g.affordable(m) {
				calls = append(calls, func() string { return g.callText(p.text+"."+m.name, m, depth) })
			}
		}
		if on.kind == signature && g.closed == 0 && len(on.results) == 1 && on.results[0].text == t.text {
			f := &function{params: on.params, cost: 20}
			if g.affordable(f) {
				calls = append(calls, func() string { return g.callText(p.text, f, depth) })
			}
		}
	}
	if len(calls) == 0 {
		return "", false
	}
	return pick(g, calls)(), true
}

// affordable reports whether a function may be called here.
func (g *generator) affordable(f *function) bool {
	return g.fn != nil && g.fn != f && g.weight*f.cost+g.fn.cost < maxCost
}

func (g *generator) callText(name string, f *function, depth int) string {
	g.fn.cost += g.weight * f.cost
	var args []string
	for _, p := range f.params {
		args = append(args, g.expr(p, depth))
	}
	return name + "(" + strings.Join(args, ", ") + ")"
}

// funcLiteral is a function literal that computes something from what it sees.
func (g *generator) funcLiteral(t *typ) string {
	var params []string
	var members []member
	for _, p := range t.params {
		m := member{name: g.name("p"), typ: p}
		params = append(params, m.name+" "+p.text)
		members = append(members, m)
	}
	outer := *g
	g.out = new(strings.Builder)
	g.loops, g.closed, g.weight = nil, g.closed+1, 1
	g.fn = &function{cost: maxCost - 50, results: t.results}
	g.result = nil
	g.line("func%s {", strings.Replace(signatureText(nil, t.results), "()", "("+strings.Join(params, ", ")+")", 1))
	g.body(func() {
		if g.closed < 3 {
			for range g.IntN(3) {
				g.simple()
			}
		}
	}, func() { g.returns(t.results) }, members...)
	g.out.WriteString(strings.Repeat("\t", g.depth) + "}")
	literal := strings.TrimSpace(g.out.String())
	g.out, g.loops, g.closed, g.weight, g.fn, g.result = outer.out, outer.loops, outer.closed, outer.weight, outer.fn, outer.result
	return literal
}
