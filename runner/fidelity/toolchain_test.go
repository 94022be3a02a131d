package fidelity

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What Go makes of a program is found out with the go command: many programs in
// one call, each then run twice. Outcomes are kept by the sum of the sources in the
// user's cache.

// atOnce is how many programs one go build is given: their binaries are on the
// disk together.
const atOnce = 40

// goTime is what a compiled program may take. One that takes longer is none to
// be compared with an interpreter.
const goTime = 10 * time.Second

// A reference is what two runs of the compiled program came to.
type reference struct {
	Outcome Outcome
	Useless string // why the program cannot be compared; empty if it can
}

// withOutcomes returns the programs whose outcome under Go is known, or can be
// found out, and counts why others are left out.
func withOutcomes(t *testing.T, programs []*Program, left map[string]int) []*Program {
	t.Helper()
	var todo []*Program
	known := map[*Program]reference{}
	for _, p := range programs {
		if p.Want != nil {
			continue
		}
		if r, ok := cached(p); ok {
			known[p] = r
			continue
		}
		todo = append(todo, p)
	}
	for len(todo) > 0 {
		n := min(atOnce, len(todo))
		for i, r := range runWithGo(t, todo[:n], 0) {
			known[todo[i]] = r
			keep(todo[i], r)
		}
		todo = todo[n:]
	}
	var usable []*Program
	for _, p := range programs {
		if r, ok := known[p]; ok && r.Useless == "" {
			p.Want = &r.Outcome
		} else if ok {
			left[r.Useless]++
		}
		if p.Want != nil {
			usable = append(usable, p)
		}
	}
	return usable
}

// runWithGo builds programs with one go build and runs each twice, or more.
func runWithGo(t *testing.T, programs []*Program, more int) []reference {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module programs\n\ngo 1.26\n")
	for i, p := range programs {
		for name, source := range p.Files {
			write(t, filepath.Join(dir, strconv.Itoa(i), name), source)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", filepath.Join(dir, "bin")+"/", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local")
	said, _ := cmd.CombinedOutput() // a program that does not build has no binary
	references := make([]reference, len(programs))
	each(len(programs), func(i int) {
		references[i] = runTwice(t.Context(), filepath.Join(dir, "bin", strconv.Itoa(i)), more)
	})
	if len(programs) == 1 && references[0].Useless == notBuilt {
		t.Logf("%s: %s", programs[0].Path, said)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return references
}

const notBuilt = "go build refuses it"

// runTwice runs a binary twice; more often if there is doubt about its outcome.
func runTwice(ctx context.Context, binary string, more int) reference {
	if _, err := os.Stat(binary); err != nil {
		return reference{Useless: notBuilt}
	}
	first := runOnLoopback(ctx, binary)
	if first.Limit != "" {
		return reference{Useless: "it does not end soon"}
	}
	for range 1 + more {
		if again := runOnLoopback(ctx, binary); diff(first, again) != "" {
			return reference{Useless: "two runs differ"}
		}
	}
	return reference{Outcome: first}
}

// doubtful reports whether Go makes this and that of a program: nobody noticed
// so far.
func doubtful(t *testing.T, p *Program) bool {
	const more = 50 // what goroutines race for may come out one way in nine of ten
	r := runWithGo(t, []*Program{p}, more)[0]
	keep(p, r)
	return r.Useless != "" || !p.Recorded && diff(*p.Want, r.Outcome) != ""
}

// loopbackName is os.Args[0] of a process that brings its loopback up and then
// becomes the binary that its environment names.
const loopbackName = "private-loopback"

// runOnLoopback runs a binary as the box would: on a network of its own, in an
// empty folder, without an environment.
func runOnLoopback(ctx context.Context, binary string) Outcome {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		return Outcome{Limit: err.Error()}
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("/proc/self/exe", binary)
	cmd.Args[0] = loopbackName
	cmd.Env, cmd.Dir = []string{}, dir
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	return execute(ctx, cmd, goTime)
}

// onLoopback does so, if that is what this process was started for.
func onLoopback() {
	if os.Args[0] != loopbackName {
		return
	}
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, "loopback:", err)
		os.Exit(125)
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		fail(err)
	}
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		fail(err)
	}
	lo.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, lo); err != nil {
		fail(err)
	}
	fail(unix.Exec(os.Args[1], []string{"main"}, nil))
}

// cacheFile is where a program's outcome is kept; empty if this user has no cache.
func cacheFile(p *Program) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "bothends", "fidelity-"+runtime.Version(), p.Sum()+".json")
}

func cached(p *Program) (r reference, ok bool) {
	text, err := os.ReadFile(cacheFile(p))
	return r, err == nil && json.Unmarshal(text, &r) == nil
}

// keep writes what a later run may do without; that it cannot is no failure.
func keep(p *Program, r reference) {
	file := cacheFile(p)
	text, err := json.Marshal(r)
	if err != nil || os.MkdirAll(filepath.Dir(file), 0o755) != nil {
		return
	}
	os.WriteFile(file, text, 0o644)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// each calls f with 0 to n-1, two at a time.
func each(n int, f func(i int)) {
	var wait sync.WaitGroup
	slots := make(chan bool, 2)
	for i := range n {
		slots <- true
		wait.Go(func() { defer func() { <-slots }(); f(i) })
	}
	wait.Wait()
}

// The reference runs see a loopback and nothing else.
func TestReference(t *testing.T) {
	source := `package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:7")
	fmt.Println(ln.Addr(), err, len(os.Environ()))
	_, err = net.Dial("tcp", "192.0.2.1:7")
	fmt.Println(err)
	os.Exit(3)
}
`
	p := &Program{Path: "reference", Files: map[string]string{"main.go": source}}
	got := runWithGo(t, []*Program{p}, 0)[0]
	want := Outcome{Stdout: "127.0.0.1:7 <nil> 0\ndial tcp 192.0.2.1:7: connect: network is unreachable\n", Status: 3}
	if got.Outcome != want || got.Useless != "" {
		t.Errorf("got %+v; want %+v", got, want)
	}
}
