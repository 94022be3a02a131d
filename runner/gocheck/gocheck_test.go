package gocheck

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestSnippets checks every program of the book: all of them compile.
func TestSnippets(t *testing.T) {
	programs := map[string]map[string]string{}
	root := filepath.Join("..", "..", "snippets")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), "_") {
			return filepath.SkipDir // a peer, which has a kit besides
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || filepath.Dir(path) == root {
			return err
		}
		source, err := os.ReadFile(path)
		dir := filepath.Dir(path)
		if programs[dir] == nil {
			programs[dir] = map[string]string{}
		}
		programs[dir][filepath.Base(path)] = string(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir, files := range programs {
		if problems := Check(files); problems != nil {
			t.Errorf("%s\n%s", dir, print(problems))
		}
	}
	t.Logf("%d programs", len(programs))
}

const web = `package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello, %s\n", r.URL.Path)
	})
	log.Fatal(http.Serve(ln, nil))
}
`

func TestRightPrograms(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"web": {"main.go": web},
		"builtins": {"main.go": `package main

import ("cmp"; "iter"; "maps"; "slices")

type list[T cmp.Ordered] struct{ all []T }

func (l *list[T]) each() iter.Seq[T] { return slices.Values(l.all) }

func main() {
	l := &list[int]{all: []int{3, 1, 2}}
	for i := range 3 {
		defer println(i, min(i, 2), max(i, 1))
	}
	for x := range l.each() {
		println(x)
	}
	m := map[string]int{"a": 1}
	clear(m)
	print(len(slices.Sorted(maps.Keys(m))), *new(5), "\n")
}
`},
		"several files": {
			"main.go":   "package main\n\nfunc main() { println(helper(1)) }\n",
			"helper.go": "package main\n\nimport \"strconv\"\n\nfunc helper(n int) string { return strconv.Itoa(n) }\n",
		},
		"byte order mark": {"main.go": "\ufeffpackage main\r\n\r\nfunc main() {}\r\n"},
		"no newline":      {"main.go": "package main; func main() {}"},
	} {
		if problems := Check(files); problems != nil {
			t.Errorf("%s\n%s", name, print(problems))
		}
	}
}

func TestOddInput(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":        {nil, "main.go:1:1: no Go files\n"},
		"empty":          {map[string]string{"main.go": ""}, "main.go:1:1: expected 'package', found 'EOF'\n"},
		"NUL":            {map[string]string{"main.go": "package main\n\nfunc main() { println(\"a\x00b\") }\n"}, "main.go:3:25: invalid NUL character\n"},
		"bad UTF-8":      {map[string]string{"main.go": "package main\n\nfunc main() { println(\"a\xffb\") }\n"}, "main.go:3:25: invalid UTF-8 encoding\n"},
		"bad in comment": {map[string]string{"main.go": "package main\n\n// \xff\nfunc main() {}\n"}, "main.go:3:4: illegal UTF-8 encoding\n"}, // the go command's words: it reads so far itself,
		"mark inside":    {map[string]string{"main.go": "package main\n\nfunc main() { println(\"\ufeff\") }\n"}, "main.go:3:24: invalid BOM in the middle of the file\n"},
		"two packages": {map[string]string{"a.go": "package lib\n", "main.go": "package main\n\nfunc main() {}\n"},
			"a.go:1:9: package lib is not a main package; a program begins with package main\n"},
	} {
		if got := print(Check(test.files)); got != test.want {
			t.Errorf("%s\n got: %swant: %s", name, got, test.want)
		}
	}
}

// TestConcurrent checks right and wrong programs from many goroutines: each
// gets what it would get alone.
func TestConcurrent(t *testing.T) {
	programs := readWrong(t)
	alone := make([]string, len(programs))
	for i, p := range programs {
		alone[i] = print(Check(p.files))
	}
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := worker; i < len(programs); i += 3 {
				if got := print(Check(programs[i].files)); got != alone[i] {
					t.Errorf("%s: got\n%swant\n%s", programs[i].name, got, alone[i])
				}
			}
		})
	}
	wait.Wait()
}

func FuzzCheck(f *testing.F) {
	f.Add(web)
	a := readWrong(f)
	for _, p := range a {
		for _, source := range p.files {
			f.Add(source)
		}
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4<<10 {
			t.Skip("too long to be checked ten thousand times")
		}
		problems := Check(map[string]string{"main.go": source})
		if len(problems) > most+1 {
			t.Errorf("%d problems", len(problems))
		}
		lines := strings.Count(source, "\n") + 1
		for _, p := range problems {
			if p.File != "main.go" || p.Line < 1 || p.Line > lines || p.Column < 1 || p.Text == "" {
				t.Errorf("%#v in a source of %d lines", p, lines)
			}
			if strings.HasPrefix(p.Text, "the type checker gave up") {
				t.Error(p)
			}
		}
	})
}

func benchmark(b *testing.B, source string) {
	files := map[string]string{"main.go": source}
	if problems := Check(files); problems != nil {
		b.Fatal(print(problems))
	}
	b.ReportAllocs()
	for b.Loop() {
		Check(files)
	}
}

func BenchmarkCheckPrintln(b *testing.B) {
	benchmark(b, "package main\n\nfunc main() { println(1) }\n")
}

func BenchmarkCheckNet(b *testing.B) {
	benchmark(b, "package main\n\nimport (\n\t\"fmt\"\n\t\"net\"\n)\n\nfunc main() { fmt.Println(net.Listen(\"tcp\", \":7\")) }\n")
}

func BenchmarkCheckWeb(b *testing.B) { benchmark(b, web) }
