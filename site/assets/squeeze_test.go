package assets

import "testing"

func TestSqueeze(t *testing.T) {
	for _, test := range []struct{ ext, in, want string }{
		{".css", "/* a */\na,\nb { color: var(--x); }\n\n@media (x) {\n\ta b::details-content { x: y\n\t\tz; }\n}\n", "a,b{color:var(--x)}@media(x){a b::details-content{x:y z}}"},
		{".js", "// a\nimport b from \"./b.js\";\n\nif (b) {\n\t// c\n\tb(\"//\");\n}\n", `import b from"./b.js";b&&b("//")`},
		{".svg", " <svg> ", " <svg> "},
	} {
		if got, err := squeeze(test.ext, []byte(test.in)); err != nil || string(got) != test.want {
			t.Errorf("%s: got %q, %v; want %q", test.ext, got, err, test.want)
		}
	}
	if got, err := squeeze(".js", []byte("let = (")); err == nil {
		t.Errorf("a script that is none became %q", got)
	}
}
