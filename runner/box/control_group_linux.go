//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// A control group, cgroups(7), bounds what all processes of a box take together,
// the kernel's memory for their sockets included. Only version 2 is used, and
// only where a part of the tree was given to this process to rule: by systemd
// (Delegate=), or as the root of a container's own tree. Elsewhere the limits of
// each worker and the count of sockets hold the line.

// controllers are those that a box has a use for.
var controllers = []string{"memory", "pids", "cpu"}

const (
	groupPrefix = "bothends-box-" // then the supervisor's number, and one at random
	leafName    = "bothends"      // where the supervisor goes: a group with groups below has no processes
)

// A controlGroup is that of one box.
type controlGroup struct {
	dir string
	fd  int
}

// newControlGroup makes a group in which init can be started. The error says
// what of controllers it does not have; the group is nil if that is all.
func newControlGroup(spec Spec) (*controlGroup, error) {
	parent, err := delegated()
	if err != nil {
		return nil, err
	}
	sweep(parent)
	lacking, err := enable(parent, controllers)
	if len(lacking) == len(controllers) {
		return nil, errors.Join(fmt.Errorf("cgroup %s has none of %s to give", parent, strings.Join(controllers, ", ")), err)
	}
	g, err := makeGroup(parent)
	if err != nil {
		return nil, err
	}
	for file, value := range groupLimits(spec) {
		controller, _, _ := strings.Cut(file, ".")
		if slices.Contains(lacking, controller) {
			continue
		}
		err := os.WriteFile(filepath.Join(g.dir, file), []byte(value), 0)
		if err != nil && !(file == swapLimit && errors.Is(err, os.ErrNotExist)) {
			g.remove()
			return nil, err
		}
	}
	if len(lacking) > 0 {
		err = fmt.Errorf("cgroup %s has no %s to give", parent, strings.Join(lacking, ", "))
	}
	return g, err
}

func makeGroup(parent string) (*controlGroup, error) {
	g := &controlGroup{dir: filepath.Join(parent, fmt.Sprintf("%s%d-%08x", groupPrefix, os.Getpid(), rand.Uint32()))}
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		return nil, err
	}
	var err error
	if g.fd, err = unix.Open(g.dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0); err != nil {
		unix.Rmdir(g.dir)
		return nil, fmt.Errorf("%s: %w", g.dir, err)
	}
	return g, nil
}

const swapLimit = "memory.swap.max" // there is none in a kernel without swap

// What a box may take beyond its workers' data, and at once.
const (
	kernelMemory   = 64 << 20 // for each process: stacks, page tables, what sockets hold
	processorShare = "200000 100000"
)

// groupLimits are the files to write and what to write to them.
func groupLimits(spec Spec) map[string]string {
	memory := int64(kernelMemory)
	for _, w := range spec.Workers {
		memory += w.Limits.Memory + kernelMemory
	}
	return map[string]string{
		"memory.max": strconv.FormatInt(memory, 10),
		swapLimit:    "0",
		"pids.max":   strconv.Itoa(maxThreads * (1 + len(spec.Workers))),
		"cpu.max":    processorShare, // two processors, as GOMAXPROCS says
	}
}

// kill ends every process of the group.
func (g *controlGroup) kill() {
	os.WriteFile(filepath.Join(g.dir, "cgroup.kill"), []byte("1"), 0)
}

// remove takes the group away once its processes are gone.
func (g *controlGroup) remove() {
	unix.Close(g.fd)
	events, err := unix.Open(filepath.Join(g.dir, "cgroup.events"), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	defer unix.Close(events)
	poll := []unix.PollFd{{Fd: int32(events), Events: unix.POLLPRI}}
	var text [256]byte
	for range 10 { // a process that has been waited for may still be leaving
		unix.Pread(events, text[:], 0)
		if unix.Rmdir(g.dir) != unix.EBUSY {
			return
		}
		unix.Poll(poll, 100)
	}
}

// delegated finds the group below which this process may make others.
func delegated() (string, error) {
	mount, root, err := unifiedMount()
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		if !ok {
			continue
		}
		below, err := filepath.Rel(root, path)
		if err != nil || strings.HasPrefix(below, "..") {
			return "", fmt.Errorf("cgroup %s is not in sight", path)
		}
		own := filepath.Join(mount, below)
		above := filepath.Dir(own)
		switch {
		case own == mount || marked(own):
			return own, unix.Access(own, unix.W_OK)
		case above == mount && filepath.Base(own) == leafName || len(above) >= len(mount) && marked(above):
			return above, unix.Access(above, unix.W_OK)
		}
		return "", fmt.Errorf("cgroup %s was not delegated", path)
	}
	return "", errors.New("no cgroup of version 2")
}

// unifiedMount finds where cgroups of version 2 are mounted, and which of them
// is at the top there: see proc_pid_mountinfo(5).
func unifiedMount() (mount, root string, err error) {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return "", "", err
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if i := slices.Index(f, "-"); i >= 6 && len(f) > i+1 && f[i+1] == "cgroup2" {
			return f[4], f[3], nil
		}
	}
	return "", "", errors.New("no cgroups of version 2 are mounted")
}

// marked says that systemd gave the group to its unit (Delegate=).
func marked(dir string) bool {
	var value [8]byte
	for _, name := range []string{"trusted.delegate", "user.delegate"} {
		if n, err := unix.Getxattr(dir, name, value[:]); err == nil && string(value[:n]) == "1" {
			return true
		}
	}
	return false
}

// enable lets groups below parent have the controllers that parent has, and
// returns those that they have not got, with the reason. A group that has
// processes of its own can give none: the supervisor makes way.
func enable(parent string, wanted []string) (lacking []string, err error) {
	offered := readWords(filepath.Join(parent, "cgroup.controllers"))
	for _, c := range wanted {
		given := func() bool { return slices.Contains(readWords(filepath.Join(parent, "cgroup.subtree_control")), c) }
		if given() {
			continue
		}
		if !slices.Contains(offered, c) {
			lacking = append(lacking, c)
			continue
		}
		e := give(parent, c)
		if errors.Is(e, syscall.EBUSY) {
			if e = makeWay(parent); e == nil {
				e = give(parent, c)
			}
		}
		if e != nil && !given() {
			lacking, err = append(lacking, c), e
		}
	}
	return lacking, err
}

func give(parent, controller string) error {
	return os.WriteFile(filepath.Join(parent, "cgroup.subtree_control"), []byte("+"+controller), 0)
}

// makeWay moves this process from the group parent to one below it.
func makeWay(parent string) error {
	leaf := filepath.Join(parent, leafName)
	if err := os.Mkdir(leaf, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return os.WriteFile(filepath.Join(leaf, "cgroup.procs"), []byte("0"), 0)
}

func readWords(file string) []string {
	text, _ := os.ReadFile(file)
	return strings.Fields(string(text))
}

// sweep removes the groups of supervisors that were killed: the kernel has
// ended what was in them, but leaves the group.
func sweep(parent string) {
	groups, _ := filepath.Glob(filepath.Join(parent, groupPrefix+"*"))
	for _, g := range groups {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(g), groupPrefix), "-")
		if pid, err := strconv.Atoi(number); err == nil && unix.Kill(pid, 0) == unix.ESRCH {
			unix.Rmdir(g) // which takes only those that nobody is in
		}
	}
}
