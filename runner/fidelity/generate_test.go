package fidelity

import (
	"fmt"
	"go/format"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// A generator writes a program from a seed: typed, sure to end, without
// chance in it, with much printed on the way. It is made of the constructs that
// certified programs are made of, put together as no one would.
//
// That programs end is due to three rules: loops count, functions call only
// those declared before them, and what a call costs is bounded. That they do
// not panic: indices are within bounds that are known or asked for, divisors are
// not zero, maps are made and pointers point.
type generator struct {
	*rand.Rand
	id     string // ends every name of the package, so that many programs fit in one
	out    *strings.Builder
	tail   *strings.Builder // what comes after main
	depth  int              // of indentation
	names  int
	scopes [][]member
	funcs  []*function
	types  []*typ // to choose from
	named  []*typ // structs of the program's own
	faces  []*typ
	fn     *function // being written
	result []string  // its named results
	weight int       // how often the current statement is executed in one call of fn
	nested int       // statements around
	loops  []string  // labels of the loops around, empty for none
	closed int       // function literals around
	left   int       // statements that may still be written
	quiet  bool      // nothing may be printed: deferred or run by others
}

// maxCost bounds the statements that a call executes.
const maxCost = 3000

// generate writes the program of a seed. Two programs with different ids have
// no package-level name in common but main.
func generate(seed uint64, id string) string {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 0)), id: id, out: new(strings.Builder), tail: new(strings.Builder)}
	g.types = append(g.types, anInt, anInt, aString, aBool, pick(g, integers), pick(g, integers), aFloat)
	g.declareTypes()
	g.declareVariables()
	for range 1 + g.IntN(3) {
		g.declareFunction()
	}
	g.left = 8 + g.IntN(16)
	g.fn, g.weight = &function{name: "main"}, 1
	g.line("func main() {")
	g.body(func() {
		for g.left > 0 {
			g.statement()
		}
		for _, f := range g.funcs { // what nobody has called shows nothing
			if len(f.results) == 0 && g.affordable(f) {
				g.line("%s", g.callText(f.name, f, 1))
			}
		}
	}, nil)
	g.line("}")
	g.out.WriteString(g.tail.String())
	source, err := format.Source([]byte(header(g.out.String()) + g.out.String()))
	if err != nil {
		return g.out.String() // which does not compile, and is counted as such
	}
	return string(source)
}

// header imports what a program names.
func header(body string) string {
	text := "package main\n\nimport (\n"
	for _, path := range []string{"bufio", "bytes", "context", "encoding/binary", "encoding/hex", "encoding/json", "errors", "fmt",
		"io", "net", "sort", "strconv", "strings", "sync", "sync/atomic", "time"} {
		if regexp.MustCompile(`\b` + path[strings.LastIndexByte(path, '/')+1:] + `\.[A-Z]`).MatchString(body) {
			text += fmt.Sprintf("\t%q\n", path)
		}
	}
	return text + ")\n\n"
}

func pick[T any](g *generator, list []T) T { return list[g.IntN(len(list))] }

// chance is true n times in a hundred.
func (g *generator) chance(n int) bool { return g.IntN(100) < n }

func (g *generator) line(format string, args ...any) {
	g.out.WriteString(strings.Repeat("\t", g.depth))
	if len(args) == 0 {
		g.out.WriteString(format)
	} else {
		fmt.Fprintf(g.out, format, args...)
	}
	g.out.WriteByte('\n')
}

// name is a new name for something local.
func (g *generator) name(of string) string {
	g.names++
	return fmt.Sprintf("%s%d", of, g.names)
}

func (g *generator) global(of string) string { return g.name(of) + "_" + g.id }

func (g *generator) declare(m member) {
	g.scopes[len(g.scopes)-1] = append(g.scopes[len(g.scopes)-1], m)
}

