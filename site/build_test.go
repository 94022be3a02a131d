package site

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/zstd"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/lesson"
	"bothends/site/offline"
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

// build builds a site that nothing is known of.
func build(b *lesson.Book, dir string) error {
	_, err := Build(context.Background(), b, Options{Dir: dir})
	return err
}

func TestBuild(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	b := smallBook(t)
	if err := build(b, dir); err != nil {
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
	if err := build(smallBook(t), dir); err != nil {
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

// A site whose programs run elsewhere has what asks for it, may ask nobody else, and
// leaves nothing of that behind in one that is built in its place.
func TestBuildRunner(t *testing.T) {
	dir, src, cache := filepath.Join(t.TempDir(), "public"), t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"lessons/index.md":             "+++\ntitle = \"Small book\"\n+++\n\n```run hello\n```\n",
		"snippets/hello/main/main.go":  "package main\n\nfunc main() {}\n",
		"snippets/hello/recording.txt": string(smallBook(t).Snippets["hello"].Recording.Format()),
	} {
		file := filepath.Join(src, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	asked := regexp.MustCompile(`assets/(run|block|watch)\.`)
	for _, test := range []struct {
		runner string
		policy string
		assets []string
	}{
		{"https://runner.example/book/", "connect-src &#39;self&#39; https://runner.example/book/; worker-src &#39;self&#39;; form-action &#39;self&#39; file: https://runner.example/book/; ", []string{"assets/block.", "assets/run.", "assets/run."}},
		{"", "connect-src &#39;self&#39;; worker-src &#39;self&#39;; form-action &#39;self&#39; file:; ", nil},
	} {
		if _, err := BuildFrom(t.Context(), src, Options{Dir: dir, Runner: test.runner, Cache: cache, Program: "p"}); err != nil {
			t.Fatal(err)
		}
		files := tree(t, dir)
		html := files["index.html"]
		if got := strings.Contains(html, `action="`+test.runner+`run#`); got != (test.runner != "") {
			t.Errorf("runner %q: the form asks there: %v", test.runner, got)
		}
		if !strings.Contains(html, "Content-Security-Policy") || !strings.Contains(html, test.policy) {
			t.Errorf("runner %q: the page has no policy %q:\n%s", test.runner, test.policy, html)
		}
		var names []string
		for name := range files {
			if found := asked.FindString(name); found != "" && !strings.HasSuffix(name, ".gz") && !strings.HasSuffix(name, ".zst") {
				names = append(names, found)
			}
		}
		slices.Sort(names)
		if !slices.Equal(names, test.assets) {
			t.Errorf("runner %q: assets %q", test.runner, names)
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
	if err := build(smallBook(t), link); err != nil {
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
	torn := func(temp string) error { // a cannot be file and folder
		return errors.Join(os.WriteFile(filepath.Join(temp, "a"), nil, 0o666), os.Mkdir(filepath.Join(temp, "a"), 0o777))
	}
	for _, test := range []struct {
		name  string
		there map[string]string
		build func(dir string) error
		want  string
	}{
		{"a stale recording", map[string]string{marker: "", "index.html": "old"},
			func(dir string) error { return build(stale, dir) }, "snippets/hello/recording.txt"},
		{"a file that cannot be written", map[string]string{marker: "", "index.html": "old"},
			func(dir string) error { return replace(dir, torn, nil) }, "a"},
		{"a folder of somebody's", map[string]string{"thesis.txt": "ten years"},
			func(dir string) error { return build(smallBook(t), dir) }, "left as it is; name another, or one that does not exist yet"},
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
		if err := build(smallBook(t), file); err == nil {
			t.Error("a file was replaced by a site")
		}
	})
}

// The list of files names each, with its size and sum, and beside each lie its
// compressed forms.
func TestBuildLists(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	if err := build(smallBook(t), dir); err != nil {
		t.Fatal(err)
	}
	files := tree(t, dir)
	var list offline.Manifest
	if err := json.Unmarshal([]byte(files[offline.Name]), &list); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, f := range list.Files {
		listed[f.Path] = true
		if text := files[f.Path]; offline.Sum(sha256.Sum256([]byte(text))) != f.Sum || int64(len(text)) != f.Size {
			t.Errorf("%s has another sum or size than is listed", f.Path)
		}
	}
	machines := map[string]bool{offline.WorkerName: true, "llms.txt": true, "robots.txt": true, "index.md": true, "recordings/hello.json": true}
	packed := 0
	for name, text := range files {
		plain := strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
		switch {
		case machines[name]:
			if listed[name] {
				t.Errorf("%s is listed, which no copy needs", name)
			}
		case plain == name && len(text) > 200 && strings.HasSuffix(name, ".js") && (files[name+".gz"] == "" || files[name+".zst"] == ""):
			t.Errorf("%s has no compressed forms", name)
		case plain == name && !listed[name] && !strings.HasPrefix(name, ".") && name != offline.Name:
			t.Errorf("%s is not listed", name)
		case plain != name:
			packed++
			if listed[name] {
				t.Errorf("%s is listed, which is for servers", name)
			}
			if got := unpack(t, name, text); got != files[plain] {
				t.Errorf("%s is not %s", name, plain)
			}
		}
	}
	if packed < 20 {
		t.Errorf("only %d compressed forms", packed)
	}
}

// unpack reads the compressed form of a file.
func unpack(t *testing.T, name, text string) string {
	t.Helper()
	var r io.Reader
	var err error
	if strings.HasSuffix(name, ".gz") {
		r, err = gzip.NewReader(strings.NewReader(text))
	} else {
		r, err = zstd.NewReader(strings.NewReader(text))
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return string(plain)
}

// Who reads while a site is replaced, again and again, finds a whole one.
func TestBuildWhileRead(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux exchanges two folders in one step")
	}
	dir := filepath.Join(t.TempDir(), "public")
	versions := []string{strings.Repeat("old\n", 5000), strings.Repeat("new\n", 5000)}
	put := func(i int) error {
		return replace(dir, func(temp string) error {
			return errors.Join(os.WriteFile(filepath.Join(temp, marker), nil, 0o666),
				os.WriteFile(filepath.Join(temp, "index.html"), []byte(versions[i%2]), 0o666))
		}, nil)
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
	if err := build(smallBook(t), filepath.Join(parent, "public")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the folder of a killed build is still there")
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error("the folder of another build is gone")
	}
}
