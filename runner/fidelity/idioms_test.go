package fidelity

import "strings"

// Each of these writes something that a reader would write as a whole, with
// random statements and expressions where there is room.

// closure defines a function literal that changes what it sees, and calls it.
func (g *generator) closure() {
	t := pick(g, []*typ{funcOf(nil, nil), funcOf([]*typ{anInt}, []*typ{anInt}), funcOf(nil, []*typ{pick(g, g.types)}), funcOf([]*typ{aString, pick(g, g.types)}, []*typ{aString})})
	if g.closed > 0 {
		g.define()
		return
	}
	name, n := g.name("fn"), g.name("n")
	g.line("%s := %s", n, g.variable(anInt))
	g.declare(member{name: n, typ: anInt})
	g.line("%s := %s", name, g.funcLiteral(t))
	g.declare(member{name: name, typ: t})
	g.line("%s++", n)
	f := &function{params: t.params, cost: 20}
	for range 2 {
		switch {
		case !g.affordable(f):
		case len(t.results) == 0 || g.quiet:
			g.line("%s", g.callText(name, f, 1))
		default:
			g.line("fmt.Println(%s)", g.callText(name, f, 1))
		}
	}
}

// literalsInLoop collects function literals in a loop and calls them after it.
func (g *generator) literalsInLoop() {
	fns, i, f := g.name("fns"), g.name("i"), g.name("fn")
	if g.closed > 0 || g.quiet {
		return
	}
	t := funcOf(nil, []*typ{anInt})
	g.line("var %s []func() int", fns)
	g.line("for %s := 0; %s < 3; %s++ {", i, i, i)
	g.loop(3, "", func() {
		g.define()
		g.line("%s = append(%s, %s)", fns, fns, g.funcLiteral(t))
	}, kept(i, anInt))
	g.line("}")
	g.line("for _, %s := range %s {", f, fns)
	g.line("\tfmt.Println(%s())", f)
	g.line("}")
}

// deferring defers a call or a literal.
func (g *generator) deferring() {
	if g.closed > 0 || len(g.loops) > 0 && g.chance(80) || g.quiet {
		g.simple()
		return
	}
	switch g.IntN(3) {
	case 0:
		g.line("defer fmt.Println(\"deferred\", %s)", g.printed(2))
	case 1:
		g.line("defer func() {")
		g.inLiteral(func() {
			g.simple()
			g.line("fmt.Println(\"deferred\", %s)", g.printed(1))
			for _, name := range g.result {
				if g.chance(50) && name != "" {
					g.line("fmt.Println(%q)", name)
				}
			}
		})
		g.line("}()")
	case 2:
		x := g.name("x")
		g.line("defer func(%s int) {", x)
		g.inLiteral(func() { g.line("fmt.Println(\"deferred\", %s, %s)", x, g.printed(1)) })
		g.line("}(%s)", g.expr(anInt, 2))
	}
}

// inLiteral writes the body of a function literal that stands in a statement.
func (g *generator) inLiteral(write func()) {
	outer := *g
	g.loops, g.closed, g.result = nil, g.closed+1, nil
	g.fn = &function{cost: maxCost - 50}
	g.weight = 1
	g.body(write, nil)
	g.loops, g.closed, g.weight, g.fn, g.result = outer.loops, outer.closed, outer.weight, outer.fn, outer.result
}

