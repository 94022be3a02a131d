package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// go test takes a sample of the soak; make soak is all of it.
var (
	soakRuns   = flag.Int("soak.runs", 60, "how many runs the soak makes")
	soakAtOnce = flag.Int("soak.atonce", 20, "how many of them at once")
)

// soakVariable makes the test's process the one that soaks, and those below it,
// of that name, the command.
const (
	soakVariable = "TEST_SOAK"
	commandName  = "bothends"
)

// soakMain is TestMain in those. As another user than who compiled the test
// they may not find its file by name.
func soakMain(m *testing.M) {
	if os.Args[0] == commandName {
		main()
	}
	os.Exit(m.Run())
}

// Readers good and hostile ask the real server for runs, many at once. In the
// middle it is killed, and another takes its place. The good must get what is
// theirs, and in the end nothing may be left of any run.
//
// All of it happens in a user namespace of the test's own, as there the kernel
// counts the namespaces below: see namespacesLeft.
func TestSoak(t *testing.T) {
	if os.Getenv(soakVariable) == "" {
		soakInUserNamespace(t)
		return
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	s := newSoak(t)
	mounts := readFile(t, "/proc/self/mountinfo")
	first := s.serve("1h")
	s.warmUp(first)
	half := *soakRuns / 2
	cut := s.readUntilKilled(first, half)
	waitForOrphans(t)

	second := s.serve("2s")
	s.warmUp(second)
	before := s.measure(second)
	s.read(second, append(cut, numbers(half, *soakRuns)...), nil)
	s.leftIn(second, before)
	stacks := s.quit(second)

	fresh := s.serve("0") // whose every box is one that a run asked for
	s.warmUp(fresh)
	s.namespacesLeft(fresh)
	s.measure(fresh) // waits until it rests
	s.compareGoroutines(stacks, s.quit(fresh))
	if now := readFile(t, "/proc/self/mountinfo"); now != mounts {
		t.Errorf("mounts now:\n%s\nbefore:\n%s", now, mounts)
	}
	s.filesLeft()
	t.Logf("%d runs, %d at once; %d of them were cut off when the server was killed, and asked for again\n%s",
		*soakRuns, *soakAtOnce, len(cut), s.tally())
}

// soakInUserNamespace executes the test again as root of a user namespace,
// which takes no privileges.
func soakInUserNamespace(t *testing.T) {
	cmd := exec.Command("/proc/self/exe", "-test.run", "^TestSoak$", "-test.v", "-test.timeout", "2h",
		fmt.Sprintf("-soak.runs=%d", *soakRuns), fmt.Sprintf("-soak.atonce=%d", *soakAtOnce))
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(), soakVariable+"=1")
	attr := &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		Pdeathsig:   syscall.SIGKILL,
	}
	if os.Getuid() == 0 { // it would still be root outside: nobody takes its place
		attr.UidMappings[0].HostID, attr.GidMappings[0].HostID = 65534, 65534
		attr.GidMappingsEnableSetgroups = true
		attr.Credential = &syscall.Credential{}
	}
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// readUntilKilled makes the first n runs and kills the server when half of them
// are over. It returns those that were cut off, or came too late.
func (s *soak) readUntilKilled(on *served, n int) (cut []int) {
	var over atomic.Int32
	kill := sync.OnceFunc(func() {
		if below := descendants(s.t, on.cmd.Process.Pid); len(below) == 0 {
			s.t.Error("nothing was running when the server was killed")
		}
		on.killed.Store(true)
		on.cmd.Process.Kill()
	})
	cut = s.read(on, numbers(0, n), func() {
		if int(over.Add(1)) == n/2 {
			kill()
		}
	})
	if err := on.cmd.Wait(); on.cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		s.t.Errorf("the first server ended with %v", err)
	}
	if len(cut) == 0 {
		s.t.Error("no run was cut off")
	}
	return cut
}

// read makes the runs, several at once, and calls over behind each. It returns
// those that a killed server did not bring to their end.
func (s *soak) read(on *served, runs []int, over func()) (cut []int) {
	next := make(chan int)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(*soakAtOnce, len(runs)) {
		wg.Go(func() {
			for i := range next {
				r := readers()[i%len(readers())]
				began := time.Now()
				err := r.read(s, on, i)
				if err != nil && on.killed.Load() {
					mu.Lock()
					cut = append(cut, i)
					mu.Unlock()
					continue
				}
				if err != nil {
					s.t.Errorf("run %d, %s: %v", i, r.name, err)
				}
				s.count(r.name, time.Since(began))
				if over != nil {
					over()
				}
			}
		})
	}
	for _, i := range runs {
		next <- i
	}
	close(next)
	wg.Wait()
	s.transport.CloseIdleConnections()
	return cut
}

// warmUp lets every kind of reader in once: what the server keeps for good,
// such as compiled programs, is there behind it.
func (s *soak) warmUp(on *served) {
	s.t.Helper()
	for i, r := range readers() {
		if err := r.read(s, on, *soakRuns+i); err != nil {
			s.t.Errorf("the first %s: %v", r.name, err)
		}
	}
	s.transport.CloseIdleConnections()
}

func numbers(from, to int) (all []int) {
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// waitForOrphans returns when there is no process below this one: what the
// server left when it was killed is handed to the test.
func waitForOrphans(t *testing.T) {
	t.Helper()
	gone := make(chan error, 1)
	go func() {
		for {
			if _, err := unix.Wait4(-1, nil, 0, nil); err != nil && !errors.Is(err, unix.EINTR) {
				gone <- err
				return
			}
		}
	}()
	select {
	case err := <-gone:
		if err != unix.ECHILD {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatalf("processes are left a minute after the server was killed: %s", commandLines(descendants(t, os.Getpid())))
	}
}

func commandLines(pids []int) string {
	var b strings.Builder
	for _, pid := range pids {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		fmt.Fprintf(&b, "%d %q ", pid, text)
	}
	return b.String()
}
