package fidelity

import (
	"cmp"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"bothends/runner/gocheck"
)

// shownPrograms are those that the page about engines says are interpreted, or compiled.
func shownPrograms(t *testing.T) (all []*Program) {
	t.Helper()
	const path = "../../lessons/_engines/examples.txtar"
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		all = append(all, &Program{Path: path + ": " + f.Name, Files: map[string]string{"main.go": string(f.Data)}})
	}
	return all
}

// yaegiPrograms are the interpreter's own tests, from the module cache. What
// their comments say that they print is what the interpreter printed, and is
// not looked at.
func yaegiPrograms(t *testing.T) []*Program {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/traefik/yaegi").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skipf("not compared: the interpreter's module is not in the module cache: %v", err)
	}
	return goFiles(t, filepath.Join(dir, "_test"), func(string) bool { return true })
}

// distributionPrograms are the run tests of the Go distribution, where it has
// its test folder: some packagers leave it out.
func distributionPrograms(t *testing.T) []*Program {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "test")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("not compared: this Go distribution comes without its tests: %v", err)
	}
	return goFiles(t, dir, func(source string) bool {
		first, _, _ := strings.Cut(source, "\n")
		return strings.TrimSpace(first) == "// run"
	})
}

// goFiles are the Go files below a folder that are wanted.
func goFiles(t *testing.T, dir string, wanted func(source string) bool) []*Program {
	t.Helper()
	return slices.DeleteFunc(readPrograms(t, dir), func(p *Program) bool {
		return filepath.Ext(p.Path) != ".go" || !wanted(p.Files["main.go"])
	})
}

// usable leaves out what cannot be compared, and counts why. Of programs that
// were made to be compared only those that need files are left out, which the
// box has none of.
func usable(programs []*Program, corpus bool, left map[string]int) []*Program {
	return slices.DeleteFunc(slices.Clone(programs), func(p *Program) bool {
		why := ""
		for _, source := range p.Files {
			why = cmp.Or(why, unusable(source, corpus))
		}
		if why != "" {
			left[why]++
		}
		return why != ""
	})
}

func unusable(source string, corpus bool) string {
	f, err := parser.ParseFile(token.NewFileSet(), "main.go", source, parser.ParseComments)
	switch {
	case err == nil && mentions(f, files):
		return "needs files"
	case !corpus:
		return ""
	case err != nil || f.Name.Name != "main":
		return "no program of one file"
	case excluded(f):
		return "not for this platform"
	case mentions(f, outside):
		return "looks at the time, chance, the environment or itself"
	case mentions(f, kernel):
		return "asks the kernel for what the box refuses"
	case len(gocheck.Check(map[string]string{"main.go": source})) > 0:
		return "the checker refuses it"
	}
	return ""
}

// excluded evaluates a build constraint as the go command would.
func excluded(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if c.Pos() < f.Package && strings.HasPrefix(c.Text, "//go:build ") {
				context := build.Default
				context.CgoEnabled = false
				dir, err := os.MkdirTemp("", "")
				if err != nil {
					return true
				}
				defer os.RemoveAll(dir)
				os.WriteFile(filepath.Join(dir, "main.go"), []byte(c.Text+"\n\npackage main\n"), 0o644)
				match, err := context.MatchFile(dir, "main.go")
				return err != nil || !match
			}
		}
	}
	return false
}

// files are the functions that need files, and packages that do.
var files = map[string][]string{
	"os":        {"Open", "OpenFile", "Create", "ReadFile", "WriteFile", "ReadDir", "Stat", "Lstat", "MkdirTemp", "CreateTemp", "TempDir", "Getwd", "Executable"},
	"io/ioutil": {"ReadFile", "WriteFile", "ReadDir", "TempDir", "TempFile"}, "testing": nil,
}

// outside are the functions and packages whose results are not the program's.
var outside = map[string][]string{
	"time":      {"Now", "Since", "Until"},
	"os":        {"Getenv", "Environ", "LookupEnv", "Getpid", "Getppid", "Hostname", "Args"},
	"math/rand": nil, "math/rand/v2": nil, "crypto/rand": nil, "runtime": nil, "runtime/debug": nil,
}

// kernel are the functions that ask for what the box refuses to any program.
var kernel = map[string][]string{"syscall": {"Mprotect"}}

// mentions reports whether a program imports one of the packages, or uses one of
// the functions that are named of it.
func mentions(f *ast.File, listed map[string][]string) bool {
	names := map[string][]string{}
	for _, spec := range f.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		symbols, found := listed[path]
		if found && symbols == nil {
			return true
		}
		names[filepath.Base(path)] = symbols
	}
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			id, ok := sel.X.(*ast.Ident)
			found = found || ok && slices.Contains(names[id.Name], sel.Sel.Name)
		}
		return !found
	})
	return found
}

func TestUnusable(t *testing.T) {
	for _, test := range []struct{ name, source, why string }{
		{"a program", "package main\n\nfunc main() {}\n", ""},
		{"a package", "package p\n", "no program of one file"},
		{"another platform", "//go:build windows\n\npackage main\n\nfunc main() {}\n", "not for this platform"},
		{"this platform", "//go:build linux && !cgo\n\npackage main\n\nfunc main() {}\n", ""},
		{"the time of day", "package main\n\nimport \"time\"\n\nfunc main() { println(time.Now().String()) }\n",
			"looks at the time, chance, the environment or itself"},
		{"a file", "package main\n\nimport \"os\"\n\nfunc main() { os.ReadFile(\"x\") }\n", "needs files"},
		{"a page that faults", "package main\n\nimport \"syscall\"\n\nfunc main() { syscall.Mprotect(nil, 0) }\n", "asks the kernel for what the box refuses"},
		{"a duration", "package main\n\nimport \"time\"\n\nfunc main() { time.Sleep(time.Nanosecond) }\n", ""},
		{"a mistake", "package main\n\nfunc main() { x := 1 }\n", "the checker refuses it"},
	} {
		if why := unusable(test.source, true); why != test.why {
			t.Errorf("%s: %q; want %q", test.name, why, test.why)
		}
	}
}
