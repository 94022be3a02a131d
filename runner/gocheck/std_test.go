package gocheck

import (
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLibraryIsCurrent compares std.export with the toolchain here: the release
// must be the same. Within a release, where patches do not change what the
// library declares, the archive must be what gen.go makes.
func TestLibraryIsCurrent(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("skipped: no go command to compare std.export with")
	}
	have, here := standard().goVersion, toolchain(t)
	if release(have) != release(here) {
		t.Fatalf("std.export describes the library of %s, the toolchain is %s: run go generate ./runner/gocheck, see that GoVersion (%s) is right, and go test -update", have, here, GoVersion)
	}
	if release(have) != GoVersion {
		t.Errorf("std.export describes the library of %s; programs are checked as %s", have, GoVersion)
	}
	if have != here {
		t.Skipf("skipped: std.export was made with %s, here is %s: not compared byte for byte", have, here)
	}
	out := filepath.Join(t.TempDir(), "std.export")
	if text, err := exec.Command("go", "run", "gen.go", "-o", out).CombinedOutput(); err != nil {
		t.Fatalf("gen.go: %v\n%s", err, text)
	}
	fresh, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if string(fresh) != archive {
		t.Error("std.export is not what gen.go makes: run go generate ./runner/gocheck")
	}
}

// release is the version without its patch: go1.26 of go1.26.8, and also of a
// version with something after it.
func release(version string) string {
	version, _, _ = strings.Cut(version, " ")
	if parts := strings.SplitN(version, ".", 3); len(parts) > 2 {
		return parts[0] + "." + parts[1]
	}
	version, _, _ = strings.Cut(version, "rc")
	return version
}

// TestEveryPackage imports each package of the library alone, and all of them
// together.
func TestEveryPackage(t *testing.T) {
	var all strings.Builder
	all.WriteString("package main\n\nimport (\n")
	for path := range standard().packages {
		all.WriteString("\t_ \"" + path + "\"\n")
		one := "package main\n\nimport _ \"" + path + "\"\n\nfunc main() {}\n"
		if problems := Check(map[string]string{"main.go": one}); problems != nil {
			t.Errorf("%s", print(problems))
		}
	}
	all.WriteString(")\n\nfunc main() {}\n")
	if problems := Check(map[string]string{"main.go": all.String()}); problems != nil {
		t.Errorf("%s", print(problems))
	}
	if n := len(standard().packages); n < 150 {
		t.Errorf("only %d packages", n)
	}
	for _, path := range []string{"net", "net/http", "syscall", "slices", "maps", "iter", "cmp", "unique", "weak", "crypto/tls", "log/slog", "testing"} {
		if standard().packages[path] == nil {
			t.Errorf("package %s is missing", path)
		}
	}
}

// TestEveryName reads each declaration of the library alone: it must be what it
// is when all of its package is read.
func TestEveryName(t *testing.T) {
	count := 0
	for path := range standard().packages {
		whole := newImporter()
		if err := whole.load(map[string]bool{path: true}, names{}); err != nil {
			t.Fatal(err)
		}
		scope := whole.read[path].Scope()
		for _, name := range scope.Names() {
			if !token.IsExported(name) {
				continue
			}
			alone := newImporter()
			if err := alone.load(map[string]bool{path: false}, names{strings.ToLower(name): true}); err != nil {
				t.Errorf("%s.%s: %v", path, name, err)
				continue
			}
			count++
			got, want := declaration(alone.read[path].Scope().Lookup(name)), declaration(scope.Lookup(name))
			if got != want {
				t.Errorf("%s.%s alone is\n%s\nof the whole package\n%s", path, name, got, want)
			}
		}
	}
	t.Logf("%d names", count)
}

// declaration is an object with the methods of its type.
func declaration(o types.Object) string {
	text := types.ObjectString(o, nil)
	if _, isType := o.(*types.TypeName); isType {
		set := types.NewMethodSet(types.NewPointer(o.Type()))
		for m := range set.Methods() {
			text += "\n" + m.String()
		}
	}
	return text
}
