package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner"
	"bothends/site/lesson"
)

// networkName is os.Args[0] of a process that has a network of its own, brings its
// loopback up, and then runs the processes that standard input lists.
const networkName = "network-of-a-pair"

// goRunTime is what go run itself may take, beyond the limit of what it runs.
const goRunTime = 20 * time.Second

// byGoRun does what a reader without this project would: go vet on the programs,
// then go run of each pair, one after the other, the client when the server
// listens. Pairs that need names or a link between hosts have no such way; they
// are left out, and named, as are those that had to be stopped.
func byGoRun(b *testing.B, book *lesson.Book, only *regexp.Regexp) {
	goCommand(b, "vet", "./snippets/...")
	var left, stopped []string
	ran := 0
	for _, name := range slices.Sorted(maps.Keys(book.Snippets)) {
		s := book.Snippets[name]
		switch {
		case !only.MatchString(name):
			continue
		case s.Scenario.Names != nil || s.Scenario.Link != nil:
			left = append(left, name)
			continue
		}
		if err := goRunPair(b.Context(), s.Snippet); err != nil {
			stopped = append(stopped, fmt.Sprintf("%s (%v)", name, err))
			continue
		}
		ran++
	}
	b.Logf("%d were run; left out, for names or a link: %s; stopped: %s", ran, strings.Join(left, " "), strings.Join(stopped, ", "))
	b.ReportMetric(float64(ran), "pairs/op")
}

func goRunPair(ctx context.Context, s *runner.Snippet) error {
	ctx, stop := context.WithTimeout(ctx, time.Duration(s.Scenario.Limits.Time)+goRunTime)
	defer stop()
	list, err := json.Marshal(s.Scenario.Processes)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "/proc/self/exe", s.Name)
	cmd.Args[0], cmd.Stdin = networkName, bytes.NewReader(list)
	cmd.Dir = "../.."
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:     true, // with what it starts, servers that never end among them
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	all := func() error { return unix.Kill(-cmd.Process.Pid, unix.SIGKILL) }
	cmd.Cancel, cmd.WaitDelay = all, time.Second
	out, err := cmd.CombinedOutput()
	if cmd.Process != nil {
		all() // nobody is left if the pair has ended by itself
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// pairOnNetwork runs a pair, if that is what this process was started for.
func pairOnNetwork() {
	if os.Args[0] != networkName {
		return
	}
	var processes []runner.Process
	err := json.NewDecoder(os.Stdin).Decode(&processes)
	if err == nil {
		err = loopbackUp()
	}
	if err == nil {
		err = runPair(os.Args[1], processes)
	}
	if err != nil {
		fmt.Fprint(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func loopbackUp() error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, lo)
}

// runPair starts each process when the one before it is where it should be, and
// waits for those that are no servers.
func runPair(name string, processes []runner.Process) error {
	var clients []<-chan struct{}
	for _, p := range processes {
		for range p.Count {
			sockets := listening()
			cmd := exec.Command("go", append([]string{"run", "./snippets/" + name + "/" + p.Program}, p.Args...)...)
			cmd.Stdin = strings.NewReader(p.Stdin)
			if err := cmd.Start(); err != nil {
				return err
			}
			ended := make(chan struct{})
			go func() {
				cmd.Wait() // some pairs are there to fail
				close(ended)
			}()
			if !*p.Serves {
				clients = append(clients, ended)
			}
			switch p.Wait {
			case "exit":
				<-ended
			case "listen":
				awaitListener(sockets, ended)
			}
		}
	}
	for _, ended := range clients {
		<-ended
	}
	return nil
}

// awaitListener returns when there are more sockets to come to than before, or the
// process has ended. The kernel tells nobody of a new one, so it is asked often.
func awaitListener(before int, ended <-chan struct{}) {
	for tick := time.NewTicker(time.Millisecond); listening() <= before; {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
	}
}

// aListener is a line of /proc/net whose socket listens, or is bound and not connected.
var aListener = regexp.MustCompile(`(?m)^ *\d+: \S+ 0+:0000 (0A|07) `)

func listening() int {
	n := 0
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		text, _ := os.ReadFile("/proc/self/net/" + table) // a table that a kernel lacks has no sockets
		n += len(aListener.FindAll(text, -1))
	}
	return n
}
