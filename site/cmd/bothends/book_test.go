package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// The book inside the program is the one in the source tree.
func TestEmbedded(t *testing.T) {
	in, err := bookFS("")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := bookFS(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, top := range []string{"lessons", "snippets"} {
		files := 0
		err := fs.WalkDir(tree, top, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || name == top+"/embed.go" {
				return err
			}
			files++
			want, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			if got, err := fs.ReadFile(in, name); err != nil || string(got) != string(want) {
				t.Errorf("%s is not in the program as it is in the tree: %v", name, err)
			}
			return nil
		})
		if err != nil || files == 0 {
			t.Errorf("%s: %d files, %v", top, files, err)
		}
	}
	for _, name := range []string{".", "runner", "lessonsx", "lessons/../go.mod", "/lessons", "lessons/none.md"} {
		if _, err := in.Open(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Open(%q): %v, want that it does not exist", name, err)
		}
	}
	var wrong *fs.PathError
	if _, err := in.Open("lessons/none.md"); !errors.As(err, &wrong) || wrong.Path != "lessons/none.md" {
		t.Errorf("the error names another path: %v", err)
	}
}

func TestEmbeddedPutsFoldersTogether(t *testing.T) {
	e := embedded{"a": fstest.MapFS{"x/y": {Data: []byte("1")}}, "b": fstest.MapFS{}}
	entries, err := fs.ReadDir(e, "a/x")
	if err != nil || len(entries) != 1 || entries[0].Name() != "y" {
		t.Errorf("%v, %v", entries, err)
	}
	if entries, err := fs.ReadDir(e, "b"); err != nil || len(entries) != 0 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestBookFSWantsBothFolders(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lessons"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := bookFS(dir); err == nil {
		t.Error("a file is taken for the folder lessons")
	}
}
