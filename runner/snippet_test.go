package runner

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestSnippetMistakes(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"none", nil, "s: no program"},
		{"too deep", map[string]string{"a/b/main.go": ""}, `s: "a/b/main.go" is not a file of a program`},
		{"outside", map[string]string{"../main.go": ""}, `s: "../main.go" is not a file of a program`},
		{"not Go", map[string]string{"server/main.c": ""}, `s: "server/main.c" is not a file of a program`},
		{"an option", map[string]string{"main.go": "package main", "-embedcfg=x.go": ""}, `s: "-embedcfg=x.go" is not a file of a program`},
		{"options", map[string]string{"main.go": "package main", "@x.go": ""}, `s: "@x.go" is not a file of a program`},
		{"two lines", map[string]string{"a\nb.go": "package main"}, `s: "a\nb.go" is not a file of a program`},
		{"a test alone", map[string]string{"x_test.go": ""}, "s: no program, only a test, x_test.go; go test runs it"},
		{"too large", map[string]string{"main.go": strings.Repeat("x", MaxSource+1)}, "s: more than 256 KiB of source"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := NewSnippet("s", test.files); err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v; want %s", err, test.want)
			}
		})
	}
}

func TestLoadSnippet(t *testing.T) {
	fsys := fstest.MapFS{
		"snippets/echo/server/main.go":      {Data: []byte("package main")},
		"snippets/echo/server/main_test.go": {Data: []byte("package main")},
		"snippets/echo/recording.txt":       {Data: []byte("x")},
	}
	s, err := LoadSnippet(fsys, "snippets/echo")
	if err != nil || s.Name != "echo" || len(s.Programs) != 1 || len(s.Programs[0].Files) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := LoadSnippet(fsys, "snippets/none"); err == nil || err.Error() != "snippets/none: no such snippet" {
		t.Errorf("a missing snippet: %v", err)
	}
}

// In a snippet's folder a program has a folder of its own; one without is told
// where it belongs.
func TestLoadSnippetWithoutRoles(t *testing.T) {
	fsys := fstest.MapFS{"snippets/solo/main.go": {Data: []byte("package main")}}
	_, err := LoadSnippet(fsys, "snippets/solo")
	want := "snippets/solo/main.go: put main.go into a folder for its role, such as snippets/solo/client/main.go"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestParseTxtar(t *testing.T) {
	s, err := ParseTxtar("pair.txtar", []byte("-- server/main.go --\npackage main\n-- client/main.go --\npackage main\n"))
	if err != nil || s.Name != "pair" || s.Program("server") == nil || s.Program("client") == nil {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = ParseTxtar("x", []byte("package main\n-- more.go --\npackage main\n"))
	if err != nil || len(s.Programs) != 1 || s.Programs[0].Files["prog.go"] == "" || s.Programs[0].Files["more.go"] == "" {
		t.Errorf("what stands before the first marker: %+v, %v", s, err)
	}
	if _, err := ParseTxtar("x", []byte("-- a.go --\n-- a.go --\n")); err == nil {
		t.Error("two files of one name were taken")
	}
}

func TestWith(t *testing.T) {
	s, err := NewSnippet("s", map[string]string{"server/main.go": "old", "client/main.go": "c"})
	if err != nil {
		t.Fatal(err)
	}
	edited, err := s.With(map[string]string{"server/main.go": "new"})
	if err != nil || edited.Program("server").Files["main.go"] != "new" || edited.Program("client").Files["main.go"] != "c" {
		t.Errorf("%+v, %v", edited, err)
	}
	if s.Program("server").Files["main.go"] != "old" {
		t.Error("the edit changed the original")
	}
	if s.Sum() == edited.Sum() {
		t.Error("the edit has the sum of the original")
	}
	for _, name := range []string{"server/other.go", "scenario.toml", "../x"} {
		if _, err := s.With(map[string]string{name: ""}); err == nil {
			t.Errorf("an edit of %s was taken", name)
		}
	}
	if _, err := s.With(map[string]string{"server/main.go": strings.Repeat("x", MaxSource)}); err == nil {
		t.Error("an edit beyond the bound was taken")
	}
}
