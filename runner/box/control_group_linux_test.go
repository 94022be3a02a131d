//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
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

// withControllers skips the test where groups bound nothing.
func withControllers(t *testing.T) {
	t.Helper()
	parent := groups(t)
	offered := readWords(filepath.Join(parent, "cgroup.controllers"))
	for _, c := range controllers {
		if !slices.Contains(offered, c) {
			t.Skipf("not tested: cgroup %s has no controller %s", parent, c)
		}
	}
}

// What a group bounds holds where no worker has a limit of its own, and the group
// counts that it did.
func TestControlGroupHolds(t *testing.T) {
	withControllers(t)
	for _, test := range []struct{ attack, want, file, counted string }{
		{touching, "SIGKILL", "memory.events", "oom_kill"},
		{threading, "exit status 2", "pids.events", "max"},
		{spinning, succeeded, "cpu.stat", "nr_throttled"}, // late
	} {
		t.Run(test.attack, func(t *testing.T) {
			if test.attack == spinning && runtime.NumCPU() <= 2 {
				t.Skip("not tested: a group may have two processors, and there are no more")
			}
			b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}, without: without{LayerLimits}})
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			ended, err := b.attack(prey{}, [][]string{{test.attack}}, time.Now().Add(time.Minute))
			if err != nil || ended[test.attack] != test.want {
				t.Errorf("it ended with %q, %v; want %q", ended[test.attack], err, test.want)
			}
			if n := count(t, b.group, test.file, test.counted); n == 0 {
				t.Errorf("%s counts no %s", test.file, test.counted)
			}
		})
	}
}

// count reads one number of a group's file.
func count(t *testing.T, g *controlGroup, file, name string) (n int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(g.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			n, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	return n
}

// A box is bounded as a whole, by every controller there is.
func TestControlGroupLimits(t *testing.T) {
	withControllers(t)
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
