package assets

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

func TestSqueeze(t *testing.T) {
	for _, test := range []struct{ ext, in, want string }{
		{".css", "/* a\n   b */\na,\nb { color: red; }\n\n@media (x) {\n\ta b {\n\t\tx: y\n\t\t\tz;\n\t}\n}\n", "a,b{color:red}@media (x){a b{x:y z}}"},
		{".js", "// a\nlet a = \"//\"; // stays\n\n\tif (a) {\n\t\t// b\n\t\tb();\n\t}\n", "let a = \"//\"; // stays\nif (a) {\nb();\n}\n"},
		{".svg", " <svg> ", " <svg> "},
	} {
		if got := string(squeeze(test.ext, []byte(test.in))); got != test.want {
			t.Errorf("%s: got %q, want %q", test.ext, got, test.want)
		}
	}
}

var textWithBlank = regexp.MustCompile(`content: "[^"]*(\s[{};,]|[{};,:]\s|\s\s)`)

// What squeeze would change, or a browser read otherwise, stands in no asset.
func TestSqueezable(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		body, err := files.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(body), "\n") {
			switch {
			case strings.HasSuffix(e.Name(), ".js") && strings.Count(line, "`")%2 == 1:
				t.Errorf("%s:%d: a text that goes over several lines would lose its indentation; join lines", e.Name(), i+1)
			case strings.HasSuffix(e.Name(), ".js") && strings.Contains(line, "/*"):
				t.Errorf("%s:%d: begin each line of a comment with //", e.Name(), i+1)
			case strings.HasSuffix(e.Name(), ".css") && textWithBlank.MatchString(line):
				t.Errorf("%s:%d: blanks in this text would go; write them as \\20", e.Name(), i+1)
			}
		}
	}
	for _, f := range Load().Files() {
		if f.Type == types[".css"] && bytes.Count(f.Body, []byte("{")) != bytes.Count(f.Body, []byte("}")) {
			t.Errorf("%s: braces do not match", f.Name)
		}
	}
}
