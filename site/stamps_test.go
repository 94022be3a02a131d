package site

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestAgain: whatever happens to a book's folder, who knows what it was like sees what
// somebody sees who looks at all of it.
func TestAgain(t *testing.T) {
	for _, test := range []struct {
		name    string
		change  func(in func(name string) string) error
		folders []string // whose names change
	}{
		{"nothing", func(in func(string) string) error { return nil }, nil},
		{"a text", func(in func(string) string) error {
			return os.WriteFile(in("lessons/index.md"), []byte("longer"), 0o666)
		}, nil},
		{"a new file", func(in func(string) string) error { return os.WriteFile(in("lessons/new.md"), nil, 0o666) }, []string{"lessons"}},
		{"a file less", func(in func(string) string) error { return os.Remove(in("snippets/echo/server/main.go")) }, []string{"snippets/echo/server"}},
		{"another name", func(in func(string) string) error {
			return os.Rename(in("snippets/echo/server/main.go"), in("snippets/echo/server/other.go"))
		}, []string{"snippets/echo/server"}},
		{"a new folder", func(in func(string) string) error {
			return os.CopyFS(in("snippets/echo/client"), os.DirFS(in("snippets/echo/server")))
		}, []string{"snippets/echo"}},
		{"a folder less", func(in func(string) string) error { return os.RemoveAll(in("snippets/echo")) }, []string{"snippets"}},
		{"a folder of another name", func(in func(string) string) error { return os.Rename(in("snippets/echo"), in("snippets/hello")) }, []string{"snippets"}},
		{"a link in the place of a folder", func(in func(string) string) error {
			if err := os.Rename(in("snippets/echo"), in("elsewhere")); err != nil {
				return err
			}
			return os.Symlink("../elsewhere", in("snippets/echo"))
		}, []string{"snippets"}},
		{"a folder in the place of a file", func(in func(string) string) error {
			if err := os.Remove(in("lessons/index.md")); err != nil {
				return err
			}
			return os.CopyFS(in("lessons/index.md"), os.DirFS(in("snippets")))
		}, []string{"lessons"}},
		{"a file in the place of a folder", func(in func(string) string) error {
			if err := os.RemoveAll(in("snippets/echo")); err != nil {
				return err
			}
			return os.WriteFile(in("snippets/echo"), nil, 0o666)
		}, []string{"snippets"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			in := func(name string) string { return filepath.Join(dir, name) }
			for _, name := range []string{"lessons/index.md", "snippets/echo/server/main.go", "snippets/echo/scenario.toml"} {
				if err := os.MkdirAll(filepath.Dir(in(name)), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(in(name), []byte(name), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			before, err := stampAll(os.DirFS(dir))
			if err != nil {
				t.Fatal(err)
			}
			before.Began = before.Began.Add(time.Hour) // as if its folders had been as they are for so long
			if err := test.change(in); err != nil {
				t.Fatal(err)
			}
			for _, folder := range test.folders {
				stir(t, in(folder), before.Folders[folder])
			}
			want, err := stampAll(os.DirFS(dir))
			if err != nil {
				t.Fatal(err)
			}
			got, err := before.again(dir)
			if err != nil || !maps.Equal(got.Files, want.Files) || !maps.Equal(got.Folders, want.Folders) {
				t.Errorf("%v: %v %v\nwant %v %v", err, got.Files, got.Folders, want.Files, want.Folders)
			}
		})
	}
}

// stir changes a folder until its time is another one: the clock of a file system has a grain.
func stir(t *testing.T, folder string, before int64) {
	t.Helper()
	for {
		info, err := os.Lstat(folder)
		if err != nil {
			t.Fatal(err)
		}
		if changedAt(info) != before {
			return
		}
		if err := os.Mkdir(filepath.Join(folder, "stir"), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(folder, "stir")); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAgainTrusts: of a folder that has not changed for long the names are not looked at.
func TestAgainTrusts(t *testing.T) {
	dir := t.TempDir()
	for _, top := range []string{"lessons", "snippets"} {
		if err := os.Mkdir(filepath.Join(dir, top), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	before, err := stampAll(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "lessons/new.md")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(filepath.Dir(file))
	if err != nil {
		t.Fatal(err)
	}
	before.Folders["lessons"] = changedAt(info)
	for _, test := range []struct {
		since time.Duration
		files int
	}{{tick / 2, 1}, {2 * tick, 0}} {
		before.Began = time.Unix(0, changedAt(info)).Add(test.since)
		now, err := before.again(dir)
		if err != nil || len(now.Files) != test.files {
			t.Errorf("%v after a folder changed: %v, %v", test.since, now.Files, err)
		}
	}
}
