package certify

import (
	"fmt"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// TestBounds certifies what is too much for the interpreter, what is just not,
// and types that lead to themselves, which must come to an end.
func TestBounds(t *testing.T) {
	const pointer, made = "a pointer to itself", "a type that is made of more than 10000 others"
	repeat := strings.Repeat
	chain := func(format string) string {
		var b strings.Builder
		for i := range 20 {
			fmt.Fprintf(&b, format+"\n", i, i+1)
		}
		return b.String() + "type T20 int\ntype T T0"
	}
	for _, test := range []struct{ name, declarations, body, want string }{
		{"a pointer", "type T *T", "", pointer},
		{"a pointer to a pointer", "type T **T", "", pointer},
		{"an alias", "type A = *T\ntype T A", "", pointer},
		{"two pointers", "type T *U\ntype U *T", "", pointer},
		{"a pointer to a struct", "type T *struct{ next T }", "", ""},
		{"a list", "type T struct{ next *T }", "", ""},
		{"an array", "type T [2]*T", "", ""},
		{"a slice", "type T []T", "", ""},
		{"a map", "type T map[string]T", "", ""},
		{"a channel", "type T chan T", "", ""},
		{"a function", "type T func(T) T", "", ""},
		{"an interface", "type T interface{ get() T }", "", ""},
		{"embedded", "type T struct {\n\t*U\n\tother *T\n}\ntype U struct{ *T }", "", ""},
		{"a tree", "type N[E any] struct{ left, right *N[E] }\ntype T N[int]", "", ""},

		{"structs", chain("type T%d struct{ a, b *T%d }"), "", made},
		{"slices and maps", chain("type T%[1]d map[*T%[2]d][]T%[2]d"), "", made},
		{"functions", chain("type T%[1]d func(T%[2]d) T%[2]d"), "", made},
		{"interfaces", chain("type T%[1]d interface{ get(T%[2]d) T%[2]d }"), "", made},
		{"one of the next", chain("type T%d struct{ a *T%d }"), "", ""},

		{"blocks", "type T int", repeat("{", 600) + repeat("}", 600), "more than 500 blocks within blocks"},
		{"fewer blocks", "type T int", repeat("{", 400) + repeat("}", 400), ""},
		{"literals", "type T int", repeat("func() {}()\n", 501), "more than 500 function literals"},
		{"fewer literals", "type T int", repeat("func() {}()\n", 500), ""},
		{"go and defer", "type T int", repeat("go main()\n", 251) + repeat("defer main()\n", 250), "more than 500 go and defer statements"},
		{"source", "type T int", repeat("\n", 64<<10), "a program of more than 64 KiB"},
	} {
		source := "package main\n\n" + test.declarations + "\n\nfunc main() {\n\tvar t T\n\t_ = t\n" + test.body + "\n}\n"
		c, problems := gocheck.Load(map[string]string{"main.go": source})
		if problems != nil {
			t.Errorf("%s: %v", test.name, problems)
			continue
		}
		got := ""
		if refusals := Program(c); len(refusals) > 0 {
			got = refusals[0].Construct
		}
		if r, beyond := TooMuch(c); beyond != (test.want != "") || beyond && (got != test.want || r.Construct != test.want) {
			t.Errorf("%s: %v, refused for %q; want %q", test.name, r, got, test.want)
		}
	}
}
