package fidelity

import (
	"fmt"
	"strings"
)

// exit writes statements of which some leave what is around them, in the shapes in
// which an interpreter may lose its way: an else that only leaves, a call as the
// condition, a clause that leaves between others that do not, a select that leaves its loop.
func (g *generator) exit() {
	ways := g.ways()
	if len(ways) == 0 {
		g.branches()
		return
	}
	way := func() { g.line("\t%s", g.way(pick(g, ways))) }
	switch g.IntN(10) {
	case 0:
		g.line("if %s {", g.asked())
		way()
	case 1, 6, 7:
		g.line("if %s {", g.asked())
		g.body(g.statements(1), nil)
		g.line("} else {")
		way()
	case 2:
		g.line("if %s {", g.asked())
		way()
		g.line("} else if %s {", g.asked())
		g.body(g.statements(1), nil)
		g.line("} else {")
		way()
	case 3:
		g.line("if %s {", g.asked())
		g.line("} else {")
		way()
	case 4:
		g.line("switch {")
		for range 1 + g.IntN(3) {
			g.clause("case "+g.asked()+":", way)
		}
		if g.chance(50) {
			g.clause("default:", way)
		}
	case 8, 9:
		g.line("select {")
		if g.chance(50) {
			g.clause("case <-make(chan int):", way) // from which nothing comes
		}
		g.line("default:")
		g.line("\tif %s {", g.asked())
		way()
		g.line("\t}")
		if g.chance(50) {
			g.body(g.statements(1), nil)
		}
		if g.chance(30) {
			way()
		}
	default:
		g.line("switch %s {", g.expr(anInt, 1))
		for i := range 1 + g.IntN(3) {
			g.clause("case "+[]string{"0, 5", "1", "2"}[i]+":", way)
		}
		g.clause("default:", way)
	}
	g.line("}")
}

// clause is empty, leaves, or does something.
func (g *generator) clause(label string, way func()) {
	g.line("%s", label)
	switch g.IntN(4) {
	case 0:
	case 1, 2:
		way()
	default:
		g.body(g.statements(1), nil)
	}
}

// asked is a condition, mostly one that is a call.
func (g *generator) asked() string {
	not := pick(g, []string{"", "", "", "!"})
	switch g.IntN(5) {
	case 0, 1:
		if call, ok := g.callOf(aBool, 2); ok && !strings.Contains(call, "{") {
			return not + call
		}
		fallthrough
	case 2, 3:
		s, ok := g.place(aString, notConstant)
		if !ok {
			s = fmt.Sprintf("strings.Repeat(%q, %s)", pick(g, []string{"a", "zz"}), "("+g.variable(anInt)+")&3")
		}
		return not + pick(g, []string{"strings.HasPrefix", "strings.Contains", "strings.HasSuffix"}) + "(" + s + ", " + pick(g, []string{`""`, `"a"`, `"e"`, `"0"`}) + ")"
	}
	return g.condition(2)
}

// ways are those in which what is around can be left.
func (g *generator) ways() []string {
	var ways []string
	for _, label := range g.loops {
		if label != "" {
			ways = append(ways, "continue "+label, "break "+label)
		}
	}
	if len(g.loops) > 0 {
		ways = append(ways, "continue")
	}
	if g.closed == 0 && g.fn != nil && g.fn.name != "main" {
		ways = append(ways, "return", "return", "return")
	}
	return ways
}

// way is a way in full: what is returned.
func (g *generator) way(way string) string {
	if way != "return" || len(g.fn.results) == 0 || len(g.result) > 0 && g.chance(50) {
		return way
	}
	var values []string
	for _, t := range g.fn.results {
		values = append(values, g.leafOf(t))
	}
	return "return " + strings.Join(values, ", ")
}
