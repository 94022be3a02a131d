package site

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

// smallBook has one page and one snippet, which is recorded.
func smallBook(t *testing.T) *lesson.Book {
	t.Helper()
	fsys := fstest.MapFS{
		"lessons/index.md":            {Data: []byte("+++\ntitle = \"Small book\"\n+++\n\n```run hello\n```\n")},
		"snippets/hello/main/main.go": {Data: []byte("package main\n\nfunc main() {}\n")},
	}
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	s := b.Snippets["hello"]
	s.Recording = recording.New(s.Snippet, []runner.Event{{Process: "main", Kind: runner.Exit}})
	return b
}

// tree reads a folder: names to contents. Nothing else may stand beside it.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	beside, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range beside {
		if e.Name() != filepath.Base(dir) {
			t.Errorf("%s was left beside the site", e.Name())
		}
	}
	files := map[string]string{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestBuild(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	b := smallBook(t)
	if err := Build(b, dir); err != nil {
		t.Fatal(err)
	}
	first := tree(t, dir)
	for _, name := range []string{"index.html", "404.html", ".nojekyll", marker} {
		if _, ok := first[name]; !ok {
			t.Errorf("no %s", name)
		}
	}
	for name := range first {
		if strings.HasPrefix(name, "assets/run.") {
			t.Errorf("%s serves nothing in a static site", name)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o500 != 0o500 {
		t.Errorf("the folder's mode is %v (%v)", info.Mode(), err)
	}

	// What an older build wrote goes, and the rest comes again to the byte.
	if err := os.WriteFile(filepath.Join(dir, "gone.html"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Build(smallBook(t), dir); err != nil {
		t.Fatal(err)
	}
	second := tree(t, dir)
	if len(first) != len(second) {
		t.Errorf("first %d files, then %d", len(first), len(second))
	}
	for name := range first {
		if first[name] != second[name] {
			t.Errorf("%s differs between two builds", name)
		}
	}
}

func TestBuildLinks(t *testing.T) {
	real := filepath.Join(t.TempDir(), "real")
	link := filepath.Join(t.TempDir(), "public")
	if err := os.Mkdir(real, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := Build(smallBook(t), link); err != nil {
		t.Fatal(err)
	}
	if tree(t, real)["index.html"] == "" {
		t.Error("the site is not where the link leads")
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

// Each of these fails, and changes nothing.
func TestBuildRefuses(t *testing.T) {
	stale := smallBook(t)
	stale.Snippets["hello"].Recording = nil
	torn := map[string][]byte{marker: nil, "a": nil, "a/b": nil} // a cannot be file and folder
	for _, test := range []struct {
		name  string
		there map[string]string
		build func(dir string) error
		want  string
	}{
		{"a stale recording", map[string]string{marker: "", "index.html": "old"},
			func(dir string) error { return Build(stale, dir) }, "snippets/hello/recording.txt"},
		{"a file that cannot be written", map[string]string{marker: "", "index.html": "old"},
			func(dir string) error { return replace(dir, torn) }, "a"},
		{"a folder of somebody's", map[string]string{"thesis.txt": "ten years"},
			func(dir string) error { return Build(smallBook(t), dir) }, "not a site that bothends made"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			if err := os.Mkdir(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			for name, text := range test.there {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if err := test.build(dir); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("err = %v, want one about %q", err, test.want)
			}
			got := tree(t, dir)
			if len(got) != len(test.there) {
				t.Errorf("the folder holds %d files, not %d", len(got), len(test.there))
			}
			for name, text := range test.there {
				if got[name] != text {
					t.Errorf("%s reads %q, not %q", name, got[name], text)
				}
			}
		})
	}
	t.Run("a file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "public")
		if err := os.WriteFile(file, []byte("text"), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := Build(smallBook(t), file); err == nil {
			t.Error("a file was replaced by a site")
		}
	})
}

// Who reads while a site is replaced, again and again, finds a whole one.
func TestBuildWhileRead(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux exchanges two folders in one step")
	}
	dir := filepath.Join(t.TempDir(), "public")
	versions := []string{strings.Repeat("old\n", 5000), strings.Repeat("new\n", 5000)}
	put := func(i int) error {
		return replace(dir, map[string][]byte{marker: nil, "index.html": []byte(versions[i%2])})
	}
	if err := put(0); err != nil {
		t.Fatal(err)
	}
	done, reader := make(chan struct{}), sync.WaitGroup{}
	reader.Go(func() {
		for reads := 0; ; reads++ {
			b, err := os.ReadFile(filepath.Join(dir, "index.html"))
			if errors.Is(err, fs.ErrNotExist) {
				t.Error("for a moment there was no site")
				return
			}
			if err == nil && !slices.Contains(versions, string(b)) {
				t.Errorf("read %d bytes of a page that is being written", len(b))
				return
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	for i := range 100 {
		if err := put(i + 1); err != nil {
			t.Error(err)
			break
		}
	}
	close(done)
	reader.Wait()
	tree(t, dir)
}

// The way that other systems go ends in the same state.
func TestExchangeByRename(t *testing.T) {
	parent := t.TempDir()
	a, b := filepath.Join(parent, "a"), filepath.Join(parent, "b")
	for _, dir := range []string{a, b} {
		if err := os.MkdirAll(filepath.Join(dir, "was-"+filepath.Base(dir)), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := exchangeByRename(a, b); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(a, "was-b"), filepath.Join(b, "was-a")} {
		if _, err := os.Stat(dir); err != nil {
			t.Error(err)
		}
	}
	if err := exchangeByRename(filepath.Join(parent, "none"), b); err == nil {
		t.Error("a folder that is not there took the place of another")
	}
	if _, err := os.Stat(filepath.Join(b, "was-a")); err != nil {
		t.Errorf("after the failure the old folder is not back: %v", err)
	}
}

// What a killed build has left goes with a later one; what another build is
// about to use stays.
func TestSweep(t *testing.T) {
	parent := t.TempDir()
	left, fresh := filepath.Join(parent, ".public.bothends-1-1"), filepath.Join(parent, ".public.bothends-2-2")
	for _, dir := range []string{left, fresh} {
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(left, long, long); err != nil {
		t.Fatal(err)
	}
	if err := Build(smallBook(t), filepath.Join(parent, "public")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the folder of a killed build is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("the folder of another build is gone")
	}
}
