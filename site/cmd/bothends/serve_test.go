package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// serve says where it listens, answers there, and ends well when asked to.
func TestServe(t *testing.T) {
	cmd := exec.Command("bothends", "serve", "-http", "127.0.0.1:0") // TestMain put it there
	cmd.Stderr = os.Stderr
	cmd.Dir = t.TempDir() // the book is in the binary
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "Both Ends is open at ")
	if err != nil || !ok {
		t.Errorf("printed %q, %v", line, err)
	} else if r, err := http.Get(url); err != nil {
		t.Error(err)
	} else {
		body, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil || r.StatusCode != http.StatusOK || !strings.Contains(string(body), "<title>Both Ends") {
			t.Errorf("%s answers %s, %v:\n%.300s", url, r.Status, err, body)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("interrupted, it ends with %v", err)
	}
}
