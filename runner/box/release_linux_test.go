//go:build linux && (amd64 || arm64)

package box

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Whoever is the last to close a connection that lingers does not wait for the other
// side, which never reads.
func TestHurriedDoesNotLinger(t *testing.T) {
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
	go hurried(func() { released <- unix.Close(s) })
	select {
	case err := <-released:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it still waits")
	}
}

// Who closes a socket that is looked at closes it at once, however many processes are
// being started: none of them has a copy.
func TestWithCopyLeavesNone(t *testing.T) {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(t.TempDir(), "socket")})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	owner := exec.Command("/proc/self/exe", listener.Addr().String())
	owner.Args[0] = ownerName
	closed, err := owner.StdoutPipe()
	if err == nil {
		err = owner.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Wait()
	defer owner.Process.Kill()
	process, err := unix.PidfdOpen(owner.Process.Pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(process)
	started := make(chan error)
	go startProcesses(100, started)
	for n := 0; ; n++ {
		select {
		case err := <-started:
			if err != nil {
				t.Skip("no process in a user namespace of its own:", err)
			}
			t.Log(n, "sockets were closed")
			return
		default:
		}
		peer, err := listener.AcceptUnix()
		if err != nil {
			t.Fatal(err)
		}
		said := make([]byte, 1)
		if _, err := peer.Read(said); err != nil {
			t.Fatal(err)
		}
		if err := withCopy(process, int(said[0]), func(int) {}); err != nil {
			t.Fatal(err)
		}
		peer.Write(said)
		closed.Read(said)
		raw, err := peer.SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		raw.Control(func(fd uintptr) { _, err = unix.Read(int(fd), said) })
		if err != nil {
			t.Fatalf("socket %d was closed, and its other end is not told: %v", n, err)
		}
		peer.Close()
	}
}

// startProcesses starts so many, one after the other, of a kind whose start does not hold
// this one up until they have become another program.
func startProcesses(n int, done chan<- error) {
	defer close(done)
	for range n {
		c := exec.Command("/proc/self/exe")
		c.Args[0] = endsName
		c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER}
		if err := c.Start(); err != nil {
			done <- err
			return
		}
		c.Wait()
	}
}

// What this test's program is when it goes by these names: one that opens connections,
// says as what, and closes each when it is told to; and one that ends.
const (
	ownerName = "owner"
	endsName  = "ends"
)

// ownSockets is the former.
func ownSockets(address string) {
	for {
		s, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		if err == nil {
			err = unix.Connect(s, &unix.SockaddrUnix{Name: address})
		}
		if err != nil {
			return
		}
		unix.Write(s, []byte{byte(s)})
		unix.Read(s, make([]byte, 1))
		unix.Close(s)
		os.Stdout.Write([]byte{0})
	}
}

func BenchmarkRelease(b *testing.B) {
	for b.Loop() {
		s, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			b.Fatal(err)
		}
		hurried(func() { unix.Close(s) })
	}
}
