package gocheck

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestLibraryIsCurrent compares std.zst with the toolchain here: the release
// must be the same. Within a release, where patches do not change what the
// library declares, the archive must be what gen.go makes.
func TestLibraryIsCurrent(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("skipped: no go command to compare std.zst with")
	}
	have, here := standard().goVersion, toolchain(t)
	if release(have) != release(here) {
		t.Fatalf("std.zst describes the library of %s, the toolchain is %s: run go generate ./runner/gocheck, see that GoVersion (%s) is right, and go test -update", have, here, GoVersion)
	}
	if release(have) != GoVersion {
		t.Errorf("std.zst describes the library of %s; programs are checked as %s", have, GoVersion)
	}
	if have != here {
		t.Skipf("skipped: std.zst was made with %s, here is %s: not compared byte for byte", have, here)
	}
	out := filepath.Join(t.TempDir(), "std.zst")
	if text, err := exec.Command("go", "run", "gen.go", "-o", out).CombinedOutput(); err != nil {
		t.Fatalf("gen.go: %v\n%s", err, text)
	}
	fresh, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if string(unpack(t, fresh)) != string(unpack(t, compressed)) {
		t.Error("std.zst is not what gen.go makes: run go generate ./runner/gocheck")
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

func unpack(t *testing.T, b []byte) []byte {
	t.Helper()
	dec, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	raw, err := dec.DecodeAll(b, nil)
	if err != nil {
		t.Fatal(err)
	}
	return raw
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
