//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// groups returns the group below which a test may make others.
func groups(t *testing.T) string {
	t.Helper()
	parent, err := delegated()
	if err != nil {
		t.Skipf("not tested, as there are no control groups to be had: %v", err)
	}
	return parent
}

// What is started in a group is in it, dies with it, and leaves nothing.
func TestControlGroupKills(t *testing.T) {
	g, err := makeGroup(groups(t))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("cat")
	if _, err := cmd.StdinPipe(); err != nil { // it reads for ever
		t.Fatal(err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{UseCgroupFD: true, CgroupFD: g.fd}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", cmd.Process.Pid))
	if err != nil || !strings.Contains(string(own), filepath.Base(g.dir)) {
		t.Errorf("it is in %q, %v", own, err)
	}
	g.kill()
	cmd.Wait()
	if s := cmd.ProcessState.Sys().(syscall.WaitStatus); s.Signal() != syscall.SIGKILL {
		t.Errorf("it ended with %v", cmd.ProcessState)
	}
	g.remove()
	if _, err := os.Stat(g.dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", g.dir, err)
	}
}

// What a killed supervisor left is removed by the next; what a living one has is not.
func TestSweep(t *testing.T) {
	parent := groups(t)
	ended := exec.Command("true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(parent, fmt.Sprintf("%s%d-0", groupPrefix, ended.Process.Pid))
	if err := os.Mkdir(left, 0o755); err != nil {
		t.Fatal(err)
	}
	g, err := makeGroup(parent)
	if err != nil {
		t.Fatal(err)
	}
	defer g.remove()
	sweep(parent)
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", left, err)
	}
	if _, err := os.Stat(g.dir); err != nil {
		t.Error(err)
	}
}

// A box is bounded as a whole, by every controller there is.
func TestControlGroupLimits(t *testing.T) {
	parent := groups(t)
	offered := readWords(filepath.Join(parent, "cgroup.controllers"))
	for _, c := range controllers {
		if !slices.Contains(offered, c) {
			t.Skipf("not tested: cgroup %s has no controller %s", parent, c)
		}
	}
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if b.group == nil {
		t.Fatalf("no group: %v", b.Missing())
	}
	for file, want := range map[string]string{"memory.max": "402653184", "pids.max": "128", "cpu.max": "200000 100000"} {
		text, err := os.ReadFile(filepath.Join(b.group.dir, file))
		if got := strings.TrimSpace(string(text)); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", file, got, err, want)
		}
	}
	if procs := readWords(filepath.Join(b.group.dir, "cgroup.procs")); len(procs) != 2 {
		t.Errorf("processes %v are in it; want init and one worker", procs)
	}
}

// Where there is no group, a box says so and is made all the same.
func TestMissingIsSaid(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	said := slices.ContainsFunc(b.Missing(), func(u *Unavailable) bool { return u.Layer == LayerControlGroup && u.Cause != "" && u.Cure != "" })
	if said != (b.group == nil) {
		t.Errorf("group %v; said to be missing: %v", b.group, b.Missing())
	}
}
