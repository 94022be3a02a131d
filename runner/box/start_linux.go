//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner/link"
)

// setUpTime is how long init may take until its workers stand. On a loaded
// machine it is milliseconds; after this the machine is at fault.
const setUpTime = 30 * time.Second

// Start makes a box. When it returns, every worker stands behind its gate with
// all layers on, and nothing of its program has been read. The caller must
// call Close.
func Start(spec Spec) (*Box, error) {
	b := &Box{ended: make(chan struct{}), control: -1, epoll: -1, wake: -1, pidfd: -1, told: queue{bell: -1}}
	if err := b.start(spec); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func (b *Box) start(spec Spec) error {
	control, remote, err := socketPair()
	if err != nil {
		return fmt.Errorf("box: %w", err)
	}
	b.control = control
	theirs := []int{remote}
	defer func() {
		for _, fd := range theirs {
			unix.Close(fd)
		}
	}()
	for i := range spec.Workers {
		w, ends, err := newWorkerPipes(spec.Workers[i])
		w.listens.marks = spec.Packets
		b.workers = append(b.workers, w)
		theirs = append(theirs, ends...)
		if err != nil {
			return fmt.Errorf("box: %w", err)
		}
	}
	if err := b.spawn(theirs, spec); err != nil {
		return err
	}
	unix.Close(remote) // so that the end of init is the end of the connection
	theirs = theirs[1:]
	var workers []workerSpec
	for _, w := range spec.Workers {
		if !spec.ahead || w.Calls { // calls have no witness yet, without which they wait
			w.Rehearsal = nil
		}
		workers = append(workers, workerSpec{w.Limits, spec.Toolchain, spec.Packets, spec.without, w.Calls, spec.Link != nil, w.Host, w.Rehearsal})
	}
	if err := send(b.control, command{Spec: &initSpec{workers, spec.Packets, spec.Link, spec.without}}); err != nil {
		return unavailable(LayerNamespaces, fmt.Errorf("the box's init died: %w", err))
	}
	if err := b.awaitReady(spec.Link); err != nil {
		return err
	}
	if err := b.traceCalls(spec); err != nil {
		return err
	}
	if spec.Link != nil {
		b.carry(spec.Packets)
	}
	return b.listenToAll()
}

// spawn executes this binary as init, in new namespaces. The thread that does
// so stays with the box until its end: Pdeathsig, prctl(2), fires when the
// thread that forked ends, and it must fire only when the supervisor does
// (golang/go#27505).
func (b *Box) spawn(files []int, spec Spec) error {
	null, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("box: /dev/null: %w", err)
	}
	defer unix.Close(null)
	attr := &syscall.ProcAttr{
		Env:   environment(),
		Files: []uintptr{uintptr(null), uintptr(null), 2},
		Sys:   b.attributes(spec.without),
	}
	for _, fd := range files {
		attr.Files = append(attr.Files, uintptr(fd))
	}
	if !spec.without.has(LayerControlGroup) {
		if b.group, err = newControlGroup(spec); err != nil {
			b.missing = append(b.missing, unavailable(LayerControlGroup, err))
		}
	}
	if b.group != nil {
		attr.Sys.UseCgroupFD, attr.Sys.CgroupFD = true, b.group.fd
	}
	forked := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread goes with this goroutine
		pid, err := b.fork(attr)
		forked <- err
		if err == nil {
			reap(pid)
		}
		close(b.ended)
	}()
	if err := <-forked; err != nil {
		b.pidfd = -1
		return unavailable(LayerNamespaces, err)
	}
	return nil
}

// fork executes init; without a control group if it cannot be started in one,
// as where a container's filter refuses clone3(2).
func (b *Box) fork(attr *syscall.ProcAttr) (pid int, err error) {
	pid, err = syscall.ForkExec(self, []string{initName}, attr)
	if err != nil && b.group != nil {
		b.missing = append(b.missing, unavailable(LayerControlGroup, fmt.Errorf("clone3 into it: %w", err)))
		b.group.remove()
		b.group, attr.Sys.UseCgroupFD = nil, false
		pid, err = syscall.ForkExec(self, []string{initName}, attr)
	}
	return pid, err
}

func (b *Box) attributes(w without) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNS | unix.CLONE_NEWPID |
			w.from(unix.CLONE_NEWNET|unix.CLONE_NEWIPC|unix.CLONE_NEWUTS|unix.CLONE_NEWCGROUP),
		Pdeathsig:   syscall.SIGKILL,
		Setsid:      true, // no terminal, and not of the supervisor's process group, which a worker could signal
		PidFD:       &b.pidfd,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if os.Getuid() != 0 || w.has(layerHostUser) {
		return attr
	}
	if id := hostUser(); id != 0 {
		attr.UidMappings[0].HostID = id
		attr.GidMappings[0].HostID = id
		attr.GidMappingsEnableSetgroups = true // so that root's groups can be left behind
		attr.Credential = &syscall.Credential{Uid: 0, Gid: 0}
	}
	return attr
}

// reap waits for init. It is process 1 of its namespace, so the kernel lets it
// be reaped only when every process of the box is gone.
func reap(pid int) {
	for {
		if _, err := unix.Wait4(pid, nil, 0, nil); err != unix.EINTR {
			return
		}
	}
}