// body writes what stands between braces, then prints what it declared, then
// what must come last.
func (g *generator) body(write, last func(), params ...member) {
	g.scopes = append(g.scopes, params)
	g.depth++
	g.nested++
	write()
	g.nested--
	g.printScope()
	if last != nil {
		last()
	}
	g.depth--
	g.scopes = g.scopes[:len(g.scopes)-1]
}

// printScope prints what the innermost scope declares, and thereby uses it.
func (g *generator) printScope() {
	var values []string
	for _, m := range g.scopes[len(g.scopes)-1] {
		switch {
		case g.quiet || !m.typ.printable():
			g.line("_ = %s", m.name)
		default:
			values = append(values, m.name)
		}
	}
	if len(values) > 0 {
		g.line("fmt.Println(%s)", strings.Join(values, ", "))
	}
}

// reachable are the variables in sight.
func (g *generator) reachable() []member {
	var all []member
	for _, scope := range g.scopes {
		all = append(all, scope...)
	}
	return all
}

// A place is an expression that denotes a variable, with its type.
type placed struct {
	text     string
	typ      *typ
	kept     bool
	constant bool
}

// places are the variables in sight and what is in them, as far as that is sure
// to be there.
func (g *generator) places() []placed {
	var all []placed
	for _, m := range g.reachable() {
		all = g.within(all, placed{m.name, m.typ, m.kept, m.constant}, 2)
	}
	return all
}

func (g *generator) within(all []placed, p placed, depth int) []placed {
	all = append(all, p)
	if depth == 0 {
		return all
	}
	t := p.typ
	if t.kind == pointer {
		all = append(all, placed{text: "*" + p.text, typ: t.elem, kept: p.kept})
		t = t.elem
	}
	switch t.kind {
	case structure:
		for _, f := range t.fields {
			all = g.within(all, placed{text: p.text + "." + f.name, typ: f.typ, kept: p.kept}, depth-1)
		}
	case array:
		if t.kind == p.typ.kind {
			all = g.within(all, placed{text: fmt.Sprintf("%s[%d]", p.text, g.IntN(t.length)), typ: t.elem, kept: p.kept}, depth-1)
		}
	}
	return all
}

// place is a random one of a type that is fit for a use.
func (g *generator) place(t *typ, fits func(placed) bool) (string, bool) {
	var fit []string
	for _, p := range g.places() {
		if p.typ.text == t.text && fits(p) {
			fit = append(fit, p.text)
		}
	}
	if len(fit) == 0 {
		return "", false
	}
	if len(fit) > 3 && g.chance(60) { // the latest are the more interesting
		fit = fit[len(fit)-3:]
	}
	return pick(g, fit), true
}

func toRead(placed) bool        { return true }
func toWrite(p placed) bool     { return !p.kept }
func notConstant(p placed) bool { return !p.constant }

// anyPlace is a random place that a condition holds for.
func (g *generator) anyPlace(holds func(placed) bool) (placed, bool) {
	var fit []placed
	for _, p := range g.places() {
		if holds(p) {
			fit = append(fit, p)
		}
	}
	if len(fit) == 0 {
		return placed{}, false
	}
	return pick(g, fit), true
}

func TestGenerate(t *testing.T) {
	compiled, lines := 0, 0
	const most = 200
	for seed := range uint64(most) {
		source := generate(seed, "x")
		if again := generate(seed, "x"); again != source {
			t.Fatalf("seed %d makes two programs:\n%s\n%s", seed, source, again)
		}
		lines += strings.Count(source, "\n")
		problems := gocheck.Check(map[string]string{"main.go": source})
		if len(problems) == 0 {
			compiled++
		} else {
			t.Logf("seed %d: %v", seed, problems[0])
		}
	}
	t.Logf("%d of %d programs compile; %d lines each", compiled, most, lines/most)
	if compiled < most*9/10 {
		t.Errorf("%d of %d programs compile; the generator is to know the language", compiled, most)
	}
}
