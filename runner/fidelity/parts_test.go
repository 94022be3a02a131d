package fidelity

import (
	"cmp"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// A part is a piece of a program that may be taken out, or, with what it holds
// put in its place, taken apart.
type part struct {
	from, to           int // in bytes
	first, last        int // lines
	innerFrom, innerTo int // what may take its place, if that is something
}

// parts are a program's declarations, statements, cases, fields and elements.
func parts(source string) []part {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "main.go", source, parser.ParseComments)
	if err != nil {
		return nil
	}
	var all []part
	at := func(p token.Pos) int { return fset.Position(p).Offset }
	add := func(n ast.Node) {
		p := part{at(n.Pos()), at(n.End()), fset.Position(n.Pos()).Line, fset.Position(n.End()).Line, 0, 0}
		if b := bodyOf(n); b != nil && b.Lbrace.IsValid() {
			p.innerFrom, p.innerTo = at(b.Lbrace)+1, at(b.Rbrace)
		}
		all = append(all, p)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.File:
			addAll(add, n.Decls)
		case *ast.BlockStmt:
			addAll(add, n.List)
		case *ast.CaseClause:
			addAll(add, n.Body)
		case *ast.CommClause:
			addAll(add, n.Body)
		case *ast.StructType:
			addAll(add, n.Fields.List)
		case *ast.InterfaceType:
			addAll(add, n.Methods.List)
		case *ast.GenDecl:
			if n.Lparen.IsValid() {
				addAll(add, n.Specs)
			}
		}
		return true
	})
	return all
}

func addAll[N ast.Node](add func(ast.Node), list []N) {
	for _, n := range list {
		add(n)
	}
}

// bodyOf is what may stand in the place of a statement.
func bodyOf(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n
	case *ast.IfStmt:
		return n.Body
	case *ast.ForStmt:
		return n.Body
	case *ast.RangeStmt:
		return n.Body
	}
	return nil
}

// without is a program with a part taken out, or apart; and with everything
// taken out that does not compile without it. It is empty if nothing is left.
func without(source string, p part, apart bool) string {
	inner := ""
	if apart {
		inner = source[p.innerFrom:p.innerTo]
	}
	return repair(source[:p.from] + inner + source[p.to:])
}

// repair takes out of a program what does not compile.
func repair(source string) string {
	for range 60 {
		problems := gocheck.Check(map[string]string{"main.go": source})
		if len(problems) == 0 {
			return tidy(source)
		}
		if name, ok := strings.CutPrefix(problems[0].Text, "declared and not used: "); ok {
			if at := offset(source, problems[0]); strings.HasPrefix(source[at:], name) {
				source = source[:at] + "_" + source[at+len(name):]
				continue
			}
		}
		p, ok := innermost(source, problems[0].Line)
		if !ok {
			return ""
		}
		source = source[:p.from] + source[p.to:]
	}
	return ""
}

// blankLines are those within functions, which are left where something was
// taken out.
var blankLines = regexp.MustCompile(`\n\s*\n([\t}])`)

func tidy(source string) string {
	formatted, err := format.Source([]byte(source))
	if err != nil {
		return ""
	}
	return blankLines.ReplaceAllString(string(formatted), "\n$1")
}

// offset is the place of a problem in bytes.
func offset(source string, p gocheck.Problem) int {
	at := 0
	for range p.Line - 1 {
		at += strings.IndexByte(source[at:], '\n') + 1
	}
	return min(at+p.Column-1, len(source))
}

// innermost is the smallest part that has a line.
func innermost(source string, line int) (part, bool) {
	var found []part
	for _, p := range parts(source) {
		if p.first <= line && line <= p.last {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return part{}, false
	}
	return slices.MinFunc(found, func(a, b part) int { return cmp.Compare(a.to-a.from, b.to-b.from) }), true
}

// shrink takes out of a program what it can, as long as it stays interesting.
func shrink(source string, interesting func(string) bool) string {
	tried := map[string]bool{}
	try := func(smaller string) bool {
		if smaller == "" || len(smaller) >= len(source) || tried[smaller] {
			return false
		}
		tried[smaller] = true
		if !interesting(smaller) {
			return false
		}
		source = smaller
		return true
	}
	for before := ""; before != source; {
		before = source
		for i := 0; ; i++ {
			all := parts(source)
			if i >= len(all) {
				break
			}
			slices.SortStableFunc(all, func(a, b part) int { return cmp.Compare(b.to-b.from, a.to-a.from) })
			if p := all[i]; try(without(source, p, false)) || p.innerTo > 0 && try(without(source, p, true)) {
				i--
			}
		}
	}
	return source
}

// prune takes out of a program what is refused, until nothing is.
func prune(source string) (pruned string, refused bool) {
	for range 20 {
		_, _, refusals, err := prepare(source)
		if err != nil {
			return source, true
		}
		if len(refusals) == 0 {
			return source, false
		}
		var out []part
		for _, r := range refusals {
			p, ok := innermost(source, r.Line)
			if !ok {
				return source, true
			}
			out = append(out, p)
		}
		slices.SortFunc(out, func(a, b part) int { return cmp.Compare(b.from, a.from) })
		last := len(source)
		for _, p := range out {
			if p.to <= last { // else it holds one that is gone, and the next round will see
				source, last = source[:p.from]+source[p.to:], p.from
			}
		}
		if source = repair(source); source == "" {
			return source, true
		}
	}
	return source, true
}

func TestShrink(t *testing.T) {
	source := `package main

import (
	"fmt"
	"strings"
)

func f(x int) int { return x * 2 }

func main() {
	a, b := 1, 2
	for i := 0; i < 3; i++ {
		if a > 0 {
			fmt.Println("needle", f(a))
		}
		fmt.Println(strings.ToUpper("b"), b)
	}
}
`
	want := `package main

import (
	"fmt"
)

func f(x int) int { return x * 2 }

func main() {
	a, _ := 1, 2
	fmt.Println("needle", f(a))
}
`
	got := shrink(source, func(s string) bool { return strings.Contains(s, "needle") })
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
