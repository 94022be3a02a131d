//go:build linux && (amd64 || arm64)

package box

import (
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// impatience is how long the close of a worker's descriptor may take.
const impatience = 10 * time.Millisecond

// withCopy calls use with a copy of a descriptor of a process, and closes it. A socket
// is closed when all copies are, and then only TCP says so to the other end: meanwhile none may
// get into a process that this one starts, which has it until it becomes another
// program, long after the worker has closed its own. So no process is started
// meanwhile, and use neither takes a lock nor calls this.
func withCopy(pidfd, fd int, use func(s int)) (err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	hurried(func() {
		var s int
		if s, err = fetch(pidfd, fd); err == nil {
			defer unix.Close(s)
			use(s)
		}
	})
	return err
}

// hurried calls what may be the last to let go of a worker's socket, as the worker may have
// closed its own meanwhile: be it in close(2), or on the way out of pidfd_getfd(2) and of
// every look into /proc/PID/fd, which hold it for a moment, too. A connection with
// SO_LINGER, socket(7), has whoever closes it last wait until the other side has got
// everything: for ever, if the worker wants that. A signal ends the wait, but not a wait
// that begins after it: it is sent again until the call is back. SIGURG is what the Go
// runtime sends its own threads.
func hurried(call func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var done atomic.Bool
	process, thread := os.Getpid(), unix.Gettid()
	made := make(chan *time.Timer, 1)
	timer := time.AfterFunc(impatience, func() {
		if !done.Load() {
			unix.Tgkill(process, thread, unix.SIGURG)
			timer := <-made
			made <- timer
			timer.Reset(impatience)
		}
	})
	made <- timer
	call()
	done.Store(true)
	timer.Stop()
}
