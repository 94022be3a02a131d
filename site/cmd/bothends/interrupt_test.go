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
