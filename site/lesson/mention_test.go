package lesson

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark/ast"
)

// The first mention of a term leads to the glossary, where it cannot be an
// everyday word.
func TestMentions(t *testing.T) {
	terms := "[terms]\n\"half close\" = \"a\"\nMTU = \"b\"\naddress = \"c\"\n\"remote address\" = \"d\"\nGo = \"e\"\n"
	for _, test := range []struct {
		text string
		want []string
	}{
		{"A half close, and a half close.", []string{"half close"}},
		{"Half closes after the MTU.", []string{"Half closes", "MTU"}},
		{"No mtu, MTUs, XMTU; a remote address in Go.", []string{"MTUs", "remote address"}},
		{"## Half close\n\nIn `MTU` and [MTU](#half-close), or [remote](/glossary.html#remote-address): remote address.", []string{"remote"}},
		{"A half\nclose.", nil},
	} {
		fsys := bookOf(t, "testdata/base.txtar")
		fsys["lessons/01-tcp/030-x.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"X\"\ngoal = \"X.\"\n" + terms + "+++\n\n" + "A half close: the MTU.")}
		fsys["lessons/01-tcp/040-y.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"Y\"\ngoal = \"Y.\"\n+++\n\n" + test.text)}
		b, err := Open(fsys)
		if err != nil {
			t.Fatal(err)
		}
		links := func(path string) (got []string) {
			l := b.Lesson(path)
			for n := range nodes[*ast.Link](l.Doc) {
				if string(n.Destination[:len("/glossary")]) == "/glossary" {
					got = append(got, plain(n, l.Source))
				}
			}
			return got
		}
		if got := links("tcp/y.html"); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
		if got := links("tcp/x.html"); got != nil {
			t.Errorf("the lesson that defines them links %q", got)
		}
	}
}

// Language goes from first pages to those below them.
func TestLanguages(t *testing.T) {
	b := open(t, "testdata/base.txtar", "testdata/languages.txtar")
	for path, want := range map[string]string{"index.html": "en", "tcp/index.html": "de", "tcp/client.html": "de", "tcp/server.html": "fr-CH"} {
		if got := b.Lesson(path).Language; got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
