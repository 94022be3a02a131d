package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/tools/txtar"
)

// A soak is what its servers share.
type soak struct {
	t         *testing.T
	book, tmp string
	programs  *txtar.Archive
	transport *http.Transport

	mu    sync.Mutex
	times map[string][]time.Duration // of the readers, by name
}

// A served is one server, as its readers and its judge know it.
type served struct {
	cmd    *exec.Cmd
	addr   string
	client *http.Client
	said   bytes.Buffer // standard error; to be read when it has ended
	killed atomic.Bool
}

func newSoak(t *testing.T) *soak {
	t.Helper()
	s := &soak{t: t, book: t.TempDir(), tmp: t.TempDir(), transport: &http.Transport{}, times: map[string][]time.Duration{}}
	s.programs = soakArchive(t, "programs.txtar")
	if err := lay(soakArchive(t, "book.txtar"), s.book); err != nil {
		t.Fatal(err)
	}
	return s
}

// serve starts a server, in which boxes that were made ahead wait so long for a
// run. Readers come through a proxy, to it: each has an address of their own.
func (s *soak) serve(ready string) *served {
	s.t.Helper()
	on := &served{client: &http.Client{Transport: s.transport}}
	on.cmd = exec.Command("/proc/self/exe", "serve", "-http", "127.0.0.1:0", "-trusted-proxies", "127.0.0.0/8",
		"-runs", strconv.Itoa(*soakAtOnce), "-ready", ready, "-book", s.book)
	on.cmd.Args[0] = commandName
	on.cmd.Env = append(os.Environ(), "TMPDIR="+s.tmp)
	on.cmd.Stderr = &on.said
	out, err := on.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := on.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "Both Ends is open at http://")
	if err != nil || !ok {
		on.cmd.Process.Kill()
		on.cmd.Wait()
		s.t.Fatalf("the server said %q, %v\n%s", line, err, on.said.String())
	}
	on.addr = strings.TrimSuffix(url, "/")
	return on
}

// quit ends the server by SIGQUIT, of which Go programs die with the stacks of
// all goroutines, and returns those. The server's log must tell of no fault.
func (s *soak) quit(on *served) (stacks string) {
	s.t.Helper()
	if err := on.cmd.Process.Signal(unix.SIGQUIT); err != nil {
		s.t.Fatal(err)
	}
	on.cmd.Wait()
	log, stacks, ok := strings.Cut(on.said.String(), "SIGQUIT: quit")
	if !ok {
		s.t.Fatalf("told to quit, the server said\n%s", log)
	}
	for line := range strings.Lines(log) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") {
			s.t.Errorf("the server's log: %s", line)
		}
	}
	return stacks
}

// A measure is what a server at rest has.
type measure struct {
	descriptors int
	resident    int // KiB of memory of its own
}

// restTime is how long a server may take until it rests: no run goes on, and what
// was made ahead is given up. Nothing tells of that from outside, so its descriptors
// are looked at.
const restTime = time.Minute

// restLooks is how many looks in a row must see a server at rest.
const restLooks = 10

// measure waits until nothing runs any more, and no connection is open.
func (s *soak) measure(on *served) (m measure) {
	s.t.Helper()
	dir := fmt.Sprintf("/proc/%d/", on.cmd.Process.Pid)
	resting := 0
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		below, sockets := descendants(s.t, on.cmd.Process.Pid), 0
		names, err := filepath.Glob(dir + "fd/*")
		if err != nil {
			s.t.Fatal(err)
		}
		for _, name := range names {
			if to, err := os.Readlink(name); err == nil && strings.HasPrefix(to, "socket:") {
				sockets++
			}
		}
		if m.descriptors = len(names); len(below) > 0 || sockets > 1 { // its listener is one
			resting = 0
		} else if resting++; resting == restLooks { // whoever closed a socket has ended, too
			break
		}
		if time.Since(began) > restTime {
			s.t.Fatalf("%v after the last run there are %d sockets and processes %s", restTime, sockets, commandLines(below))
		}
	}
	status := readFile(s.t, dir+"status")
	if _, err := fmt.Sscan(regexp.MustCompile(`(?m)^RssAnon:(.*) kB`).FindStringSubmatch(status)[1], &m.resident); err != nil {
		s.t.Fatal(err)
	}
	return m
}

