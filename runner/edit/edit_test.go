package edit

import (
	"errors"
	"strings"
	"testing"
)

const loop = "func f() {\n\tfor a < b {\n\t\tn++\n\t}\n\n\tif c {\n\t\tn++\n\t}\n}\n"

func TestApply(t *testing.T) {
	for _, test := range []struct{ name, edit, old, fresh string }{
		{"one line", "- for a < b {\n+ if a < b {", "\tfor a < b {", "\tif a < b {"},
		{"the tabs need not be there", "-for a < b {\n-\tn++\n-}", "\tfor a < b {\n\t\tn++\n\t}\n", ""},
		{"nor need they be left out", "-\t\tn++\n \t}\n\n", "\tfor a < b {\n\t\tn++\n\t}\n", "\tfor a < b {\n\t}\n"},
		{"a line that stays tells where", " if c {\n+\tm++\n \tn++", "\tif c {\n", "\tif c {\n\t\tm++\n"},
		{"an empty line stays", "  }\n\n- if c {\n+ if d {", "if c {", "if d {"},
		{"blanks for a tab", "  for a < b {\n-    n++\n+    m++\n  }", "\tfor a < b {\n\t\tn++", "\tfor a < b {\n\t\tm++"},
		{"three blanks in the middle", "  if c {\n+    m++\n-    n++\n  }\n }", "if c {\n\t\tn++", "if c {\n\t\tm++"},
		{"no indentation at all", "- for a < b {\n- n++\n- }\n+ for {\n+  m++\n+ }", "\tfor a < b {\n\t\tn++\n\t}", "\tfor {\n\t\tm++\n\t}"},
		{"two changes", "- for a < b {\n+ for {\n@@\n- if c {\n+ if d {", "", ""},
		{"two changes, the first named", "@@ s/main.go\n- for a < b {\n+ for {\n@@ s/main.go\n- if c {\n+ if d {", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := loop
			want := strings.Replace(loop, test.old, test.fresh, 1)
			if test.old == "" {
				want = strings.NewReplacer("for a < b", "for", "if c", "if d").Replace(loop)
			}
			if test.name == "nor need they be left out" { // n++ stands there twice, followed by }
				text = strings.Replace(loop, "if c {\n\t\tn++", "if c {\n\t\tm++", 1)
				want = strings.Replace(want, "if c {\n\t\tn++", "if c {\n\t\tm++", 1)
			}
			e, err := Parse("s/main.go", test.edit)
			if err != nil {
				t.Fatal(err)
			}
			out, err := e.Apply(map[string]string{"s/main.go": text})
			if err != nil {
				t.Fatal(err)
			}
			if out["s/main.go"] != want || len(out) != 1 {
				t.Errorf("got %q\nwant %q", out, want)
			}
		})
	}
}

func TestMistakes(t *testing.T) {
	for _, test := range []struct {
		edit string
		line int
		want string
	}{
		{"", 1, "an edit that changes nothing; write - before a line that goes, and + before one that comes"},
		{" if c {", 1, "nothing is changed here; write - before a line that goes, and + before one that comes"},
		{"\n+ m++", 2, "where do these lines go? add the line before or after them, with a blank in front of it"},
		{"- if c {\nif d {", 2, "a line of an edit begins with - if it goes, + if it comes, and a blank if it stays: if d {"},
		{"- n++", 1, "this fits 2 times into s/main.go, at lines 3, 7; add a line around it that tells them apart"},
		{"- if c {\n@@\n- if d {", 3, "this does not fit into s/main.go, which has no line if d {"},
		{"- if c {\n- }", 1, "this does not fit into s/main.go, where these lines do not follow each other so"},
		{"- for a < b {\n- m++", 1, "this does not fit into s/main.go, which has no line m++"},
		{"- n++\n-  }", 1, "this fits 2 times into s/main.go, at lines 3, 7; add a line around it that tells them apart"},
		{"@@ s/mian.go\n- if c {", 2, "no file s/mian.go to edit; did you mean s/main.go?"},
	} {
		e, err := Parse("s/main.go", test.edit)
		if err == nil {
			_, err = e.Apply(map[string]string{"s/main.go": loop})
		}
		var m *Mistake
		if !errors.As(err, &m) || m.Line != test.line || m.Text != test.want {
			t.Errorf("%q: got %+v\nwant %d: %s", test.edit, err, test.line, test.want)
		}
	}
	if _, err := Parse("", "- a"); err == nil || err.Error() != "which file? begin with a line such as @@ server/main.go" {
		t.Errorf("of no file: %v", err)
	}
}
