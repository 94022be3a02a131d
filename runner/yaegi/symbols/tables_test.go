package symbols

import (
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"bothends/runner/gocheck"
)

// TestTablesAreCurrent compares the tables with the toolchain here: the release
// must be the same, and within one version what package gen makes.
func TestTablesAreCurrent(t *testing.T) {
	here := strings.TrimSpace(output(t, "env", "GOVERSION"))
	if release(goVersion) != release(here) || release(here) != gocheck.GoVersion {
		t.Fatalf("the tables are of %s, programs are checked as %s, the toolchain is %s: run go generate ./runner/...", goVersion, gocheck.GoVersion, here)
	}
	if goVersion != here {
		t.Skipf("skipped: the tables were made with %s, here is %s: not compared byte for byte", goVersion, here)
	}
	dir := t.TempDir()
	output(t, "run", "./gen", "-o", dir)
	for _, name := range []string{"std_linux_amd64.go", "wrap_linux_amd64.go"} {
		fresh, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if have, err := os.ReadFile(name); err != nil || string(have) != string(fresh) {
			t.Errorf("%s is not what package gen makes: run go generate ./runner/yaegi/symbols (%v)", name, err)
		}
	}
}

// release is the version without its patch: go1.26 of go1.26.8.
func release(version string) string {
	version, _, _ = strings.Cut(version, " ")
	parts := strings.SplitN(version, ".", 3)
	minor, _, _ := strings.Cut(parts[min(1, len(parts)-1)], "rc")
	return parts[0] + "." + minor
}

// output is what the go command says for linux/amd64.
func output(t *testing.T, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("skipped: no go command to compare the tables with")
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	var problems strings.Builder
	cmd.Stderr = &problems
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, problems.String())
	}
	return string(b)
}

// TestComplete holds that each package that gocheck lets a program import has a
// table, and no other; and that what it exports is there, as what it is, unless
// it is generic.
func TestComplete(t *testing.T) {
	files := map[string]string{}
	for line := range strings.Lines(output(t, "list", "-export", "-f", "{{.ImportPath}} {{.Export}}", "std")) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	std := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) { return os.Open(files[path]) })
	for path := range files {
		refused := gocheck.Check(map[string]string{"main.go": "package main\n\nimport _ \"" + path + "\"\n\nfunc main() {}\n"}) != nil
		exports, err := For([]string{path})
		if refused || err != nil {
			if !refused || err == nil {
				t.Errorf("package %s: refused by gocheck %v, but here %v", path, refused, err)
			}
			continue
		}
		pkg, err := std.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, pkg, exports[find(path).key()])
	}
}

func compare(t *testing.T, pkg *types.Package, symbols map[string]reflect.Value) {
	left := map[string]bool{}
	for name := range symbols {
		left[name] = !strings.HasPrefix(name, "_")
	}
	for _, name := range pkg.Scope().Names() {
		o := pkg.Scope().Lookup(name)
		if !o.Exported() {
			continue
		}
		left[name] = false
		v, ok := symbols[name]
		full := pkg.Path() + "." + name
		if isGeneric(o) {
			if ok && !slices.Contains(instantiated, full) {
				t.Errorf("%s is generic and yet there", full)
			}
			continue
		}
		if !ok {
			t.Errorf("%s is missing", full)
			continue
		}
		if problem := differs(o, v); problem != "" {
			t.Errorf("%s %s", full, problem)
		}
	}
	for name, is := range left {
		if is {
			t.Errorf("%s.%s is there and not in the package", pkg.Path(), name)
		}
	}
}

// instantiated are the generic functions that are there with one type argument.
var instantiated = []string{"crypto/hkdf.Expand", "crypto/hkdf.Extract", "crypto/hkdf.Key", "crypto/pbkdf2.Key"}

func isGeneric(o types.Object) bool {
	switch t := o.Type().(type) {
	case *types.Signature:
		return t.TypeParams() != nil
	case *types.Named:
		i, ok := t.Underlying().(*types.Interface)
		return t.TypeParams() != nil || ok && !i.IsMethodSet()
	}
	return false
}

// differs says in what the value is not what the package has.
func differs(o types.Object, v reflect.Value) string {
	full := o.Pkg().Path() + "." + o.Name()
	switch o := o.(type) {
	case *types.Func:
		if is := runtime.FuncForPC(v.Pointer()).Name(); is != full {
			return "is the function " + is
		}
	case *types.Var:
		if !v.CanSet() {
			return "is no variable"
		}
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return "is nil, for which the interpreter takes it for a type"
		}
	case *types.TypeName:
		if v.Kind() != reflect.Pointer || !v.IsNil() {
			return "is no type"
		}
		if named, ok := types.Unalias(o.Type()).(*types.Named); ok {
			is := v.Type().Elem()
			if is.Name() != named.Obj().Name() || named.Obj().Pkg() != nil && is.PkgPath() != named.Obj().Pkg().Path() {
				return "is the type " + is.String()
			}
		}
	case *types.Const:
		return constantDiffers(o, v)
	}
	return ""
}

func constantDiffers(o *types.Const, v reflect.Value) string {
	if basic, ok := o.Type().(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
		c, ok := v.Interface().(constant.Value)
		if !ok || c.Kind() != o.Val().Kind() || !constant.Compare(c, token.EQL, o.Val()) {
			return "is " + v.String() + ", not " + o.Val().ExactString()
		}
		return ""
	}
	var c constant.Value
	switch {
	case v.CanInt():
		c = constant.MakeInt64(v.Int())
	case v.CanUint():
		c = constant.MakeUint64(v.Uint())
	case v.Kind() == reflect.String:
		c = constant.MakeString(v.String())
	default:
		return "is a constant of a kind that this test does not know: " + v.String()
	}
	if !constant.Compare(c, token.EQL, o.Val()) {
		return "is " + c.ExactString() + ", not " + o.Val().ExactString()
	}
	want := types.TypeString(o.Type(), (*types.Package).Name)
	if want == "rune" {
		want = "int32"
	}
	if have := v.Type().String(); have != want {
		return "is of type " + have + ", not " + want
	}
	return ""
}