// dynamic looks into interfaces.
func (g *generator) dynamic() {
	x := g.name("x")
	var t *typ
	if len(g.faces) > 0 && g.chance(60) {
		t = pick(g, g.faces)
		if p, ok := g.place(t, toRead); ok {
			x = p
		} else {
			g.line("var %s %s = %s", x, t.text, g.literal(t))
			g.declare(member{name: x, typ: t})
		}
	} else {
		g.line("var %s any = %s", x, g.typed(anInt, g.expr(pick(g, g.types), 2)))
		g.line("_ = %s", x)
	}
	if g.quiet {
		return
	}
	cases := []*typ{anInt, aString, aBool, pick(g, integers), sliceOf(anInt)}
	if t != nil {
		cases = t.impls
	}
	if g.chance(40) {
		c, v, ok := pick(g, cases), g.name("v"), g.name("ok")
		g.line("if %s, %s := %s.(%s); %s {", v, ok, x, c.text, ok)
		g.body(g.statements(1), nil, member{name: v, typ: c})
		g.line("}")
		return
	}
	v := g.name("v")
	bound := v + " := "
	if g.chance(30) {
		bound, v = "", ""
	}
	g.line("switch %s%s.(type) {", bound, x)
	seen := map[string]bool{}
	for range 3 {
		c := pick(g, cases)
		if seen[c.text] {
			continue
		}
		seen[c.text] = true
		g.line("case %s:", c.text)
		if v != "" {
			g.body(g.statements(1), nil, member{name: v, typ: c})
		} else {
			g.body(g.statements(1), nil)
		}
	}
	g.line("default:\n\tfmt.Println(\"other\")")
	g.line("}")
}

// goroutines lets others compute, in an order that is fixed.
func (g *generator) goroutines() {
	if g.closed > 0 || g.quiet {
		g.simple()
		return
	}
	t := pick(g, []*typ{anInt, aString, pick(g, g.types)})
	c, i, x := g.name("c"), g.name("i"), g.name("x")
	switch g.IntN(4) {
	case 0: // a producer
		g.line("%s := make(chan %s%s)", c, t.text, pick(g, []string{"", ", 2"}))
		g.line("go func() {")
		g.line("\tdefer close(%s)\n\tfor %s := 0; %s < 3; %s++ {", c, i, i, i)
		g.line("\t\t%s <- %s", c, g.inLoopVariable(i, t))
		g.line("\t}\n}()")
		g.line("for %s := range %s {", x, c)
		g.line("\tfmt.Println(%s)\n}", x)
	case 1: // workers and a sum
		wg, mu, sum := g.name("wg"), g.name("mu"), g.name("sum")
		g.line("var %s sync.WaitGroup\nvar %s sync.Mutex\n%s := 0", wg, mu, sum)
		g.line("for %s := 0; %s < 3; %s++ {", i, i, i)
		g.line("\t%s.Add(1)\n\tgo func(%s int) {\n\t\tdefer %s.Done()\n\t\t%s.Lock()\n\t\tdefer %s.Unlock()\n\t\t%s += %s * %d\n\t}(%s)\n}", wg, x, wg, mu, mu, sum, x, 1+g.IntN(5), i)
		g.line("%s.Wait()", wg)
		g.declare(member{name: sum, typ: anInt})
	case 2: // one result
		g.line("%s := make(chan %s, 1)", c, t.text)
		e := g.expr(t, 2)
		g.line("go func(%s %s) { %s <- %s }(%s)", x, t.text, c, x, e)
		v := g.name("v")
		g.line("%s := <-%s", v, c)
		g.declare(member{name: v, typ: t})
	case 3: // question and answer; what is asked may print, so it is made before
		d := g.name("d")
		asked := make([]string, 1+g.IntN(3))
		for k := range asked {
			asked[k] = g.name("v")
			g.line("var %s %s = %s", asked[k], t.text, g.expr(t, 2))
		}
		g.line("%s, %s := make(chan %s), make(chan struct{})", c, d, t.text)
		g.line("go func() {\n\tfor %s := range %s {\n\t\tfmt.Println(\"got\", %s)\n\t}\n\tclose(%s)\n}()", x, c, x, d)
		for _, v := range asked {
			g.line("%s <- %s", c, v)
		}
		g.line("close(%s)\n<-%s", c, d)
	}
}

// inLoopVariable is an expression of a type that uses a loop's variable.
func (g *generator) inLoopVariable(i string, t *typ) string {
	switch {
	case t == anInt:
		return i + " * " + g.literal(anInt)
	case t.kind == integer:
		return t.text + "(" + i + ")"
	case t == aString:
		return "fmt.Sprint(" + i + ", " + g.literal(aString) + ")"
	}
	return g.literal(t)
}

