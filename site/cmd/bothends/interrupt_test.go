package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// Ctrl-C ends a run that would go on for ever, and all that belongs to it.
func TestInterrupt(t *testing.T) {
	const endless = `
-- server/main.go --
package main

import "net"

func main() {
	l, err := net.Listen("tcp", ":7")
	if err != nil {
		panic(err)
	}
	for {
		l.Accept()
	}
}
-- client/main.go --
package main

import "fmt"

func main() {
	fmt.Println("ready")
	for {
	}
}
-- scenario.toml --
limits.time = "60s"
`
	file := filepath.Join(t.TempDir(), "endless.txtar")
	if err := os.WriteFile(file, []byte(endless), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bothends", "run", file) // TestMain put it there
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasSuffix(lines.Text(), "| ready") {
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, out); err != nil { // ends when the last holder of the pipe has gone
		t.Error(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != statusInterrupted {
		t.Errorf("ended with %v, want exit status %d", err, statusInterrupted)
	}
}

// An interrupted update has written what was recorded by then, and nothing in
// part: what was there before is there as it was.
func TestInterruptUpdate(t *testing.T) {
	dir := t.TempDir()
	author, err := txtar.ParseFile(filepath.Join("testdata", "book", "author.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	author.Files = append(author.Files, txtar.File{Name: "book/snippets/wait/main/main.go", Data: []byte("package main\n\nfunc main() {\n\tfor {\n\t}\n}\n")})
	if err := lay(author, dir); err != nil {
		t.Fatal(err)
	}
	file := func(name string) string { return filepath.Join(dir, "book", "snippets", name) }
	old, err := os.ReadFile(file("greet/recording.txt"))
	if err == nil {
		err = os.Remove(file("echo/recording.txt"))
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bothends", "verify", "-book", filepath.Join(dir, "book"), "-run", "echo|greet|wait", "-update")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "ok    greet") {
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var last string
	for lines.Scan() {
		last = lines.Text()
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != statusInterrupted || last != "3 passed, 0 failed" {
		t.Errorf("ended with %v and %q, want exit status %d", err, last, statusInterrupted)
	}
	if now, err := os.ReadFile(file("greet/recording.txt")); err != nil || string(now) != string(old) {
		t.Errorf("what agreed is now %q, %v", now, err)
	}
	if now, err := os.ReadFile(file("echo/recording.txt")); err != nil || !strings.Contains(string(now), "hello <nil>") {
		t.Errorf("what was recorded before is %q, %v", now, err)
	}
	entries, err := os.ReadDir(file("wait"))
	if err != nil || len(entries) != 1 {
		t.Errorf("of what was interrupted there are %v, %v", entries, err)
	}
}
