//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Descriptors of a box's init. From firstPipe on, each worker has five, in the
// order of the constants below.
const (
	controlFD = 3
	firstPipe = 4
)

const (
	pipeStdin = iota
	pipeStdout
	pipeStderr
	pipeProgram
	pipeGate
	pipesPerWorker
)

// workerCapabilities are what a worker needs, in its own user namespace alone,
// to put its layers on: it must keep them across execve(2), where a user that is
// not mapped yet would lose them, and it gives them up before its gate opens.
var workerCapabilities = []uintptr{unix.CAP_SETUID, unix.CAP_SETGID, unix.CAP_SYS_ADMIN, unix.CAP_SETPCAP}

// initMain is the box's init: process 1 of its process namespace, whose death
// is the death of every worker.
func initMain() {
	var first command
	if err := receive(controlFD, &first); err != nil || first.Spec == nil {
		return // the supervisor is gone
	}
	heedSignals()
	workers, packets, network, f := buildBox(*first.Spec)
	if f != nil {
		send(controlFD, message{Failure: f})
		return
	}
	in := &boxInit{workers: workers, table: newSocketTable(workers, network.tables()...), stops: make(chan stop, len(workers))}
	var ready []readyWorker
	for _, w := range workers {
		ready = append(ready, w.ready)
	}
	send(controlFD, message{Ready: ready, Packets: packets, Link: network.opened(), Counts: in.table.counts()})
	for i := range workers {
		go in.wait(i)
	}
	in.obey()
}

// buildBox puts the layers of the box on and starts its workers, each of which
// waits behind its gate when this returns. With them comes the descriptor of the
// packet socket, 0 if there is none, and the link, nil if there is none.
func buildBox(spec initSpec) (workers []startedWorker, packets int, network *linkNetwork, f *failure) {
	if !spec.Without.has(namespaceNetwork) {
		if err := setUpNetwork(); err != nil {
			return nil, 0, nil, newFailure(LayerNetwork, err)
		}
	}
	if spec.Link != nil {
		var err error
		if network, err = setUpLink(*spec.Link); err != nil {
			return nil, 0, nil, newFailure(LayerLink, err)
		}
	}
	if spec.Without.has(layerDescriptors) {
		keepDescriptors(firstPipe + len(spec.Workers)*pipesPerWorker)
	}
	if err := mountScratch(spec.Workers); err != nil {
		return nil, 0, nil, newFailure(LayerScratch, err)
	}
	workers = make([]startedWorker, len(spec.Workers))
	for i := range workers {
		err := network.host(spec.Workers[i].Host).do(func() error { return workers[i].start(i, spec.Workers[i]) })
		if err != nil {
			return nil, 0, nil, newFailure(LayerWorker, err)
		}
	}
	// The workers put their own layers on side by side; now wait for each.
	for i := range workers {
		if f := workers[i].join(); f != nil {
			return nil, 0, nil, f
		}
	}
	var err error
	switch {
	case spec.Link != nil:
		if err := network.open(spec.Packets); err != nil {
			return nil, 0, nil, newFailure(LayerLink, err)
		}
	case spec.Packets:
		if packets, err = openPacketSocket(); err != nil {
			return nil, 0, nil, newFailure(LayerNetwork, err)
		}
	}
	if err := dropCapabilities(); err != nil {
		return nil, 0, nil, newFailure(LayerCapabilities, err)
	}
	return workers, packets, network, nil
}

// specVariable is how a worker gets its workerSpec, as JSON.
const specVariable = "WORKER"

// A startedWorker is a worker as its init sees it.
type startedWorker struct {
	pid     int  // in the box's process namespace
	hostPID int  // as /proc, which is the host's, calls it
	status  int  // init's end of the worker's status socket
	calls   bool // they are traced
	ready   readyWorker
}

// workerStatus is the one thing a worker tells its init, before its gate opens.
type workerStatus struct {
	HostPID string
	Notify  int       // the worker's descriptor for its filter's notifications
	Missing []failure // layers that may be missing, and are
	Failure *failure
}

func (w *startedWorker) start(i int, spec workerSpec) error {
	status, tell, err := socketPair()
	if err != nil {
		return err
	}
	w.status, w.calls = status, spec.Calls
	text, err := json.Marshal(spec)
	if err != nil {
		return err
	}
	base := uintptr(firstPipe + i*pipesPerWorker)
	w.pid, err = syscall.ForkExec(self, []string{workerName}, &syscall.ProcAttr{
		Env:   append(environment(), specVariable+"="+string(text)),
		Files: []uintptr{base + pipeStdin, base + pipeStdout, base + pipeStderr, base + pipeProgram, base + pipeGate, uintptr(tell)},
		Sys: &syscall.SysProcAttr{
			Cloneflags:  spec.Without.from(unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNS | unix.CLONE_NEWIPC | unix.CLONE_NEWUTS),
			AmbientCaps: workerCapabilities,
			Setsid:      true, // a process group of its own
		},
	})
	unix.Close(tell)
	for fd := base; fd < base+pipesPerWorker; fd++ {
		unix.Close(int(fd)) // the worker's alone now: its end must be the pipe's end
	}
	return err
}

