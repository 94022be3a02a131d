//go:build amd64 || arm64

package box

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// printsForever is a program that writes, byte by byte, and never ends by itself.
const printsForever = "prints for ever"

func printForever() {
	for {
		unix.Write(1, []byte{'x'})
	}
}

// Of a worker that dies of its own signal nobody sees what it had not begun to print before.
func TestDyingPrintsNothing(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Release(0, []byte(printsForever)); err != nil {
		t.Fatal(err)
	}
	poll := []unix.PollFd{{Fd: int32(b.workers[0].notify), Events: unix.POLLIN}}
	if n, err := unix.Poll(poll, 60_000); n != 1 { // it waits in a write
		t.Fatal(n, err)
	}
	if err := b.die(0, int(unix.SIGTERM), leaving{Worker: 0, Notification: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if err := b.takeNotification(0); err != nil {
		t.Fatal(err)
	}
	for {
		r, err := b.Next(time.Now().Add(time.Minute))
		switch {
		case err != nil || r.Idle || r.Output != nil:
			t.Fatalf("%+v, %v", r, err)
		case r.Exited == nil:
		case r.Exited.Signal != int(unix.SIGTERM):
			t.Fatalf("ended with %+v", r.Exited)
		default:
			return
		}
	}
}

// A thread is known by the number that its process has for it.
func TestHasThread(t *testing.T) {
	own := os.Getpid()
	if !hasThread(own, own, own) || !hasThread(own, 0, own) || hasThread(own, own, 1<<22) || hasThread(own, own, 0) || hasThread(own, own, -1) {
		t.Error("not so")
	}
}