// awaitReady waits until init says that all workers stand, or what failed.
func (b *Box) awaitReady(line *link.Spec) error {
	poll := []unix.PollFd{{Fd: int32(b.control), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(poll, int(setUpTime/time.Millisecond))
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return unavailable(LayerNamespaces, fmt.Errorf("the box was not ready after %v", setUpTime))
		}
		break
	}
	var m message
	if err := receive(b.control, &m); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the box's init died while it set the box up")
		}
		return unavailable(LayerNamespaces, err)
	}
	if f := m.Failure; f != nil {
		return unavailable(f.Layer, &failureError{f.Text + b.lastWords(), syscall.Errno(f.Errno)})
	}
	if len(m.Ready) != len(b.workers) {
		return unavailable(LayerSeccomp, fmt.Errorf("notifications of %d workers, where there are %d", len(m.Ready), len(b.workers)))
	}
	for i, r := range m.Ready {
		if err := b.workers[i].fetch(b.pidfd, r); err != nil {
			return unavailable(LayerSeccomp, err)
		}
	}
	if m.Packets != 0 {
		if err := b.told.capture.open(b.pidfd, m.Packets, len(b.workers)); err != nil {
			return unavailable(LayerNetwork, err)
		}
	}
	if m.Link != nil && line != nil {
		if err := b.openLink(*line, *m.Link); err != nil {
			return unavailable(LayerLink, err)
		}
	}
	if err := b.told.census.open(b.pidfd, m.Counts, len(b.workers)); err != nil {
		return unavailable(LayerNetwork, err)
	}
	b.told.census.look = b.sendLook
	b.openTables()
	for _, f := range m.Ready[:min(1, len(m.Ready))] { // what one lacks, all lack
		for _, f := range f.Missing {
			b.missing = append(b.missing, unavailable(f.Layer, &failureError{f.Text, syscall.Errno(f.Errno)}))
		}
	}
	return nil
}

// fetch copies the descriptors that init has of a worker.
func (w *workerPipes) fetch(pidfd int, r readyWorker) (err error) {
	if w.process, err = fetch(pidfd, r.Process); err == nil && r.Notify >= 0 {
		w.notify, err = fetch(pidfd, r.Notify)
	}
	return err
}

// lastWords is what the workers said on standard error before any of them had
// read a program: the Go runtime's, if it could not go on.
func (b *Box) lastWords() string {
	var words strings.Builder
	for _, w := range b.workers {
		if n, err := unix.Read(w.streams[1].fd, b.buffer[:200]); err == nil && n > 0 {
			fmt.Fprintf(&words, ": %q", b.buffer[:n])
		}
	}
	return words.String()
}

// failureError is init's error with the errno it had there.
type failureError struct {
	text  string
	errno syscall.Errno
}

func (e *failureError) Error() string { return e.text }
func (e *failureError) Unwrap() error { return e.errno }

// workerPipes are the supervisor's ends of a worker's descriptors.
type workerPipes struct {
	program int // where its program goes; -1 once the gate was opened
	gate    int // -1 once it was opened
	input   input
	notify  int // where the worker's filter tells of its writes; -1 when it is gone
	process int // the worker itself, pidfd_open(2)
	streams [2]stream
	listens marker
	leaving bool // it waits in the call that ends it
	exit    *Exited
	ended   time.Time // when exit came
	done    bool      // exit was reported
	tracer  *tracer   // of its calls; nil if they are not traced, and when it has ended
	fault   int       // the signal of a fault for which its tracer killed it
	signal  int       // the one of its own for which it is killed, see signals_linux.go
}

// A stream is a worker's stdout or stderr.
type stream struct {
	fd      int    // -1 at its end
	read    []byte // not reported yet
	stalled bool   // too much is: the pipe is not read until some of it was
}

// maxUnreported bounds what is held of one stream while it waits for its turn.
const maxUnreported = 128 << 10

func (s *stream) ended() bool    { return s.fd < 0 }
func (s *stream) finished() bool { return s.ended() && len(s.read) == 0 }

func (s *stream) take(n int) []byte {
	b := s.read[:n:n]
	s.read = s.read[n:]
	return b
}

// newWorkerPipes makes a worker's descriptors and returns, besides the
// supervisor's ends, the worker's in the order that init expects.
func newWorkerPipes(spec Worker) (w workerPipes, theirs []int, err error) {
	w = workerPipes{program: -1, gate: -1, notify: -1, process: -1, input: input{fd: -1}, streams: [2]stream{{fd: -1}, {fd: -1}}}
	var ends [pipesPerWorker]int
	var stdin int
	keep := func(fd int, slot int) { ends[slot] = fd; theirs = append(theirs, fd) }
	if ends[pipeStdin], stdin, err = pipe(); err != nil {
		return w, theirs, err
	}
	keep(ends[pipeStdin], pipeStdin)
	if _, err = unix.Write(stdin, spec.Stdin); err == nil && spec.Open {
		w.input.fd, err = stdin, unix.SetNonblock(stdin, true)
	} else {
		unix.Close(stdin)
	}
	if err != nil {
		return w, theirs, err
	}
	for i, slot := range []int{pipeStdout, pipeStderr} {
		var end int
		if w.streams[i].fd, end, err = pipe(); err != nil {
			return w, theirs, err
		}
		keep(end, slot)
		if err = unix.SetNonblock(w.streams[i].fd, true); err != nil {
			return w, theirs, err
		}
	}
	// Memory that a descriptor stands for: it holds any program, and can be
	// executed. The worker's is another one for the same memory.
	if w.program, err = unix.MemfdCreate("program", unix.MFD_CLOEXEC); err != nil {
		return w, theirs, err
	}
	program, err := unix.FcntlInt(uintptr(w.program), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return w, theirs, err
	}
	keep(program, pipeProgram)
	gate, open, err := pipe()
	if err != nil {
		return w, theirs, err
	}
	keep(gate, pipeGate)
	w.gate = open
	return w, theirs, nil
}

func socketPair() (ours, theirs int, err error) {
	p, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	return p[0], p[1], err
}
