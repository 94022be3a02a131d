package runner

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"zero": "/dev/zero", "loop": "loop"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, size := range map[string]int{"fits": 10, "large": 11} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Repeat("x", size)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"fits":  "",
		"large": "large: more than 0 KiB",
		"pipe":  "pipe: not a regular file",
		"zero":  "zero: not a regular file",
		"none":  "stat none: no such file or directory",
		"loop":  "stat loop: too many levels of symbolic links",
	} {
		b, err := ReadFile(os.DirFS(dir), name, 10)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want || err == nil && len(b) != 10 {
			t.Errorf("%s: %d bytes, %q; want %q", name, len(b), got, want)
		}
	}
}
