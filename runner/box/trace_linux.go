//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"bothends/runner/strace"
)

// The calls of a worker on sockets are observed by ptrace(2), as strace does. A
// notification of seccomp's, which announces writes, knows what a call is given
// and not what came of it; a tracer is stopped at on both sides. Only the calls in
// question stop, by a filter that is put on behind the gate and on top of the
// worker's own, so that what it forbids stays forbidden, and is not seen here.
//
// Each worker has a tracer of its own: a thread of the supervisor, as the kernel
// wants it, that waits for this worker alone and for nothing else. So no worker
// can keep another's tracer busy, nor the supervisor. It changes nothing: not a
// call, not an argument, not a result, which is the kernel's own word. Arguments
// in memory are read while the calling thread stands still; its other threads do
// not, so a hostile program can show others than it made the call with. It can
// also make so many calls that the last are not reported. It cannot make calls
// in another's name, nor make one that this filter covers unseen.
//
// A tracer that goes takes its worker with it (PTRACE_O_EXITKILL), and one that has
// a fault ends the run.

// descriptorArguments are the arguments of which one must be a socket.
var descriptorArguments = map[string][]int{
	"read": {0}, "write": {0}, "readv": {0}, "writev": {0}, "close": {0}, "sendfile": {0, 1}, "splice": {0, 2},
}

// maxCalls is how many calls of a worker are reported.
const maxCalls = 4096

// traceRule lets a worker that is to be traced put the filter on which says so.
// That one forbids to put on another.
func traceRule() rule {
	return rule{"seccomp", onlyWith(0, ^uint32(0), refuse(unix.EPERM), unix.SECCOMP_SET_MODE_FILTER)}
}

// traceFilter stops at the calls in question, and leaves all others to the
// filter below it, which has looked at the architecture.
func traceFilter(a architecture) ([]bpf.RawInstruction, error) {
	code := []bpf.Instruction{bpf.LoadAbsolute{Off: offsetNumber, Size: 4}}
	add := func(c call, answer uint32) {
		if n := a.number(calls[c]); n != none {
			code = append(code, bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(n), SkipTrue: 1}, bpf.RetConstant{Val: answer})
		}
	}
	for _, name := range strace.Names() { // of those that take any descriptor, the ones on sockets are told
		add(call(name), retTrace)
	}
	add("seccomp", refuse(unix.EPERM))
	return bpf.Assemble(append(code, bpf.RetConstant{Val: retAllow}))
}

// traceOwnCalls puts that filter on. Without it the worker must not go on: it
// would look as if it made no calls.
func traceOwnCalls() {
	a, err := thisArchitecture()
	var raw []bpf.RawInstruction
	if err == nil {
		raw, err = traceFilter(a)
	}
	if err == nil {
		_, err = setFilter(raw, unix.SECCOMP_FILTER_FLAG_TSYNC|unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "trace calls:", err)
		os.Exit(125)
	}
}

// A queue holds what was told and is not yet among the announcements, in the order
// in which it happened: whoever tells of something reads what the wire has carried
// by then, and only then lets the worker go on.
type queue struct {
	tracers sync.WaitGroup
	bell    int        // eventfd: a tracer has told something; -1 if there is none
	mu      sync.Mutex // guards what follows
	all     []told
	named   []namedSocket   // that may be waiting for packets
	heard   map[string]bool // the inodes of sockets that are known to wait for them
	waiting map[int]int     // how many of each worker's are
	capture capture         // of the loopback's packets
	link    *carrier        // nil if there is one host
	asked   time.Time       // when those that were named were last asked
	waits   time.Time       // when one of them was seen to wait; zero if init has been told since
	census  census          // of the box's sockets
	err     error           // of reading them
}

// told is something that happened: what is to be reported, the beginning of a call
// whose end will be, or the end of a tracer.
type told struct {
	worker int
	at     time.Time
	report *Report
	call   int // the number of a call that keeps its place from its beginning on
	tid    int // of a call that begins: its thread
	ended  bool
	fault  int // when it ended: the signal of a fault for which the worker was killed
}

