package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Where no box can be had serve says so, and why, and serves the pages with
// their recordings. What a reader asks it to run is refused, with the cure.
func TestServeWithoutBox(t *testing.T) {
	if _, err := exec.LookPath("unshare"); err != nil {
		t.Skip("not tested: no unshare to take the namespaces away with")
	}
	cmd := exec.Command("unshare", "-Ur", "sh", "-c",
		"echo 0 >/proc/sys/user/max_user_namespaces && exec bothends serve -http 127.0.0.1:0")
	cmd.Dir = t.TempDir()
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "Both Ends is open at ")
	if err != nil || !ok {
		t.Errorf("printed %q, %v", line, err)
	} else {
		status, body := fetch(t, "GET", address, "")
		if status != http.StatusOK || !strings.Contains(body, "<title>Both Ends") {
			t.Errorf("%s answers %d:\n%.300s", address, status, body)
		}
		status, body = fetch(t, "POST", address+"run", "snippet=tcp-echo")
		if status != http.StatusServiceUnavailable || !strings.Contains(body, "max_user_namespaces") {
			t.Errorf("a run is answered with %d:\n%.300s", status, body)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("interrupted, it ends with %v", err)
	}
	if want := `level=ERROR msg="programs cannot run here; pages are served with their recordings" layer=namespaces cause="no space left on device" cure=`; !strings.Contains(said.String(), want) {
		t.Errorf("it said %q; want %q", said.String(), want)
	}
}

func fetch(t *testing.T, method, address, form string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/event-stream")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Error(err)
	}
	return answer.StatusCode, string(text)
}

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

// Behind a run there is a box ready for the next, which ends with the server.
func TestServeHasABoxReady(t *testing.T) {
	cmd := exec.Command("bothends", "serve", "-http", "127.0.0.1:0", "-ready", "1h")
	cmd.Stderr, cmd.Dir = os.Stderr, t.TempDir()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	address := strings.TrimPrefix(strings.TrimSpace(line), "Both Ends is open at ")
	if _, body := fetch(t, "POST", address+"run", "snippet=tcp-echo"); !strings.Contains(body, "Your run ended as planned.") {
		t.Errorf("the run ended with\n%.500s", body)
	}
	var below []int
	for began := time.Now(); len(below) < 3 && time.Since(began) < time.Minute; time.Sleep(10 * time.Millisecond) { // nothing tells of it
		below = descendants(t, cmd.Process.Pid)
	}
	if len(below) < 3 { // init and two workers
		t.Errorf("processes %v are below the server; want a box with workers", below)
	}
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("interrupted, it ends with %v", err)
	}
	for _, pid := range below {
		if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil && len(text) > 0 {
			t.Errorf("process %d, %q, is left", pid, text)
		}
	}
}
