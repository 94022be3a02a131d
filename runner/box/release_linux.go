//go:build linux && (amd64 || arm64)

package box

import (
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// impatience is how long the close of a worker's descriptor may take.
const impatience = 10 * time.Millisecond

// release closes a copy of a worker's descriptor. The worker may have closed its own
// meanwhile, so that this is the last one; and a connection with SO_LINGER, socket(7),
// has whoever closes it last wait until the other side has got everything: for
// ever, if the worker wants that. A signal ends the wait, but not a wait that begins after
// it: it is sent again until the call is back. SIGURG is what the Go runtime sends its own threads.
func release(fd int) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var closed atomic.Bool
	process, thread := os.Getpid(), unix.Gettid()
	made := make(chan *time.Timer, 1)
	timer := time.AfterFunc(impatience, func() {
		if !closed.Load() {
			unix.Tgkill(process, thread, unix.SIGURG)
			timer := <-made
			made <- timer
			timer.Reset(impatience)
		}
	})
	made <- timer
	err := unix.Close(fd)
	closed.Store(true)
	timer.Stop()
	return err
}
