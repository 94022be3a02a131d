package lesson

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// bookOf lays the files of archives over each other. \xHH in them is a byte.
func bookOf(t *testing.T, archives ...string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			data := strings.NewReplacer(`\xe9`, "\xe9", `\x00`, "\x00", `\x2d`, "-").Replace(string(f.Data))
			fsys[f.Name] = &fstest.MapFile{Data: []byte(data), Mode: 0o644}
		}
	}
	return fsys
}

// Each archive begins with the mistakes it has, in the order of Open. Lines
// that name no file are remarks.
func TestMistakes(t *testing.T) {
	archives, _ := filepath.Glob("testdata/mistakes/*.txtar")
	if len(archives) == 0 {
		t.Fatal("no archives")
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(txtar.Parse(text).Comment)) {
				if strings.HasPrefix(line, "lessons/") || strings.HasPrefix(line, "snippets/") {
					want = append(want, strings.TrimSpace(line))
				}
			}
			b, err := Open(bookOf(t, "testdata/base.txtar", name))
			if err == nil {
				t.Fatal("Open found no mistake")
			}
			if b != nil {
				t.Error("Open returned a book along with its mistakes")
			}
			got := strings.Split(err.Error(), "\n")
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("not reported: %s", w)
				}
			}
			for _, g := range got {
				if !slices.Contains(want, g) {
					t.Errorf("not expected: %s", g)
				}
			}
			if !t.Failed() && !slices.Equal(got, want) {
				t.Errorf("in another order:\n%s", err)
			}
		})
	}
}

func TestNoBook(t *testing.T) {
	_, err := Open(fstest.MapFS{})
	if err == nil || err.Error() != "lessons: no such folder; a book has lessons/ and snippets/" {
		t.Errorf("of an empty folder: %v", err)
	}
}
