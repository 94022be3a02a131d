package gocheck

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestGrammarAcceptsStandardLibrary reads all that GOROOT/src has: none of it
// has a mistake, so none must be found.
func TestGrammarAcceptsStandardLibrary(t *testing.T) {
	root := filepath.Join(runtime.GOROOT(), "src")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		lexemes, _ := lex(string(b))
		if offset, ok := nesting(lexemes); !ok {
			t.Errorf("%s: nested too deeply at offset %d", path, offset)
		}
		lines := lineStarts(string(b))
		mistakes(string(b), lexemes, func(offset int, text string) {
			line, column := lines.place(offset)
			t.Errorf("%s:%d:%d: %s", path, line, column, text)
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files", files)
}
