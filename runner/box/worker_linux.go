//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Descriptors of a worker before its gate opens. After that it has 0, 1 and 2.
const (
	programFD = 3
	gateFD    = 4
	statusFD  = 5
)

// tellStatus tells init how confining went, and ends the process if it failed.
func tellStatus(s workerStatus) {
	err := send(statusFD, s)
	unix.Close(statusFD)
	if s.Failure != nil || err != nil {
		os.Exit(125)
	}
}

// workerMain is a worker, from its first instruction to its last.
func workerMain(execute func(program []byte, begin func())) {
	var spec workerSpec
	if err := json.Unmarshal([]byte(os.Getenv(specVariable)), &spec); err != nil {
		os.Exit(125)
	}
	status := confine(spec)
	if len(spec.Rehearsal) > 0 && status.Failure == nil {
		execute(spec.Rehearsal, func() {})
	}
	tellStatus(status)
	g := newGate()
	order := g.await()
	if status.Notify >= 0 {
		unix.Close(status.Notify) // the supervisor has it; a worker must not answer itself
	}
	os.Clearenv()
	os.Setenv("GOMAXPROCS", strings.TrimPrefix(processors, "GOMAXPROCS="))
	if spec.Calls {
		traceOwnCalls()
	}
	if order.Execute {
		executeOrder(order)
	}
	program := g.readProgram()
	if order.Attack != nil {
		carryOut(*order.Attack)
	}
	execute(program, g.begin)
	if g.open { // execute could not begin it
		executeOrder(g.await())
	}
	os.Exit(0)
}

// A gateOrder is what a worker reads when its gate opens.
type gateOrder struct {
	Try     bool              // another order may follow, see Box.Try
	Execute bool              // execute the program's bytes, or Tool, in place of this binary
	Tool    string            // a path in the box
	Files   map[string]string // to be written before that, in the current folder
	Args    []string          // with the program's name
	Attack  *attackOrder      `json:",omitempty"` // try this, in place of a program
}

// A gate is where a worker waits for its orders.
type gate struct {
	orders *json.Decoder
	open   bool // another order may come
}

func newGate() *gate { return &gate{json.NewDecoder(descriptor(gateFD)), true} }

// A descriptor reads from one that nothing closes but its owner.
type descriptor int