// join waits until the worker stands behind its gate with every layer on.
func (w *startedWorker) join() *failure {
	defer unix.Close(w.status)
	var s workerStatus
	if err := receive(w.status, &s); err != nil {
		var end unix.WaitStatus
		unix.Wait4(w.pid, &end, 0, nil)
		return newFailure(LayerWorker, fmt.Errorf("the worker died while it set itself up: %w, wait status %#x", err, end))
	}
	if s.Failure != nil {
		return s.Failure
	}
	pidfd, err := unix.PidfdOpen(w.pid, 0)
	if err != nil {
		return newFailure(LayerSeccomp, fmt.Errorf("pidfd_open: %w", err))
	}
	w.ready = readyWorker{Notify: -1, Process: pidfd, Missing: s.Missing}
	if s.Notify >= 0 {
		if w.ready.Notify, err = fetch(pidfd, s.Notify); err != nil {
			return newFailure(LayerSeccomp, err)
		}
	}
	if _, err := fmt.Sscan(s.HostPID, &w.hostPID); err != nil {
		return newFailure(LayerWorker, fmt.Errorf("/proc/self: %w", err))
	}
	return nil
}

// boxInit is the state of init once its workers stand.
type boxInit struct {
	workers []startedWorker
	stops   chan stop  // who is to stop, one after the other
	mu      sync.Mutex // guards table, and keeps reports in order
	table   *socketTable
	ended   bool // the workers held too much
}

// wait reports the exit of worker i.
func (in *boxInit) wait(i int) {
	in.collect(i, func(e exitedMessage) { send(controlFD, message{Worker: i, Exited: &e}) })
}

// collect waits for the end of worker i and tells it. Until nobody else looks at the
// workers it leaves the process as it is, dead: its number would be free, and a thread of
// another worker could get it, which has as many as it likes to try.
func (in *boxInit) collect(i int, tell func(exitedMessage)) {
	pid := in.workers[i].pid
	must(func() error { return unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil) })
	in.mu.Lock()
	defer in.mu.Unlock()
	var status unix.WaitStatus
	var usage unix.Rusage
	must(func() error { _, err := unix.Wait4(pid, &status, 0, &usage); return err })
	in.table.forget(i)
	e := exitedMessage{
		MaxRSS:  usage.Maxrss << 10,
		CPUTime: time.Duration(usage.Utime.Nano() + usage.Stime.Nano()),
	}
	if status.Signaled() {
		e.Signal = int(status.Signal())
	} else {
		e.Status = status.ExitStatus()
	}
	tell(e)
}

// must waits for a process that is there, and is this one's child.
func must(wait func() error) {
	for err := wait(); err != nil; err = wait() {
		if err != unix.EINTR {
			os.Exit(1) // cannot happen; the box ends, and the supervisor sees it
		}
	}
}

// look reports what is new in the tables, and ends workers that hold too much. Init
// looks when it is told to, and once more before a worker ends by itself, or is to end.
func (in *boxInit) look() {
	in.mu.Lock()
	found, holding := in.table.look()
	for _, f := range found {
		send(controlFD, message{Worker: f.worker, Listening: &f.Listening})
	}
	most := maxSockets(len(in.workers))
	excess := holding > most && !in.ended
	if excess {
		in.ended = true
		send(controlFD, message{TooManySockets: most})
	}
	in.mu.Unlock()
	if excess {
		in.signal(unix.SIGKILL, 0, len(in.workers))
	}
}

// endTables ends workers of which the supervisor has seen that their page tables are too large.
func (in *boxInit) endTables() {
	in.mu.Lock()
	if !in.ended {
		in.ended = true
		send(controlFD, message{TooManyTables: maxTables})
	}
	in.mu.Unlock()
	in.signal(unix.SIGKILL, 0, len(in.workers))
}