// tell is how tracers do.
func (q *queue) tell(x told) {
	defer ringBell(q.bell)
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.readPackets(); err != nil && q.err == nil {
		q.err = err
	}
	q.tellNamed(x.at)
	q.all = append(q.all, x)
}

// recovered ends the run in which a goroutine of this package had a fault, and no
// other: whoever asks next what has happened is told that. The lock is free, as all
// who take it leave it by a deferred call.
func (q *queue) recovered(who string, fault any) {
	defer ringBell(q.bell)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = fmt.Errorf("box: a fault of the %s: %v\n%s", who, fault, debug.Stack())
	}
}

// take empties the queue of all that has happened by now.
func (q *queue) take() ([]told, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = q.readPackets()
	}
	q.tellNamed(time.Now())
	all := q.all
	q.all = nil
	return all, q.err
}

// takeTold puts all that has happened by now among the announcements.
func (b *Box) takeTold() error {
	all, err := b.told.take()
	for _, x := range all {
		if x.ended {
			b.workers[x.worker].tracer = nil
			b.workers[x.worker].fault = x.fault
			continue
		}
		if i := b.place(x); i >= 0 {
			a := &b.coming[i]
			x.report.At = a.at
			a.call, a.whole = 0, x.report
			continue
		}
		if x.report != nil {
			x.call = 0 // if it was one, it took too long to keep its place
		}
		b.coming = append(b.coming, announcement{from: source{worker: x.worker}, at: x.at, whole: x.report, call: x.call, tid: x.tid})
	}
	return err
}

// place finds the beginning of a call that has ended; -1 if it is not held any more.
func (b *Box) place(x told) int {
	if x.call == 0 || x.report == nil {
		return -1
	}
	return slices.IndexFunc(b.coming, func(a announcement) bool { return a.call == x.call && a.from.worker == x.worker })
}

// traceCalls starts a tracer for each worker whose calls are asked for. The
// workers wait at their gates.
func (b *Box) traceCalls(spec Spec) (err error) {
	for i, w := range spec.Workers {
		if !w.Calls {
			continue
		}
		if b.told.bell < 0 {
			if b.told.bell, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
				return fmt.Errorf("box: %w", err)
			}
		}
		t := &tracer{worker: i, process: b.workers[i].process, listens: marker{marks: spec.Packets}, queue: &b.told, tell: b.told.tell, begun: map[int]*begunCall{}, waits: w.Waits}
		if t.pid, err = pidOf(b.workers[i].process); err != nil {
			return fmt.Errorf("box: trace calls: %w", err)
		}
		started := make(chan error)
		b.told.tracers.Go(func() { t.run(started, func(fault any) { b.told.recovered("tracer", fault) }) })
		if err := <-started; err != nil {
			return fmt.Errorf("box: this machine does not let calls be observed; run without them: ptrace: %w", err)
		}
		b.workers[i].tracer = t
	}
	return nil
}

// pidOf is the process's number here.
func pidOf(pidfd int) (int, error) {
	info, err := os.ReadFile(fmt.Sprintf("/proc/self/fdinfo/%d", pidfd))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(info)) {
		if text, ok := strings.CutPrefix(line, "Pid:"); ok {
			pid, err := strconv.Atoi(strings.TrimSpace(text))
			if err == nil && pid <= 0 {
				err = unix.ESRCH
			}
			return pid, err
		}
	}
	return 0, unix.ESRCH
}

// A tracer observes one worker. All of it runs on one thread.
type tracer struct {
	worker  int
	process int // pidfd_open(2)
	pid     int
	listens marker
	queue   *queue
	tell    func(told)
	begun   map[int]*begunCall // by thread
	made    int                // calls that were told
	more    int                // calls that were not
	waits   bool               // it is told that they wait
	fault   int                // the signal of a fault for which the worker was killed
}

// A begunCall has not ended yet.
type begunCall struct {
	*strace.Begun
	at      time.Time
	callers []uintptr
	id      int // if it keeps its place

	interrupted bool // by a signal; whether it is made again is not known yet
	returns     bool // the signal's handler does
}