func (d descriptor) Read(b []byte) (int, error) {
	for {
		switch n, err := unix.Read(int(d), b); {
		case err == unix.EINTR:
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

// await returns when the gate opens. It is closed then, unless another order may follow.
func (g *gate) await() gateOrder {
	var order gateOrder
	if err := g.orders.Decode(&order); err != nil {
		os.Exit(125) // the run was given up before this process's turn came
	}
	if !order.Try {
		unix.Close(gateFD)
		g.open = false
	}
	return order
}

// begin closes what is still open for another order: the program has nothing of it.
func (g *gate) begin() {
	if g.open {
		unix.Close(gateFD)
		unix.Close(programFD)
		g.open = false
	}
}

// executeOrder becomes another program. The filter lets through one form of
// execveat(2), with the descriptor of the program, which closes with it; in a
// box that builds, execve(2) of what is in sight there.
func executeOrder(o gateOrder) {
	var err error
	for name, text := range o.Files {
		if err = os.WriteFile(name, []byte(text), 0o600); err != nil {
			break
		}
	}
	if err == nil && o.Tool != "" {
		err = unix.Exec(o.Tool, o.Args, []string{processors, "TMPDIR=" + WorkDir})
	} else if err == nil {
		err = execDescriptor(programFD, o.Args)
	}
	fmt.Fprintf(os.Stderr, "execute %s: %v\n", o.Args[0], err)
	os.Exit(125)
}

// execDescriptor is fexecve(3).
func execDescriptor(fd int, args []string) error {
	argv, err := syscall.SlicePtrFromStrings(args)
	if err != nil {
		return err
	}
	environ, err := syscall.SlicePtrFromStrings([]string{processors})
	if err != nil {
		return err
	}
	empty := [1]byte{}
	_, _, errno := unix.Syscall6(unix.SYS_EXECVEAT, uintptr(fd), uintptr(unsafe.Pointer(&empty[0])),
		uintptr(unsafe.Pointer(&argv[0])), uintptr(unsafe.Pointer(&environ[0])), unix.AT_EMPTY_PATH, 0)
	return errno
}

// readProgram reads what the worker is to execute.
func (g *gate) readProgram() []byte {
	program, err := io.ReadAll(descriptor(programFD))
	if err != nil {
		fmt.Fprintf(os.Stderr, "read the program: %v\n", err)
		os.Exit(125)
	}
	if !g.open {
		unix.Close(programFD)
	}
	return program
}

// confine puts the layers on, in order, each of which may need what the next
// takes away.
func confine(spec workerSpec) (s workerStatus) {
	// The last look at the host's /proc: init needs the number under which it
	// finds this process there.
	var err error
	s.Notify = -1
	if s.HostPID, err = os.Readlink("/proc/self"); err != nil {
		return workerStatus{Failure: newFailure(LayerWorker, err)}
	}
	builds := spec.Toolchain != nil
	root := -1 // the file system that is to be all that there is
	layers := []struct {
		name string
		put  func() error
	}{
		{LayerWorker, mapUser},
		{layerHostName, setHostName},
		{LayerScratch, func() (err error) { root, err = makeRoot(spec.Toolchain, spec.Link); return err }},
		{LayerRoot, func() error { return enterRoot(builds) }},
		{LayerLimits, func() error { return setLimits(spec.Limits) }},
		{LayerPrivileges, forbidNewPrivileges},
		{LayerDumpable, hideMemory},
		{LayerCapabilities, dropCapabilities},
		{LayerLandlock, func() error { return restrictFiles(root, builds) }},
		{LayerSeccomp, func() (err error) { s.Notify, err = installFilter(builds, spec.Packets, spec.Calls); return err }},
		{LayerSelfCheck, func() error { return selfCheck(builds) }},
	}
	for _, l := range layers {
		if spec.Without.has(l.name) {
			continue
		}
		if err := l.put(); err != nil && Required(l.name) {
			return workerStatus{Failure: newFailure(l.name, err)}
		} else if err != nil {
			s.Missing = append(s.Missing, *newFailure(l.name, err))
		}
	}
	unix.Close(root)
	return s
}

// mapUser makes the worker user 0 of its own namespace, which is an ordinary
// user of the host. The process writes its own map: its parent, in a process
// namespace of its own, does not know it by the name that /proc has for it.
func mapUser() error {
	for _, m := range []struct{ file, line string }{
		{"/proc/self/setgroups", "deny"},
		{"/proc/self/uid_map", "0 0 1"},
		{"/proc/self/gid_map", "0 0 1"},
	} {
		if err := os.WriteFile(m.file, []byte(m.line), 0); err != nil {
			return err
		}
	}
	return nil
}

// setHostName gives the worker a name that says nothing.
func setHostName() error {
	if err := unix.Sethostname([]byte("box")); err != nil {
		return fmt.Errorf("sethostname: %w", err)
	}
	return nil
}

// selfCheck tries from the inside what must fail now. It runs before any of
// the program is read, so its answers are the kernel's, not an attacker's.
// What the filter would hide, each layer has checked as it went on.
func selfCheck(builds bool) error {
	root, err := os.ReadDir("/")
	if err != nil {
		return err
	}
	for _, e := range root {
		own := e.Name() == "etc" || e.Name() == "tmp"
		if !own && !(builds && ("/"+e.Name() == WorkDir || e.Name() == "tool" || e.Name() == "pkg")) {
			return fmt.Errorf("/%s of another file system is in sight", e.Name())
		}
	}
	// Only the filter forbids this harmless call.
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != unix.EPERM {
		return fmt.Errorf("sysinfo answered %v, so the filter is not in force", err)
	}
	return nil
}
