package cell

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// given makes what cells have declared that were given one after the other.
func given(t *testing.T, cells ...string) *Declarations {
	t.Helper()
	d := &Declarations{}
	for i, text := range cells {
		p, problems := d.Program(string(rune('a'+i)), text)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		d.Keep(p)
	}
	return d
}

// TestProblems looks at what is said of cells, and at which place: the last cell of each list.
func TestProblems(t *testing.T) {
	for _, test := range []struct {
		cells []string
		want  string
	}{
		{[]string{"x"}, "b:1:1: undefined: x"},
		{[]string{"a := 1; b := a +"}, "b:1:17: syntax error: unexpected end of the cell, expected expression"},
		{[]string{"a := 1\n\n\tb := 2; a + \"b\""}, "b:3:10: invalid operation"},
		{[]string{"f(1,\n2"}, "syntax error"},
		{[]string{"func f() {\n\treturn 1\n}"}, "b:2:9: too many return values"},
		{[]string{"x := 1", "x := 2; y := x; func() { z := 1 }()"}, "b:1:26: declared and not used: z"},
		{[]string{"x := 1", "x = \"a\""}, `b:1:5: cannot use "a" (untyped string constant) as int value in assignment`},
		{[]string{"func f() int { return 1 }", "func f() string { return \"\" }", "f() + 1"}, `b:1:1: invalid operation: f() + 1 (mismatched types string and untyped int)`},
		{[]string{"func f() int { return 1 }\nfunc g() int { return f() }", "func f() string { return \"\" }"}, "a:2:23: cannot use f() (value of type string) as int value in return statement"},
		{[]string{"type t int", "type t string"}, "b:1:1: t redeclared: values of the type that cell a declares may be left"},
		{[]string{"const (\n\ta = iota\n\tc\n)", "const a = 2"}, "cell a declares a, c in one declaration"},
		{[]string{"import \"os/exec\"\nexec.Command(\"ls\")"}, "package os/exec is not available here"},
		{[]string{"//go:linkname x y\n1"}, "b:1:1: directive //go:linkname is not available here"},
		{[]string{"_, err := net.Dial(\"tcp\", \"\")\nreflect.ValueOf(err).Kind() == reflect.Chan(0)"}, "reflect"},
		{[]string{"var x unsafe.Pointer"}, "undefined: unsafe"},
		{[]string{"x := 1\n  cellValue1 := 5"}, "b:2:3: the name cellValue1 is not available here"},
		{[]string{"func cellValue() {}"}, "b:1:6: the name cellValue is not available here"},
		{[]string{"const c = 1 << 70\nc"}, "b:2:1: cannot use c (untyped int constant 1180591620717411303424) as int value (overflows)"},
		{[]string{"main := 1"}, "b:1:1: cannot declare main"},
		{[]string{"var init int"}, "b:1:1: cannot declare init"},
		{[]string{"1\nfunc main() {}"}, "b:2:1: main redeclared in this block: the cell's statements are its function main"},
		{[]string{"func f() {}\nfunc f() {}"}, "b:2:6: f redeclared in this block\n\tb:1:6: other declaration of f"},
		{[]string{"runtime.NumGoroutine()"}, "b:1:9: runtime.NumGoroutine would count the terminal's own"},
		{[]string{strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000)}, ""},
	} {
		last := len(test.cells) - 1
		d := given(t, test.cells[:last]...)
		_, problems := d.Program("b", test.cells[last])
		if len(problems) == 0 || !strings.Contains(problems[0].String(), test.want) {
			t.Errorf("%q\nis answered %v\nwant %s", test.cells, problems, test.want)
		}
	}
}

// A program that does not become one leaves everything as it was.
func TestKeep(t *testing.T) {
	d := given(t, "x := 1\nfunc f() int { return x }")
	before := maps.Clone(d.variables)
	if _, problems := d.Program("b", "x := \"a\"; y"); len(problems) == 0 {
		t.Fatal("y is known")
	}
	if p, problems := d.Program("b", "x := \"a\"\ny := x"); len(problems) > 0 || p == nil {
		t.Fatal(problems)
	}
	if !maps.EqualFunc(before, d.variables, func(a, b variable) bool { return a.key == b.key && a.typ == b.typ }) || strings.Contains(d.kept[0].text, "cellOld") {
		t.Errorf("a cell that was not executed has changed %+v to %+v", before, d.variables)
	}
}

// A variable of another type is another one: what was declared before keeps the old.
func TestVersions(t *testing.T) {
	d := given(t, "x := 1\nfunc f() int { return x }", "x := \"a\"")
	p, problems := d.Program("c", "x, f()")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	keys := slices.Sorted(maps.Values(p.Variables))
	if len(keys) != 2 || keys[0] == keys[1] {
		t.Errorf("the variables are %v", p.Variables)
	}
	again := given(t, "x := 1", "x := 2", "var x int")
	if p, _ := again.Program("d", "x"); len(p.Variables) != 1 {
		t.Errorf("the variables are %v", p.Variables)
	}
	if given(t, "x := 1", "x := 2").variables["x"].key != given(t, "x := 1").variables["x"].key {
		t.Error("the same type makes another variable")
	}
}

// Whatever a cell is, to split it does not fail, and of what it leaves out lines and columns stay.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{"x := 1\nx", "func f() {}\nf()", "type T struct{}; var t T", "}{", "`", "a\n.b", "func (t T) m() {}\nfunc() {}()"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := &maker{before: &Declarations{}, name: "a", file: "a", text: text}
		if m.split() != nil {
			return
		}
		rest := m.statements()
		if len(rest) > len(text) {
			t.Errorf("%q is longer than %q", rest, text)
		}
		for i := range rest {
			if rest[i] != text[i] && rest[i] != ' ' {
				t.Errorf("%q and %q differ at %d", rest, text, i)
				break
			}
		}
		m.find()
	})
}