// selecting has one case that can be taken.
func (g *generator) selecting() {
	if g.quiet {
		return
	}
	a, b, x := g.name("c"), g.name("c"), g.name("x")
	t := pick(g, g.types)
	g.line("%s, %s := make(chan %s, 1), make(chan int)", a, b, t.text)
	if g.chance(60) {
		g.line("%s <- %s", a, g.expr(t, 2))
		g.line("select {\ncase %s := <-%s:\n\tfmt.Println(%s)", x, a, x)
		g.line("case %s <- 1:\n\tfmt.Println(\"sent\")", b)
	} else {
		g.line("select {\ncase %s := <-%s:\n\tfmt.Println(%s)", x, b, x)
		g.line("case %s <- %s:", a, g.expr(t, 2))
		g.body(g.statements(1), nil)
		if g.chance(40) {
			g.line("default:\n\tfmt.Println(\"none\")")
		}
	}
	g.line("}")
}

// labels writes two loops, of which the inner may leave the outer.
func (g *generator) labels() {
	label, i, j := g.name("L"), g.name("i"), g.name("j")
	g.line("%s:", label)
	g.line("for %s := 0; %s < 3; %s++ {", i, i, i)
	g.loop(3, label, func() {
		g.line("for %s := 0; %s < 3; %s++ {", j, j, j)
		g.loop(3, "", func() {
			g.line("if %s %s %s {\n\t%s %s\n}", j, pick(g, []string{">", "=="}), i, pick(g, []string{"continue", "break"}), label)
			g.statement()
		}, kept(j, anInt))
		g.line("}")
		g.simple()
	}, kept(i, anInt))
	g.line("}")
}

// aliases lets two slices share an array.
func (g *generator) aliases() {
	t := pick(g, g.types)
	a, b := g.name("s"), g.name("s")
	g.line("%s := []%s{%s}", a, t.text, g.elements(t, 4))
	g.line("%s := %s[%s]", b, a, pick(g, []string{"1:3", ":2", "2:", "1:2:2", "0:1:3"}))
	g.declare(member{name: a, typ: sliceOf(t)})
	g.declare(member{name: b, typ: sliceOf(t)})
	switch g.IntN(4) {
	case 0:
		g.line("%s = append(%s, %s)", b, b, g.expr(t, 1))
	case 1:
		g.line("%s[0] = %s", b, g.expr(t, 1))
	case 2:
		g.line("copy(%s, %s)", a, b)
	case 3:
		g.line("%s = append(%s[:1], %s[2:]...)", a, a, a)
	}
	if !g.quiet {
		g.line("fmt.Println(%s, %s, len(%s), cap(%s))", a, b, b, b)
	}
}

// failing makes and looks at an error.
func (g *generator) failing() {
	if g.quiet {
		return
	}
	base, wrapped := g.name("err"), g.name("err")
	g.line("%s := errors.New(%s)", base, g.literal(aString))
	g.line("%s := fmt.Errorf(\"%%v: %%w\", %s, %s)", wrapped, g.printed(1), base)
	g.line("fmt.Println(%s, errors.Is(%s, %s), errors.Unwrap(%s) == %s)", wrapped, wrapped, base, wrapped, base)
}

// methodValue keeps a method, changes its receiver and calls it.
func (g *generator) methodValue() {
	if g.quiet || g.closed > 0 {
		return
	}
	for _, p := range g.places() {
		on := p.typ
		if on.kind == pointer {
			on = on.elem
		}
		for _, m := range on.methods {
			if len(m.params) == 0 && len(m.results) == 1 && m.results[0].printable() && !strings.HasPrefix(p.text, "*") && g.affordable(m) && g.chance(50) {
				f := g.name("fn")
				g.line("%s := %s.%s", f, p.text, m.name)
				g.simple()
				g.line("fmt.Println(%s)", g.callText(f, m, 0))
				return
			}
		}
	}
	g.simple()
}
