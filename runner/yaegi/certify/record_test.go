package certify

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// record runs with the Go toolchain those programs that have no output
// recorded, all of them if UPDATE_ALL is set, and writes it.
func record(t *testing.T) {
	var programs []*program
	for _, folder := range folders {
		for _, p := range load(t, folder) {
			if len(p.archive.Files) == len(p.files) || os.Getenv("UPDATE_ALL") != "" {
				programs = append(programs, p)
			}
		}
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module programs\n\ngo 1.26\n")
	for i, p := range programs {
		for name, source := range p.files {
			write(t, filepath.Join(dir, strconv.Itoa(i), name), source)
		}
	}
	if len(programs) == 0 {
		return
	}
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", filepath.Join(dir, "bin")+"/", "./...")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, p := range programs {
		got := execute(filepath.Join(dir, "bin", strconv.Itoa(i)), "main", nil)
		a := &txtar.Archive{Comment: p.archive.Comment}
		for _, f := range p.archive.Files {
			if _, source := p.files[f.Name]; source {
				a.Files = append(a.Files, f)
			}
		}
		a.Files = append(a.Files, txtar.File{Name: "stdout", Data: []byte(got.stdout)})
		if got.status != 0 || got.stderr != "" {
			a.Files = append(a.Files,
				txtar.File{Name: "stderr", Data: []byte(got.stderr + "\n")},
				txtar.File{Name: "status", Data: fmt.Appendln(nil, got.status)})
		}
		write(t, p.path, string(txtar.Format(a)))
	}
}

func write(t *testing.T, path, text string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
