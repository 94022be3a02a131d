package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// deployed reads one of the files by which others run the server.
func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// takes reports flags that serve does not take.
func takes(t *testing.T, where string, args []string) {
	t.Helper()
	var o serving
	f, dir := serveFlags(&o)
	if len(args) == 0 || args[0] != "serve" {
		t.Fatalf("%s runs %q; want serve", where, args)
	}
	if err := f.Parse(args[1:]); err != nil || f.NArg() > 0 {
		t.Fatalf("%s: %v, and behind the flags %q", where, err, f.Args())
	}
	if err := o.settle(*dir); err != nil {
		t.Errorf("%s: %v", where, err)
	}
}

// The unit is one that systemd takes, and runs the server with flags that this has.
func TestUnit(t *testing.T) {
	text := deployed(t, "bothends.service")
	line := regexp.MustCompile(`(?m)^ExecStart=(\S+) (.*)$`).FindStringSubmatch(text)
	if line == nil {
		t.Fatal("the unit starts nothing")
	}
	takes(t, "the unit", strings.Fields(line[2]))
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed: the unit's settings are not looked at")
	}
	self, err := os.Executable() // the program that the unit names is installed by who uses it
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "bothends.service")
	if err := os.WriteFile(unit, []byte(strings.Replace(text, line[1], self, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	said, _ := exec.Command(program, "verify", "--man=no", unit).CombinedOutput() // its status is of the machine's own units, too
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, "bothends.service") {
			t.Errorf("systemd-analyze verify: %s", line)
		}
	}
}

// The container is built with the Go of go.mod, has what was built, and runs it with flags that
// it has.
func TestContainer(t *testing.T) {
	text := deployed(t, "Containerfile")
	mod, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(mod))
	if version == nil || !strings.Contains(text, "\nFROM docker.io/library/golang:"+version[1]+" AS build\n") {
		t.Errorf("the container is not built with the Go of go.mod, %v", version)
	}
	if !regexp.MustCompile(`(?m)^RUN CGO_ENABLED=0 go build .*-o /bothends \./site/cmd/bothends\b.*mkdir /empty$`).MatchString(text) {
		t.Error("the program is not built, or the folder for /tmp is not made")
	}
	for _, line := range []string{"\nFROM scratch\n", "\nCOPY --from=build /bothends /bothends\n", "\nCOPY --from=build /empty /tmp\n", "\nENTRYPOINT [\"/bothends\"]\n", "\nSTOPSIGNAL SIGTERM\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("there is no line %q", line)
		}
	}
	var args []string
	line := regexp.MustCompile(`(?m)^CMD (.*)$`).FindStringSubmatch(text)
	if line == nil {
		t.Fatal("the container runs nothing")
	}
	if err := json.Unmarshal([]byte(line[1]), &args); err != nil {
		t.Fatalf("CMD %s: %v", line[1], err)
	}
	takes(t, "the container", args)
}
