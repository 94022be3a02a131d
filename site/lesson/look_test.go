package lesson

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// page is the small book with one more lesson.
func page(t *testing.T, text string, frontMatter ...string) *Lesson {
	t.Helper()
	fsys := bookOf(t, "testdata/base.txtar")
	fsys["lessons/01-tcp/030-x.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"X\"\ngoal = \"X.\"\n" + strings.Join(frontMatter, "\n") + "\n+++\n\n" + text)}
	b, err := Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return b.Lesson("tcp/x.html")
}

func TestLook(t *testing.T) {
	for _, test := range []struct {
		info string
		want Look
	}{
		{"go", Look{}},
		{"go {2}", Look{Marked: []int{2}}},
		{"go {1,3-5, 7}", Look{Marked: []int{1, 3, 4, 5, 7}}},
		{"text \"a `b`\"", Look{Caption: "a `b`"}},
		{`go {1}  "c"`, Look{Marked: []int{1}, Caption: "c"}},
	} {
		l := page(t, "~~~"+test.info+"\na\nb\nc\nd\ne\nf\ng\n~~~\n")
		for n := range nodes[*ast.FencedCodeBlock](l.Doc) {
			if got := LookOf(n); fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("%s: %v, want %v", test.info, got, test.want)
			}
		}
	}
	l := page(t, "```show tcp-echo/server/main.go#accept {2-3} \"Two\"\n```\n")
	for n := range nodes[*Show](l.Doc) {
		if !slices.Equal(n.Look.Marked, []int{2, 3}) || n.Look.Caption != "Two" {
			t.Errorf("a shown file: %v", n.Look)
		}
	}
}

func TestCallout(t *testing.T) {
	l := page(t, "> [!Warning] In `C`, *too*\n> First *line*.\n>\n> Second.\n\n> A quotation.\n\n> [!note]\n>\n> - item\n")
	var got []string
	for n := range nodes[*Callout](l.Doc) {
		got = append(got, n.Class+"|"+n.Title+"|"+plain(n, l.Source))
	}
	if want := []string{"warning|In `C`, *too*|First line.Second.", "note||item"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if n := len(slices.Collect(nodes[*ast.Blockquote](l.Doc))); n != 1 {
		t.Errorf("%d quotations, want 1", n)
	}
}

func TestCaption(t *testing.T) {
	l := page(t, "| a | b |\n|---|---|\n| 1 | 2 |\n\nTable: what `a` does\n\nTable talk.\n")
	for table := range nodes[*east.Table](l.Doc) {
		if p := Caption(table); p == nil || plain(p, l.Source) != "what a does" {
			t.Errorf("the table has the caption %v", p)
		}
	}
	if n := len(slices.Collect(nodes[*ast.Paragraph](l.Doc))); n != 1 {
		t.Errorf("%d paragraphs, want the last one alone", n)
	}
}
