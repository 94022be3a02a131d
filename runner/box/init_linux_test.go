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
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The number of a worker that has ended is nobody else's as long as somebody may
// signal it, or look at what it holds.
func TestCollectedWhenNobodyLooks(t *testing.T) {
	child, err := os.StartProcess("/proc/self/exe", []string{"test", "-test.run=^$"}, &os.ProcAttr{})
	if err != nil {
		t.Fatal(err)
	}
	in := &boxInit{workers: []startedWorker{{pid: child.Pid}}, table: newSocketTable(make([]startedWorker, 1))}
	told := make(chan exitedMessage, 1)
	in.mu.Lock()
	go in.collect(0, func(e exitedMessage) { told <- e })
	pidfd, err := unix.PidfdOpen(child.Pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(pidfd)
	poll := []unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	if n, err := unix.Poll(poll, int(time.Minute/time.Millisecond)); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if err := exec.Command("true").Run(); err != nil { // for which others have time, too
		t.Fatal(err)
	}
	if err := unix.Kill(child.Pid, 0); err != nil {
		t.Errorf("its number is free: %v", err)
	}
	in.mu.Unlock()
	if e := <-told; e.Status != 0 || e.Signal != 0 || !in.table.gone(0) {
		t.Errorf("it ended with %+v", e)
	}
	if err := unix.Kill(child.Pid, 0); err != unix.ESRCH {
		t.Errorf("it was not collected: %v", err)
	}
}

// Who has asked to end, and has no answer yet, is about to do something.
func TestAskingIsNoRest(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Release(0, []byte("ends at once")); err != nil {
		t.Fatal(err)
	}
	pid, err := pidOf(b.workers[0].process)
	if err != nil {
		t.Fatal(err)
	}
	exit := strconv.Itoa(unix.SYS_EXIT_GROUP) + " "
	for asked := false; !asked; runtime.Gosched() { // nobody answers: it stays there
		calls, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", pid))
		if err != nil || len(calls) == 0 {
			t.Fatal(calls, err)
		}
		asked = slices.ContainsFunc(calls, func(file string) bool {
			call, _ := os.ReadFile(file)
			return strings.HasPrefix(string(call), exit)
		})
	}
	if atRest(startedWorker{hostPID: pid}) {
		t.Error("it is said to rest")
	}
}
