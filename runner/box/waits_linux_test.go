//go:build linux && (amd64 || arm64)

package box

import (
	"os"
	"runtime"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

// A signal that comes meanwhile, as the Go runtime's do, does not make a quiet socket look
// ready: nobody would tell that the call waits.
func TestLookIsNotDisturbed(t *testing.T) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(pair[0])
	defer unix.Close(pair[1])
	self, err := unix.PidfdOpen(os.Getpid(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(self)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	looking := unix.Gettid()
	var over atomic.Bool
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for !over.Load() {
			unix.Tgkill(os.Getpid(), looking, unix.SIGURG)
		}
	}()
	defer func() { over.Store(true); <-stopped }()
	w := Waiting{Call: "read", FD: pair[0], events: unix.POLLIN}
	for i := range 20000 {
		if blocks, ready := w.look(self); !blocks || ready {
			t.Fatalf("look %d of a quiet socket: blocks %v, ready %v", i, blocks, ready)
		}
	}
	if _, err := unix.Write(pair[1], []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, ready := w.look(self); !ready {
		t.Error("a socket that has a byte is not ready")
	}
}
