package gocheck

import (
	"fmt"
	"strings"
	"testing"
)

// within makes a program of one statement.
func within(statement string) string {
	return "package main\n\nfunc main() {\n\t" + statement + "\n}\n"
}

// TestBounds gives Check programs that would overflow the stack, or take
// minutes or gigabytes, if they were let through.
func TestBounds(t *testing.T) {
	many := strings.Repeat
	lines := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format+"\n", i, i+1)
		}
		return b.String()
	}
	const deep, n = "nested too deeply", 30_000
	for _, test := range []struct{ name, source, want string }{
		{"parentheses", within("_ = " + many("(", n) + "1" + many(")", n)), deep},
		{"parentheses without end", within("_ = " + many("(", n)), deep},
		{"operators", within("_ = " + many("- ", n) + "1"), deep},
		{"sums", within("_ = " + many("1+", n) + "1"), deep},
		{"calls", within("f" + many("()", n)), deep},
		{"selectors", within("x" + many(".a", n)), deep},
		{"blocks", within(many("{", n) + many("}", n)), deep},
		{"elses", within("if x {} " + many("else if x := 1; x == 1 {} ", 8000)), deep},
		{"function literals", within("_ = " + many("func(){_=", n/2) + "1" + many("}", n/2)), deep},
		{"pointers", within("var x " + many("*", n) + "int"), deep},
		{"slices", within("var x " + many("[]", n) + "int"), deep},
		{"channels", within("var x " + many("<-chan ", n) + "int"), deep},
		{"labels", within(many("a: ", n)), deep},
		{"structs", within("var x " + many("struct{a ", n/2) + "int" + many("}", n/2)), deep},
		{"source", within("// " + many("x", maxSource)), "the program is too large: more than 256 KiB of source"},
		{"types", "package main\n" + lines(600, "type T%d struct{ a T%d }"), "declares too much"},
		{"local types", within(lines(600, "type T%d struct{ a T%d }")), "declares too much"},
		{"variables", "package main\n" + lines(600, "var a%d = a%d"), "declares too much"},
		{"strings", "package main\nconst s0 = \"0123456789\"\n" + lines(40, "const s%[2]d = s%[1]d + s%[1]d"), "constant string may be too long: more than 16 MiB"},
		{"repeated constants", "package main\nconst (\nc = " + many("1+", 2000) + "1\n" + lines(5000, "c%d%.0d") + ")\n", "repeats too large an expression"},
		{"structs of structs", "package main\n" + lines(60, "type T%[1]d struct{ a, b T%[2]d }") + "type T60 int\n", "this type is too large"},
		{"aliases of structs", "package main\n" + lines(60, "type T%[1]d = struct{ a, b T%[2]d }") + "type T60 = int\n", "this type is too large"},
		{"arrays of structs", "package main\n" + lines(60, "type T%[1]d struct{ a [2]T%[2]d; T%[2]d }") + "type T60 int\n", "this type is too large"},
		{"type arguments", "package main\ntype P[A, B any] struct{ a A; b B }\nvar x " + many("P[int, ", 40) + "int" + many("]", 40), "this type is too large"},
		{"type arguments by name", "package main\ntype P[A any] struct{ a, b A }\n" + lines(60, "type T%d P[T%d]") + "type T60 int\n", "this type is too large"},
		{"digits", within("println(" + many("9", 200_000) + ")"), "excessively long constant"},
		{"shift", within("println(1 << 1000000000)"), "invalid shift count"},
		{"exponent", within("println(1e999999999)"), "malformed constant"},
	} {
		problems := Check(map[string]string{"main.go": test.source})
		if len(problems) == 0 || !strings.Contains(problems[0].Text, test.want) {
			t.Errorf("%s: got %.200s\nwant: %s", test.name, print(problems), test.want)
		}
	}
}

// TestWithinBounds gives it programs that are large as people write them.
func TestWithinBounds(t *testing.T) {
	list := strings.Repeat("\t{1, 2, 3},\n", 8000)
	cases := strings.Repeat("\tif x == 1 {\n\t\tprintln(1)\n\t} else {\n\t\tprintln(2)\n\t}\n", 800)
	for name, source := range map[string]string{
		"table":              "package main\n\nvar t = [][3]int{\n" + list + "}\n\nfunc main() { println(len(t)) }\n",
		"statements":         "package main\n\nfunc main() {\n\tx := 1\n" + cases + "}\n",
		"text":               within("println(\"" + strings.Repeat("x\" +\n\"", 2000) + "\")"),
		"integers":           within("const a = 1 << 300; const b = a + a; const c = b + b; println(c >> 300)"),
		"array":              within("var x *[1 << 40]int; println(len(x))"),
		"blocks":             within(strings.Repeat("{", 2000) + strings.Repeat("}", 2000)),
		"variables":          within(numbered(9000, "var a%d = 1; _ = a%[1]d\n")),
		"fields":             "package main\n\ntype T struct {\n" + numbered(9000, "f%d int\n") + "}\n\nfunc main() { println(T{}.f1) }\n",
		"a table of structs": "package main\n\ntype T struct{ a [1000]struct{ b, c [1 << 20]U } }\ntype U struct{ d, e int }\n\nfunc main() { println(new(T) == nil) }\n",
		"types that lead to themselves": `package main

type (
	A [2]*A
	F func(F) F
	I interface{ get() I }
	M map[string]M
	P *P
	S []S
	T struct{ *U }
	U struct{ *V }
	V struct{ *T; tree[V] }
)

type tree[N any] struct{ left, right *tree[N]; node *N }

func (V) m() {}

func main() { println(T{}.U == nil, len(A{}), len(S{}), len(M{}), F(nil) == nil, P(nil) == nil, I(nil) == nil) }
`,
		"switch": within("switch x := 1; x {\n" + strings.Repeat("default:\n", 1) + strings.Join(strings.Fields(sequence(2000, "case")), " ") + "\n}"),
	} {
		if problems := Check(map[string]string{"main.go": source}); problems != nil {
			t.Errorf("%s: %.300s", name, print(problems))
		}
	}
}

// numbered repeats a line with the numbers up to n.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// sequence is n clauses of distinct constants.
func sequence(n int, word string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s %d:\n", word, i)
	}
	return b.String()
}