// causes are calls whose effect others may see before they end: their place among
// all that happened is that of their beginning, if they end soon.
var causes = []string{"bind", "listen", "connect", "sendto", "sendmsg", "sendmmsg", "write", "writev", "sendfile", "splice", "shutdown", "close"}

// run traces until nothing is left of the worker.
func (t *tracer) run(started chan<- error, failed func(fault any)) {
	runtime.LockOSThread() // never unlocked: the thread goes with this goroutine
	if err := t.seize(); err != nil {
		t.kill()
		started <- err
		return
	}
	started <- nil
	defer func() {
		if fault := recover(); fault != nil {
			failed(fault)
			t.kill()
		}
	}()
	t.observe()
}

// kill ends the worker, of which nothing more is told. Its threads are waited for
// here: the kernel keeps what is left of them until their tracer has.
func (t *tracer) kill() {
	unix.PidfdSendSignal(t.process, unix.SIGKILL, nil, 0)
	for {
		var status unix.WaitStatus
		tid, err := unix.Wait4(-1, &status, unix.WALL|unix.WNOTHREAD, nil)
		switch {
		case err == unix.EINTR:
		case err != nil: // ECHILD
			return
		case status.Stopped():
			ptrace(unix.PTRACE_CONT, tid, 0, 0)
		}
	}
}

// observe looks at every stop of every thread until there is none left.
func (t *tracer) observe() {
	for {
		var status unix.WaitStatus
		tid, err := unix.Wait4(-1, &status, unix.WALL|unix.WNOTHREAD, nil)
		switch {
		case err == unix.EINTR:
		case err != nil: // ECHILD: no thread is left
			now := time.Now()
			if t.more > 0 {
				t.tell(told{worker: t.worker, at: now, report: &Report{Worker: t.worker, At: now, MoreCalls: t.more}})
			}
			t.tell(told{worker: t.worker, at: now, ended: true, fault: t.fault})
			return
		case status.Stopped():
			t.stopped(tid, status)
		default:
			t.gone(tid)
		}
	}
}

const traceOptions = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEEXEC |
	unix.PTRACE_O_TRACESECCOMP | unix.PTRACE_O_EXITKILL

// seize begins to trace every thread that there is; those that they start are
// traced from their beginning. It looks until it finds no other one: a thread
// may start another while it is not traced yet.
func (t *tracer) seize() error {
	seized := map[int]bool{}
	for found := true; found; {
		found = false
		tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", t.pid))
		if err != nil {
			return err
		}
		for _, task := range tasks {
			tid, err := strconv.Atoi(task.Name())
			if err != nil || seized[tid] {
				continue
			}
			found, seized[tid] = true, true
			switch err := ptrace(unix.PTRACE_SEIZE, tid, 0, traceOptions); {
			case err == unix.EPERM && t.traces(tid): // since it was started
			case err != nil && err != unix.ESRCH:
				return err
			}
		}
	}
	return nil
}

// traces holds for a thread that this one traces.
func (t *tracer) traces(tid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/status", t.pid, tid))
	return err == nil && bytes.Contains(status, fmt.Appendf(nil, "\nTracerPid:\t%d\n", unix.Gettid()))
}

// stopped lets a thread go on that stands still, after a look at why it does.
// One that was killed meanwhile answers no more; its end is waited for.
func (t *tracer) stopped(tid int, status unix.WaitStatus) {
	const syscallStop = unix.SIGTRAP | 0x80
	how, signal := unix.PTRACE_CONT, 0
	switch event := int(status) >> 16; {
	case event == unix.PTRACE_EVENT_SECCOMP:
		if t.begins(tid) {
			how = unix.PTRACE_SYSCALL // to its end
		}
	case event == unix.PTRACE_EVENT_EXEC:
		clear(t.begun) // all other threads are gone
	case event == unix.PTRACE_EVENT_STOP:
		switch status.StopSignal() {
		case unix.SIGSTOP, unix.SIGTSTP, unix.SIGTTIN, unix.SIGTTOU:
			how = unix.PTRACE_LISTEN // it was stopped, and stays so
		}
	case event != 0: // it started another thread
	case status.StopSignal() == syscallStop:
		t.passes(tid)
	default:
		signal = t.signal(tid, status.StopSignal())
	}
	if c := t.begun[tid]; how == unix.PTRACE_CONT && c != nil && c.interrupted {
		how = unix.PTRACE_SYSCALL // to what follows
	}
	ptrace(how, tid, 0, uintptr(signal))
}