// obey does what the supervisor says until the supervisor is gone. Who is to stop may
// take its time, in which it or others leave.
func (in *boxInit) obey() {
	go func() {
		for s := range in.stops {
			in.stop(s)
		}
	}()
	for {
		var c command
		if err := receive(controlFD, &c); err != nil {
			return
		}
		if c.Look {
			in.look()
		}
		if c.Tables {
			in.endTables()
		}
		if c.Fetch != "" {
			send(controlFD, message{Fetched: openShared(c.Fetch)})
		}
		if c.Leave != nil {
			in.look() // its listeners go with it
			send(controlFD, message{Leave: c.Leave})
		}
		if c.Settle {
			go func() {
				in.awaitDelivery()
				send(controlFD, message{Settled: true})
			}()
		}
		switch {
		case c.Stop == nil:
		case c.Stop.Worker == allWorkers:
			// All stand still before the first one goes, so that none sees the
			// end of another's connections as an end in peace.
			in.signal(unix.SIGSTOP, 0, len(in.workers))
			in.signal(unix.Signal(c.Stop.Signal), 0, len(in.workers))
		case c.Stop.Worker < 0 || c.Stop.Worker >= len(in.workers):
		case in.table.linked():
			go in.stop(*c.Stop)
		default:
			in.stops <- *c.Stop
		}
	}
}

// stop signals one worker when it is done with all that was sent to it.
func (in *boxInit) stop(s stop) {
	in.awaitDelivery()
	in.awaitRest(s.Worker)
	in.look() // a listener that lives must have been seen before it is told to go
	in.signal(unix.Signal(s.Signal), s.Worker, s.Worker+1)
}

// signal signals the workers from one index up to another.
func (in *boxInit) signal(s unix.Signal, from, to int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i := from; i < to; i++ {
		if !in.table.gone(i) { // a reaped process's number may be another's
			unix.Kill(in.workers[i].pid, s)
		}
	}
}

// patience is how long a worker that is told to end may go on with what it is at, and
// breath how long it is left alone between two looks.
const (
	patience = 200 * time.Millisecond
	breath   = 200 * time.Microsecond
)

// awaitRest returns when every thread of a worker waits in the kernel, so that
// a server gets to say what it has to say about its last client. By the time
// the client's exit is known, the server has been woken by its end of the
// connection, so it rests only when it is done with that.
func (in *boxInit) awaitRest(worker int) {
	resting := 0
	for began := time.Now(); resting < 2 && time.Since(began) < patience; time.Sleep(breath) {
		in.mu.Lock()
		rests := in.table.gone(worker) || atRest(in.workers[worker])
		in.mu.Unlock()
		if rests {
			resting++ // the threads are not looked at all at once: look twice
		} else {
			resting = 0
		}
	}
}

// asking are calls, by their numbers, in which a thread waits until the supervisor has
// answered: it is about to go on. Who is about to end is not to be ended by another.
var asking = []string{
	strconv.Itoa(unix.SYS_EXIT_GROUP), strconv.Itoa(unix.SYS_EXIT), strconv.Itoa(unix.SYS_BIND), strconv.Itoa(unix.SYS_LISTEN),
	strconv.Itoa(unix.SYS_CONNECT), strconv.Itoa(unix.SYS_SENDTO), strconv.Itoa(unix.SYS_SENDMSG), strconv.Itoa(unix.SYS_SENDMMSG),
	strconv.Itoa(unix.SYS_KILL), strconv.Itoa(unix.SYS_TGKILL),
}

// atRest reads what each thread is at from proc(5)'s syscall file: "running",
// or the number and arguments of the call it waits in. A thread in write(2) on
// its output is about to print.
func atRest(w startedWorker) bool {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", w.hostPID))
	if err != nil {
		return true
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		f := strings.Fields(string(b))
		if len(f) < 2 || f[0] == strconv.Itoa(unix.SYS_WRITE) && (f[1] == "0x1" || f[1] == "0x2") || slices.Contains(asking, f[0]) {
			return false
		}
		if w.calls && stoppedByTracer(filepath.Dir(file)) {
			return false
		}
	}
	return true
}

// stoppedByTracer holds for a thread that only waits for its tracer to look at
// the call that it makes.
func stoppedByTracer(task string) bool {
	b, _ := os.ReadFile(filepath.Join(task, "stat"))
	state := string(b[bytes.LastIndexByte(b, ')')+1:])
	return strings.HasPrefix(state, " t")
}

// openShared opens a file of the folder that the workers share, for the
// supervisor to fetch. A worker made it: it is opened only if it is a file.
func openShared(name string) int {
	fd, err := unix.Open(filepath.Join(shared, filepath.Base(name)), unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1
	}
	var info unix.Stat_t
	if err := unix.Fstat(fd, &info); err != nil || info.Mode&unix.S_IFMT != unix.S_IFREG {
		unix.Close(fd)
		return -1
	}
	return fd
}

// pipe makes a pipe whose ends do not survive execve(2) unless they are passed on.
func pipe() (r, w int, err error) {
	var p [2]int
	err = unix.Pipe2(p[:], unix.O_CLOEXEC)
	return p[0], p[1], err
}