// memoryKept is what a server may have kept, in KiB. It remembers what checking
// found, of which these programs are some 4 MiB, and compiled programs, which are
// all there since the warm-up; the collector lets the heap grow to twice what is
// in use, and gives memory back by and by. Had every run of 2000 left something
// of the size of a thread's stack, a pipe or its output, it would be more.
const memoryKept = 64 << 10

// leftIn compares a server that has served with what it was before.
func (s *soak) leftIn(on *served, before measure) {
	s.t.Helper()
	now := s.measure(on)
	if now.descriptors != before.descriptors {
		s.t.Errorf("%d descriptors; %d before", now.descriptors, before.descriptors)
	}
	if now.resident > before.resident+memoryKept {
		s.t.Errorf("%d KiB of memory; %d before", now.resident, before.resident)
	}
	s.t.Logf("the server: %d descriptors before, %d after; %d KiB of memory before, %d after",
		before.descriptors, now.descriptors, before.resident, now.resident)
}

// namespaceKinds are those of a box. Of user namespaces a box has one for
// itself and one for each worker, of which a good reader's run has two.
var namespaceKinds = map[string]int{"user": 3, "pid": 3, "mnt": 3, "ipc": 3, "uts": 3, "net": 1, "cgroup": 1}

// namespacesLeft allows as many namespaces as one run needs: it comes to its end
// only if there is no other left, of any kind. The kernel takes down a namespace
// some time after its last process has gone, so this is tried more than once.
func (s *soak) namespacesLeft(on *served) {
	s.t.Helper()
	s.measure(on)
	for kind, most := range namespaceKinds {
		if err := os.WriteFile("/proc/sys/user/max_"+kind+"_namespaces", []byte(strconv.Itoa(most)), 0); err != nil {
			s.t.Fatal(err)
		}
	}
	good := readers()[0]
	var err error
	for began := time.Now(); time.Since(began) < restTime; time.Sleep(50 * time.Millisecond) {
		if err = good.read(s, on, *soakRuns); err == nil { // known since the warm-up: no worker has to check it
			break
		}
	}
	if err != nil {
		s.t.Errorf("with namespaces for one run, and no other, it ends with %v", err)
	}
	// And it is these that are counted: with one less there is no run.
	for kind, most := range namespaceKinds {
		file := "/proc/sys/user/max_" + kind + "_namespaces"
		os.WriteFile(file, []byte(strconv.Itoa(most-1)), 0)
		if err := good.read(s, on, *soakRuns); err == nil {
			s.t.Errorf("%d %s namespaces are enough for a run; the count of %d shows nothing", most-1, kind, most)
		}
		os.WriteFile(file, []byte(strconv.Itoa(most)), 0)
	}
	s.transport.CloseIdleConnections()
}

var createdBy = regexp.MustCompile(`(?m)^created by (\S+)`)

// compareGoroutines compares what a server that served many has with one that
// served a few.
func (s *soak) compareGoroutines(stacks, fresh string) {
	s.t.Helper()
	list := func(text string) (all []string) {
		for _, m := range createdBy.FindAllStringSubmatch(text, -1) {
			all = append(all, m[1])
		}
		slices.Sort(all)
		return all
	}
	if many, few := list(stacks), list(fresh); !slices.Equal(many, few) {
		s.t.Errorf("goroutines, by what made them:\n%q\nin a server that served a few readers:\n%q", many, few)
	}
}

// filesLeft reports what is left of files.
func (s *soak) filesLeft() {
	s.t.Helper()
	left, err := os.ReadDir(s.tmp)
	if err != nil {
		s.t.Error(err)
	}
	for _, e := range left {
		s.t.Errorf("a temporary file is left: %s", e.Name())
	}
}

func (s *soak) count(name string, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.times[name] = append(s.times[name], took)
}

// tally is a table of the readers: how many, and how long they waited.
func (s *soak) tally() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s.times)) {
		times := s.times[name]
		slices.Sort(times)
		fmt.Fprintf(&b, "%-28s %5d  median %8v  longest %8v\n", name, len(times),
			times[len(times)/2].Round(time.Millisecond), times[len(times)-1].Round(time.Millisecond))
	}
	return b.String()
}

// descendants lists the processes below one.
func descendants(t *testing.T, pid int) (all []int) {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, _ := os.ReadFile(file) // the thread may have ended
		for field := range strings.FieldsSeq(string(text)) {
			child, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			all = append(append(all, child), descendants(t, child)...)
		}
	}
	return all
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