// callInfo is struct ptrace_syscall_info.
type callInfo struct {
	op          uint8
	_           [3]uint8
	arch        uint32
	instruction uint64
	stack       uint64
	number      uint64 // of a call that begins; of one that ends its result
	args        [6]uint64
	_           uint64
}

const (
	getCallInfo = 0x420e // PTRACE_GET_SYSCALL_INFO
	opEntry     = 1
	opExit      = 2
	opSeccomp   = 3
)

// names are the calls' by their numbers.
var names = sync.OnceValue(func() map[uint64]string {
	a, _ := thisArchitecture()
	all := map[uint64]string{}
	for _, name := range strace.Names() {
		if n := a.number(calls[call(name)]); n != none {
			all[uint64(n)] = name
		}
	}
	return all
})

// handlerReturns is the number of the call that ends a signal's handler.
var handlerReturns = sync.OnceValue(func() uint64 {
	a, _ := thisArchitecture()
	return uint64(a.number(calls["rt_sigreturn"]))
})

// begins notes a call that a thread is about to make, if its end is to be seen.
func (t *tracer) begins(tid int) bool {
	var info callInfo
	if err := ptrace(getCallInfo, tid, unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info))); err != nil || info.op != opSeccomp {
		return false
	}
	name := names()[info.number]
	t.mark(name, info.args)
	if before := t.begun[tid]; before != nil {
		if before.Same(name, info.args) { // it was interrupted
			before.interrupted = false
			return true
		}
		t.end(tid, -int64(unix.EINTR)) // a signal's handler has run, and the call was not made again
	}
	if name == "" || !t.aboutSocket(name, info.args) {
		return false
	}
	w := t.waiting(name, info.args)
	if t.made >= maxCalls {
		if t.more++; w != nil {
			t.tellWaits(w, told{at: time.Now()})
		}
		return false
	}
	t.made++
	c := &begunCall{Begun: strace.Begin(name, info.args, memory(tid)), at: time.Now(), callers: callers(tid, info.instruction, info.stack)}
	if slices.Contains(causes, name) {
		c.id = t.made
		t.tell(told{worker: t.worker, at: c.at, call: c.id, tid: tid})
	}
	t.begun[tid] = c
	if w != nil {
		t.tellWaits(w, told{at: c.at})
	}
	return true
}

// mark does what the filter has the supervisor do for a worker that is not traced.
func (t *tracer) mark(name string, args [6]uint64) {
	if !t.listens.wants(call(name)) || name == "sendto" && args[4] == 0 {
		return
	}
	if l := t.listens.mark(t.queue, t.process, t.worker, args[0], call(name)); l != nil {
		now := time.Now()
		t.tell(told{worker: t.worker, at: now, report: &Report{Worker: t.worker, At: now, Listens: l}})
	}
}

// aboutSocket asks the kernel whether a descriptor is that of a socket.
func (t *tracer) aboutSocket(name string, args [6]uint64) bool {
	arguments := descriptorArguments[name]
	for _, i := range arguments {
		var link string
		var err error
		hurried(func() { link, err = os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", t.pid, int32(args[i]))) })
		if err == nil && strings.HasPrefix(link, "socket:") {
			return true
		}
	}
	return len(arguments) == 0
}

// Errors that a program does not get to see: the call is made again after a
// signal, or gives EINTR if the signal's handler does not want that.
const (
	errRestartFirst = 512 // ERESTARTSYS
	errRestartLast  = 516 // ERESTART_RESTARTBLOCK
)

// passes looks at where a thread passes between the program and the kernel. Of a call that
// was interrupted it is the return of the signal's handler that shows whether it
// is made again: the program's next call may be the same by chance.
func (t *tracer) passes(tid int) {
	call := t.begun[tid]
	if call == nil {
		return
	}
	var info callInfo
	if err := ptrace(getCallInfo, tid, unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info))); err != nil {
		return // it was killed
	}
	result := int64(info.number)
	switch {
	case info.op == opEntry:
		call.returns = info.number == handlerReturns()
	case info.op != opExit:
	case result <= -errRestartFirst && result >= -errRestartLast:
		call.interrupted = true
	case !call.interrupted:
		t.end(tid, result)
	case call.returns && result == -int64(unix.EINTR):
		t.end(tid, result)
	}
}

