package lesson

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

const head = "+++\ntitle = \"T\"\n+++\n" // three lines

// What the parser would take minutes for is refused at its line.
func TestBounds(t *testing.T) {
	row := func(n int) string { return strings.Repeat("|a", n) + "|\n" }
	for _, test := range []struct{ name, text, want string }{
		{"emphasis", "\n" + strings.Repeat("*a_ ", 10000), "5: more than 2000 marks"},
		{"links", strings.Repeat("[a](<b", 10000), "4: more than 2000 marks"},
		{"emphasis over lines", strings.Repeat("**a\n", 1001), "1004: more than 2000 marks"},
		{"emphasis, apart", strings.Repeat(strings.Repeat("**a\n", 500)+"\n", 2), ""},
		{"quotes", strings.Repeat("> ", 33) + "a", "4: more than 32 quotes"},
		{"lists", strings.Repeat("1. - ", 17) + "a", "4: more than 32 quotes"},
		{"fewer quotes", strings.Repeat("> ", 32) + "a", ""},
		{"table", row(100) + strings.Repeat("|-", 100) + "|\n" + strings.Repeat("a\n", 250), ": more than 20000 cells"},
		{"table, narrower", row(10) + strings.Repeat("|-", 10) + "|\n" + strings.Repeat("a\n", 250), ""},
		{"no table", row(100) + strings.Repeat("a\n", 250), ""},
		{"headings", strings.Repeat("# a\n", 1001), "1004: more than 1000 headings"},
		{"size", strings.Repeat("0123456\n", 16<<10), ": more than 128 KiB"},
	} {
		r := &reader{fsys: fstest.MapFS{}}
		r.bounded(sourceOf("\n\n\n" + test.text))
		got := ""
		if err := r.mistakes.err(); err != nil {
			got = err.Error()
		}
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func sourceOf(text string) *source {
	s := &source{}
	s.add([]byte(text), "lessons/index.md", 1)
	return s
}

// Files that include each other twice, and so on, are no book of a million pieces.
func TestManyIncludes(t *testing.T) {
	fsys := fstest.MapFS{"lessons/index.md": {Data: []byte(head + "\n```include _parts/00.md\n```\n")}}
	for i := range 30 {
		text := strings.Repeat(fmt.Sprintf("```include %02d.md\n```\n\n", i+1), 2)
		fsys[fmt.Sprintf("lessons/_parts/%02d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys["lessons/_parts/30.md"] = &fstest.MapFile{Data: []byte("a\n")}
	_, err := Open(fsys)
	if err == nil || !strings.Contains(err.Error(), "too much is included in this lesson: at most 100 files") {
		t.Errorf("%v", err)
	}
}

// Reading ends with its context, and has said where it was.
func TestOpenContext(t *testing.T) {
	over := errors.New("over")
	ctx, stop := context.WithCancelCause(t.Context())
	var read []string
	_, err := OpenContext(ctx, os.DirFS("../.."), func(file string) {
		if read = append(read, file); len(read) == 2 {
			stop(over)
		}
	})
	if !errors.Is(err, over) || len(read) != 2 || read[0] != "lessons/index.md" {
		t.Errorf("%v after %q", err, read)
	}
}
