//go:build linux && (amd64 || arm64)

package box

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Whoever is the last to close a connection that lingers does not wait for the other
// side, which never reads.
func TestReleaseDoesNotLinger(t *testing.T) {
	listener, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(listener)
	if err := unix.Listen(listener, 1); err != nil {
		t.Fatal(err)
	}
	address, err := unix.Getsockname(listener)
	if err != nil {
		t.Fatal(err)
	}
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		err = unix.Connect(s, &unix.SockaddrInet4{Port: address.(*unix.SockaddrInet4).Port, Addr: [4]byte{127, 0, 0, 1}})
	}
	if err == nil {
		err = unix.SetsockoptLinger(s, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1, Linger: 10_000})
	}
	if err == nil {
		err = unix.SetNonblock(s, true)
	}
	for err == nil {
		_, err = unix.Write(s, make([]byte, 64<<10))
	}
	if err != unix.EAGAIN {
		t.Fatal(err)
	}
	released := make(chan error, 1)
	go func() { released <- release(s) }()
	select {
	case err := <-released:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it still waits")
	}
}

func BenchmarkRelease(b *testing.B) {
	for b.Loop() {
		s, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			b.Fatal(err)
		}
		release(s)
	}
}