// end tells a call that has ended.
func (t *tracer) end(tid int, result int64) {
	call := t.begun[tid]
	delete(t.begun, tid)
	c := call.End(result, memory(tid))
	t.tellCall(call, c)
	if w := t.refused(c, result); w != nil {
		t.tellWaits(w, told{at: time.Now()})
	}
}

// gone tells what a thread that has ended was at.
func (t *tracer) gone(tid int) {
	if call := t.begun[tid]; call != nil {
		delete(t.begun, tid)
		t.tellCall(call, call.Abandon())
	}
}

func (t *tracer) tellCall(begun *begunCall, c strace.Call) {
	now := time.Now()
	c.Began, c.Duration, c.Callers = begun.at, now.Sub(begun.at), begun.callers
	t.tell(told{worker: t.worker, at: now, report: &Report{Worker: t.worker, At: now, Call: &c}, call: begun.id})
}

// memory reads that of a thread.
func memory(tid int) strace.Memory {
	return func(address uint64, size int) []byte {
		if size <= 0 || address == 0 {
			return nil
		}
		b := make([]byte, size)
		local := []unix.Iovec{{Base: &b[0]}}
		local[0].SetLen(size)
		n, err := unix.ProcessVMReadv(tid, local, []unix.RemoteIovec{{Base: uintptr(address), Len: size}}, 0)
		if err != nil {
			return nil
		}
		return b[:n]
	}
}

// signal is the one that a thread gets which is to get this one. The first process
// of a namespace, untraced, gets no SIGSTOP from within it, nor is it spared the
// end when it faults.
func (t *tracer) signal(tid int, s unix.Signal) int {
	switch {
	case s == unix.SIGSTOP && fromWithin(tid):
		return 0
	case fatal(t.pid, tid, int(s)):
		t.fault = int(s)
		unix.Tgkill(t.pid, tid, unix.SIGKILL)
	}
	return int(s)
}

// fatal holds for a fault that ends a process which does not handle it. The
// first process of a namespace that is traced would be spared, and fault for
// ever: the kernel takes a tracer for a debugger.
func fatal(pid, tid, signal int) bool {
	switch unix.Signal(signal) {
	case unix.SIGSEGV, unix.SIGBUS, unix.SIGFPE, unix.SIGILL, unix.SIGTRAP:
	default:
		return false
	}
	return !hasSignal(pid, signal, "SigCgt") && faulted(tid)
}

// faulted holds if the signal that a thread is to get is the kernel's, not one
// that was sent.
func faulted(tid int) bool {
	info, ok := readSignal(tid)
	return ok && info.code > 0
}

// fromWithin holds if the signal was sent by a process of the thread's namespace:
// others have no number there.
func fromWithin(tid int) bool {
	info, ok := readSignal(tid)
	return ok && info.sender != 0
}

// signalInfo is siginfo_t of a signal that was sent.
type signalInfo struct {
	number, errno, code, _ int32
	sender                 int32
	_                      [108]byte
}

func readSignal(tid int) (info signalInfo, ok bool) {
	err := ptrace(unix.PTRACE_GETSIGINFO, tid, 0, uintptr(unsafe.Pointer(&info)))
	return info, err == nil
}

// What address and data point at is on the heap, where it stays: the kernel writes
// there, and the stack of whoever calls this may move before it does.
//
//go:uintptrescapes
func ptrace(request, tid int, address, data uintptr) error {
	if _, _, errno := unix.Syscall6(unix.SYS_PTRACE, uintptr(request), uintptr(tid), address, data, 0, 0); errno != 0 {
		return errno
	}
	return nil
}
