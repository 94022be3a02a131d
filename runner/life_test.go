package runner

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Every run has a loopback of its own: a listener of one is not there for
// another, on the very same port.
func TestAnotherRunsListener(t *testing.T) {
	server, err := NewSnippet("server", map[string]string{"server/main.go": echoServer})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	tried := false
	_, err = Run(ctx, server, Options{uncertified: true}, func(e Event) {
		if e.Kind != Listen || tried {
			return
		}
		tried = true
		events, _ := runFiles(t, map[string]string{
			"main.go": withImports(fmt.Sprintf(`func main() { _, err := net.Dial("tcp", %q); fmt.Println(err) }`, e.Address)),
		})
		if got := texts(events, "main", Stdout); !strings.Contains(got, "connection refused") {
			t.Errorf("from another run, %s answers %q", e.Address, got)
		}
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the server was not seen to listen: %v", err)
	}
}

// A server that is deaf to SIGTERM, and holds its listener, is killed.
func TestDeafServerIsKilled(t *testing.T) {
	t.Parallel() // it takes its time to be killed
	events, result := runFiles(t, map[string]string{
		"server/main.go": withImports(`func main() {
	signal.Ignore(syscall.SIGTERM)
	ln, err := net.Listen("tcp", "127.0.0.1:7")
	fmt.Println(err)
	for {
		ln.Accept()
	}
}`),
		"client/main.go": withImports(`func main() { fmt.Println("over") }`),
		"scenario.toml":  "[[process]]\nname = \"server\"\n[[process]]\nname = \"client\"\n[limits]\ntime = \"60s\"\n",
	})
	if e := find(t, events, "server", Exit); e.Signal != "killed" || result.Failed != "server: signal: killed, where the scenario expects 0" {
		t.Errorf("exit %+v, result %+v", e, result)
	}
}

// lifeVariable makes a test's process one that runs a program without end.
const lifeVariable = "TEST_LIFE"

// Whoever runs programs may be killed at any moment: nothing of the box stays.
func TestSupervisorKilled(t *testing.T) {
	if os.Getenv(lifeVariable) != "" {
		runForEver(t)
		return
	}
	cmd := exec.Command("/proc/self/exe", "-test.run", "^TestSupervisorKilled$")
	cmd.Env = append(os.Environ(), lifeVariable+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "running\n" {
		cmd.Process.Kill()
		t.Fatalf("it said %q, %v", line, err)
	}
	processes := descendants(t, cmd.Process.Pid)
	if len(processes) < 3 { // init, and a worker for each program
		t.Errorf("processes %v are below it; want 3 or more", processes)
	}
	var ends []unix.PollFd
	for _, pid := range processes {
		fd, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			continue // it has ended
		}
		defer unix.Close(fd)
		ends = append(ends, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN})
	}
	cmd.Process.Kill()
	for i := range ends {
		n, err := 0, error(unix.EINTR)
		for err == unix.EINTR {
			n, err = unix.Poll(ends[i:i+1], int(30*time.Second/time.Millisecond))
		}
		if n != 1 || err != nil {
			t.Errorf("process %d lives on: %v", processes[i], err)
		}
	}
}

// runForEver runs programs that end for nothing, and says when both are at it.
func runForEver(t *testing.T) {
	const deaf = `func main() {
	signal.Ignore(syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT)
	fmt.Println("up")
	for {
	}
}`
	s, err := NewSnippet("test", map[string]string{
		"one/main.go": withImports(deaf), "two/main.go": withImports(deaf),
		"scenario.toml": "[[process]]\nname = \"one\"\n[[process]]\nname = \"two\"\n[limits]\ntime = \"60s\"\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	up := 0
	Run(t.Context(), s, Options{uncertified: true}, func(e Event) {
		if e.Kind == Stdout {
			if up++; up == 2 {
				fmt.Println("running")
			}
		}
	})
}

// descendants lists the processes below one.
func descendants(t *testing.T, pid int) (all []int) {
	t.Helper()
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, thread.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range strings.Fields(string(children)) {
			var child int
			fmt.Sscan(f, &child)
			all = append(append(all, child), descendants(t, child)...)
		}
	}
	return all
}
