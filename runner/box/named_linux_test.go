//go:build linux && (amd64 || arm64)

package box

import (
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A worker that says of many sockets that they are about to be bound, and binds none, has
// the latest of them asked time and again, and keeps no other worker's from being asked.
func TestNamedSocketsAreFew(t *testing.T) {
	process, err := unix.PidfdOpen(os.Getpid(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(process)
	q := queue{bell: -1}
	named := func(worker int) namedSocket {
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { unix.Close(fd) })
		n := namedSocket{process, worker, fd, time.Now().Add(time.Hour)} // it is not given up while this test lasts
		q.name(n)
		return n
	}
	want := []namedSocket{named(1)}
	for i := range 10 * maxNamed {
		if n := named(0); i >= 9*maxNamed {
			want = append(want, n)
		}
	}
	if len(q.named) != len(want) {
		t.Fatalf("%d sockets are asked; want %d", len(q.named), len(want))
	}
	for i, n := range q.named {
		if n != want[i] {
			t.Errorf("socket %d of worker %d is asked; want %d of %d", n.fd, n.worker, want[i].fd, want[i].worker)
		}
	}
}
