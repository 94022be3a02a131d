package runner

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A program has the files that the go command would compile.
func TestBuilds(t *testing.T) {
	const plain = "package main\n"
	files := map[string]string{
		"main.go": "package main\n\nfunc main() {}\n", "a.go": plain, "_z.go": plain,
		"x_windows.go": plain, "x_linux.go": plain, "x_arm64.go": plain, "x_linux_amd64.go": plain, "linux.go": plain, "x_test.go": plain,
		"ignored.go": "//go:build ignore\n\n" + plain, "linux_only.go": "// Why.\n\n//go:build linux && !cgo\n\n" + plain,
		"cgo.go": "//go:build cgo\n\n" + plain, "new.go": "//go:build go1.99\n\n" + plain, "now.go": "//go:build go1.26\n\n" + plain,
		"unix.go": "//go:build unix\n\n" + plain, "old.go": "// +build ignore\n\n" + plain, "late.go": plain + "\n//go:build ignore\n",
	}
	dir := t.TempDir()
	for name, source := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "list", "-json=GoFiles")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GO111MODULE=off", "CGO_ENABLED=0", "GOFLAGS=")
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("nothing is compared with the go command: %v", err)
	}
	var listed struct{ GoFiles []string }
	if err := json.Unmarshal(out, &listed); err != nil || len(listed.GoFiles) == 0 {
		t.Fatalf("go list says %s: %v", out, err)
	}
	s, err := NewSnippet("tags", files)
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(s.Programs[0].Files)); !slices.Equal(got, listed.GoFiles) {
		t.Errorf("a program of\n%v; go list has\n%v", got, listed.GoFiles)
	}
}

// A file that is named itself is a program whatever it is built for, as under go run.
func TestNamedFile(t *testing.T) {
	const source = "//go:build ignore\n\npackage main\n\nfunc main() {}\n"
	for _, name := range []string{"tool.go", "tool_windows.go"} {
		if _, err := SingleFile(name, source, nil, ""); err != nil {
			t.Error(err)
		}
	}
	_, err := NewSnippet("tool", map[string]string{"tool.go": source})
	if want := "tool: no program; what go build compiles here has none of its Go files, such as tool.go: see their build constraints"; err == nil || err.Error() != want {
		t.Errorf("alone in a folder: %v; want %s", err, want)
	}
	_, err = NewSnippet("pair", map[string]string{"server/main.go": source, "client/main.go": "package main\n\nfunc main() {}\n"})
	if want := "pair/server: no program; what go build compiles here has none of its Go files, such as server/main.go: see their build constraints"; err == nil || err.Error() != want {
		t.Errorf("one program of two: %v; want %s", err, want)
	}
	if _, err := SingleFile("_tool.go", source, nil, ""); err == nil || !strings.Contains(err.Error(), "no program") {
		t.Errorf("a name that the go command passes over: %v", err)
	}
}

// An edit that puts a constraint into a file has the effect that it has for go build.
func TestEditedConstraint(t *testing.T) {
	s, err := NewSnippet("pair", map[string]string{
		"server/main.go": "package main\n\nfunc main() { serve() }\n", "server/serve.go": "package main\n\nfunc serve() {}\n",
		"client/main.go": "package main\n\nfunc main() {}\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	const ignored = "//go:build ignore\n\npackage main\n\nfunc main() {}\n"
	for _, test := range []struct{ name, file, source, want string }{
		{"the only file", "client/main.go", ignored, "client/main.go: build constraints exclude all Go files in client; take away the //go:build line that go build does not meet here"},
		{"met", "client/main.go", strings.Replace(ignored, "ignore", "linux", 1), ""},
		{"below the package", "client/main.go", "package main\n\n//go:build ignore\nfunc main() {}\n", ""},
	} {
		if _, err := s.With(map[string]string{test.file: test.source}); err == nil && test.want != "" || err != nil && err.Error() != test.want {
			t.Errorf("%s: %v; want %s", test.name, err, test.want)
		}
	}
	out, err := s.With(map[string]string{"server/serve.go": ignored})
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(out.Programs, func(p Program) bool { return p.Name == "server" }); len(out.Programs[i].Files) != 1 {
		t.Errorf("beside another file, one that is excluded stays: %v", out.Programs[i].Files)
	}
}
