package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// inNamespace is set for the process that runs in a network namespace of its own.
const inNamespace = "WIRE_TEST_IN_NAMESPACE"

// An exchange makes real traffic on the loopback. seen waits until a packet
// that bears the label has been captured.
type liveExchange struct {
	name string
	runs int    // how often it is repeated: each must come out the same
	want string // of Normal
	make func(t *testing.T, seen func(Label))
}

var liveExchanges = []liveExchange{
	{"echo", 100, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  > FIN
  < SYN ACK
  < 5 bytes
  < FIN after FIN
`, func(t *testing.T, _ func(Label)) { echo(t, "tcp4", "127.0.0.1:7", "hello") }},
	{"echo-ipv6", 100, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  > FIN
  < SYN ACK
  < 5 bytes
  < FIN after FIN
`, func(t *testing.T, _ func(Label)) { echo(t, "tcp6", "[::1]:7", "hello") }},
	{"several", 100, `
tcp client.{port} > server.7
  > SYN
  > 1 byte
  > 2 bytes
  > 3 bytes
  > FIN
  < SYN ACK
  < 1 byte
  < 2 bytes
  < 3 bytes
  < FIN after FIN
`, func(t *testing.T, _ func(Label)) { echo(t, "tcp4", "127.0.0.1:7", "a", "bc", "def") }},
	{"large", 20, `
tcp client.{port} > server.7
  > SYN
  > 300000 bytes in all
  > FIN
  < SYN ACK
  < 300000 bytes in all
  < FIN after FIN
`, func(t *testing.T, _ func(Label)) {
		echo(t, "tcp4", "127.0.0.1:7", strings.Repeat("0123456789", 30_000))
	}},
	{"refused", 100, `
tcp client.{port} > 127.0.0.1.9
  > SYN
  < RST refused
`, refused},
	{"half-close", 100, `
tcp client.{port} > server.7
  > SYN
  > 8 bytes
  > FIN
  < SYN ACK
  < 6 bytes
  < FIN after FIN
`, halfClose},
	{"linger", 100, `
tcp client.{port} > server.7
  > SYN
  < SYN ACK
  < RST aborted
`, linger},
	{"unread", 100, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  < SYN ACK
  < RST aborted or closed with data unread
`, unread},
	{"after-close", 100, `
tcp client.{port} > server.7
  > SYN
  > 5 bytes
  < SYN ACK
  < FIN
  < RST closed before this came
`, afterClose},
	{"zero-window", 2, `
tcp client.{port} > server.7
  > SYN
  > 10000 bytes in all
  > [window probe]
  > FIN
  < SYN ACK
  < [zero window]
  < [window update]
  < FIN after FIN
`, zeroWindow},
	{"keep-alive", 1, `
tcp client.{port} > server.7
  > SYN
  > FIN
  < SYN ACK
  < [keep alive ack]
  < FIN after FIN
`, keepAlive},
	{"self", 10, `
tcp client.{port} > client.{port}
  > SYN
  > SYN ACK
  > 2 bytes
  > FIN
`, connectedToItself},
	{"udp", 100, `
udp client.{port} > server.7
  > 5 bytes
  < 5 bytes
`, func(t *testing.T, _ func(Label)) { udpEcho(t, "127.0.0.1:7") }},
	{"udp-ipv6", 100, `
udp client.{port} > server.7
  > 5 bytes
  < 5 bytes
`, func(t *testing.T, _ func(Label)) { udpEcho(t, "[::1]:7") }},
	{"unreachable", 100, `
udp client.{port} > 127.0.0.1.9
  > 5 bytes
  < ICMP port unreachable
`, func(t *testing.T, _ func(Label)) { unreachable(t, "127.0.0.1:9") }},
	{"unreachable-ipv6", 100, `
udp client.{port} > ::1.9
  > 5 bytes
  < ICMP port unreachable
`, func(t *testing.T, _ func(Label)) { unreachable(t, "[::1]:9") }},
}

// keptLive are the labels that are the point of some exchange.
var keptLive = map[string][]Label{
	"zero-window": {LabelWindowProbe, LabelZeroWindow, LabelWindowUpdate},
	"keep-alive":  {LabelKeepAliveACK},
}

// TestLive makes real traffic in a network namespace of its own, captures it,
// decodes it, and holds every repetition to the same text.
func TestLive(t *testing.T) {
	if os.Getenv(inNamespace) == "" {
		runInNamespace(t)
		return
	}
	if err := setUpNamespace(); err != nil {
		t.Fatal(err)
	}
	socket, err := OpenSocket()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	fresh, err := os.Create(filepath.Join(t.TempDir(), "fresh.pcapng"))
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	for _, e := range liveExchanges {
		t.Run(e.name, func(t *testing.T) {
			for run := range e.runs {
				frames, packets := captureExchange(t, socket, e)
				got := Normal(packets, NormalOptions{Keep: keptLive[e.name]})
				if want := e.want[1:]; got != want {
					t.Fatalf("run %d of %d:\n%swant\n%sof\n%s", run+1, e.runs, got, want, lines(packets))
				}
				checkRecorded(t, e, packets)
				if run == 0 {
					keepFresh(t, fresh, e.name, frames)
				}
			}
		})
	}
	if _, err := exec.LookPath("tshark"); err == nil { // else TestTshark says so
		compareWithTshark(t, fresh.Name())
	}
}

// checkRecorded holds that a recording says the same as the run.
func checkRecorded(t *testing.T, e liveExchange, packets []Packet) {
	t.Helper()
	ports := map[uint16]string{}
	name := func(end End) string {
		if end.Port >= FirstEphemeral && ports[end.Port] == "" {
			ports[end.Port] = fmt.Sprintf("{port %d}", len(ports)+1)
		}
		return ports[end.Port]
	}
	var back []Packet
	for _, p := range packets {
		line := p.Recorded(name).String()
		q, err := Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		if q.String() != line {
			t.Fatalf("a recording reads back as another:\n%s\n%s", line, q)
		}
		back = append(back, q)
	}
	if got := Normal(back, NormalOptions{Keep: keptLive[e.name]}); got != e.want[1:] {
		t.Fatalf("from the recording:\n%swant%s", got, e.want)
	}
}

// keepFresh adds a capture just made to file, and keeps it in testdata if asked.
func keepFresh(t *testing.T, file *os.File, name string, frames []Frame) {
	t.Helper()
	var b bytes.Buffer
	writePcap(t, &b, frames)
	if *update && name != "large" {
		if err := os.WriteFile(filepath.Join("testdata", name+".pcapng"), b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := file.Write(b.Bytes()); err != nil { // a file may have several sections
		t.Fatal(err)
	}
}

// runInNamespace runs this test once more, as a process in namespaces of its own.
func runInNamespace(t *testing.T) {
	args := []string{"-test.run=^TestLive$", "-test.v=" + fmt.Sprint(testing.Verbose()), fmt.Sprintf("-update=%v", *update)}
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe", args...)
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		t.Errorf("in the namespace: %v\n%s", err, out)
	case err != nil:
		t.Skipf("no network namespace of its own, so nothing live was captured; as for the box, see bothends doctor: %v", err)
	case testing.Verbose():
		t.Logf("in the namespace:\n%s", out)
	}
}

// setUpNamespace brings the loopback up, with the ports of a box.
func setUpNamespace() error {
	for name, value := range map[string]string{
		"ip_local_port_range": fmt.Sprintf("%d 65535", FirstEphemeral), "ip_unprivileged_port_start": "0",
	} {
		if err := os.WriteFile("/proc/sys/net/ipv4/"+name, []byte(value), 0); err != nil {
			return err
		}
	}
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(s)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(s, unix.SIOCSIFFLAGS, lo)
}

// captureExchange makes an exchange and returns what crossed the wire.
func captureExchange(t *testing.T, socket *os.File, e liveExchange) ([]Frame, []Packet) {
	t.Helper()
	if err := socket.SetReadDeadline(time.Time{}); err != nil { // the last exchange stopped it
		t.Fatal(err)
	}
	capture, err := NewCapture(socket, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var frames []Frame
	var packets []Packet
	waiting := make(chan Label, 1)
	arrived := make(chan struct{}, 1)
	done := make(chan error, 1)
	go func() {
		var d Decoder
		var label Label
		for {
			f, err := capture.Next()
			if err != nil {
				done <- err
				return
			}
			f.Data = bytes.Clone(f.Data)
			frames = append(frames, f)
			p, ok := d.Decode(f)
			if !ok {
				done <- fmt.Errorf("frame %d is not decoded: %x", len(frames), f.Data)
				return
			}
			packets = append(packets, p.Named(liveOwner))
			select {
			case label = <-waiting:
			default:
			}
			if label != "" && p.Has(label) {
				label = ""
				arrived <- struct{}{}
			}
		}
	}()
	e.make(t, func(l Label) { waiting <- l; <-arrived })
	if err := capture.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != io.EOF {
		t.Fatal(err)
	}
	if n, err := capture.Dropped(); err != nil || n > 0 {
		t.Fatalf("%d frames dropped, %v", n, err)
	}
	if !slices.IsSortedFunc(frames, func(a, b Frame) int { return int(a.Time - b.Time) }) {
		t.Error("times do not ascend")
	}
	return frames, packets
}

func lines(packets []Packet) string {
	var b strings.Builder
	for _, p := range packets {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

// serveOne listens, and serves one connection in a goroutine that the test
// joins.
func serveOne(t *testing.T, network, address string, control func(syscall.RawConn), serve func(*net.TCPConn) error) (join func()) {
	t.Helper()
	config := net.ListenConfig{KeepAlive: -1}
	config.SetMultipathTCP(false)
	if control != nil {
		config.Control = func(_, _ string, c syscall.RawConn) error { control(c); return nil }
	}
	l, err := config.Listen(context.Background(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err == nil {
			err = serve(c.(*net.TCPConn))
			c.Close()
		}
		l.Close()
		done <- err
	}()
	return func() {
		t.Helper()
		if err := <-done; err != nil {
			t.Error("server:", err)
		}
	}
}

func dial(t *testing.T, network, address string) *net.TCPConn {
	t.Helper()
	d := net.Dialer{KeepAlive: -1}
	d.SetMultipathTCP(false)
	c, err := d.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	return c.(*net.TCPConn)
}

func echo(t *testing.T, network, address string, texts ...string) {
	join := serveOne(t, network, address, nil, func(c *net.TCPConn) error {
		b := make([]byte, 1<<20)
		for {
			n, err := c.Read(b)
			if err == io.EOF {
				return c.Close()
			}
			if err != nil {
				return err
			}
			if _, err := c.Write(b[:n]); err != nil {
				return err
			}
		}
	})
	c := dial(t, network, address)
	for _, text := range texts {
		go io.WriteString(c, text)
		if _, err := io.ReadFull(c, make([]byte, len(text))); err != nil {
			t.Error(err)
		}
	}
	c.Close()
	join()
}

func refused(t *testing.T, _ func(Label)) {
	if c, err := net.Dial("tcp4", "127.0.0.1:9"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v, %v, want ECONNREFUSED", c, err)
	}
}

func halfClose(t *testing.T, _ func(Label)) {
	join := serveOne(t, "tcp4", "127.0.0.1:7", nil, func(c *net.TCPConn) error {
		if _, err := io.ReadAll(c); err != nil {
			return err
		}
		if _, err := io.WriteString(c, "answer"); err != nil {
			return err
		}
		return c.Close()
	})
	c := dial(t, "tcp4", "127.0.0.1:7")
	io.WriteString(c, "question")
	c.CloseWrite()
	if b, err := io.ReadAll(c); string(b) != "answer" {
		t.Errorf("got %q, %v", b, err)
	}
	c.Close()
	join()
}

func linger(t *testing.T, _ func(Label)) {
	connected := make(chan struct{})
	join := serveOne(t, "tcp4", "127.0.0.1:7", nil, func(c *net.TCPConn) error {
		<-connected
		c.SetLinger(0)
		return c.Close()
	})
	c := dial(t, "tcp4", "127.0.0.1:7")
	close(connected)
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want ECONNRESET", err)
	}
	c.Close()
	join()
}

func unread(t *testing.T, _ func(Label)) {
	written := make(chan struct{})
	join := serveOne(t, "tcp4", "127.0.0.1:7", nil, func(c *net.TCPConn) error {
		<-written
		return c.Close()
	})
	c := dial(t, "tcp4", "127.0.0.1:7")
	io.WriteString(c, "hello")
	close(written)
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want ECONNRESET", err)
	}
	c.Close()
	join()
}

func afterClose(t *testing.T, _ func(Label)) {
	join := serveOne(t, "tcp4", "127.0.0.1:7", nil, func(c *net.TCPConn) error { return c.Close() })
	c := dial(t, "tcp4", "127.0.0.1:7")
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("got %v, want EOF", err)
	}
	io.WriteString(c, "hello")
	awaitReset(t, c)
	if _, err := io.WriteString(c, "hello"); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("got %v, want EPIPE", err)
	}
	c.Close()
	join()
}

// awaitReset returns when the answer to a segment that nobody took has come, without taking the
// error itself: the connection is at its end then (POLLHUP, poll(2)).
func awaitReset(t *testing.T, c *net.TCPConn) {
	t.Helper()
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) {
		for err = unix.EINTR; err == unix.EINTR; {
			_, err = unix.Poll([]unix.PollFd{{Fd: int32(fd)}}, -1)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func zeroWindow(t *testing.T, seen func(Label)) {
	probed := make(chan struct{})
	small := func(c syscall.RawConn) {
		c.Control(func(fd uintptr) { unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4096) })
	}
	join := serveOne(t, "tcp4", "127.0.0.1:7", small, func(c *net.TCPConn) error {
		<-probed
		if _, err := io.Copy(io.Discard, c); err != nil {
			return err
		}
		return c.Close()
	})
	c := dial(t, "tcp4", "127.0.0.1:7")
	c.Write(make([]byte, 10_000))
	seen(LabelWindowProbe)
	close(probed)
	c.Close()
	join()
}

func keepAlive(t *testing.T, seen func(Label)) {
	join := serveOne(t, "tcp4", "127.0.0.1:7", nil, func(c *net.TCPConn) error {
		_, err := io.ReadAll(c)
		return err
	})
	c := dial(t, "tcp4", "127.0.0.1:7")
	if err := c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: time.Second, Interval: time.Second, Count: 3}); err != nil {
		t.Error(err)
	}
	seen(LabelKeepAliveACK)
	c.Close()
	join()
}

func connectedToItself(t *testing.T, _ func(Label)) {
	l, err := net.Listen("tcp4", "127.0.0.1:0") // finds a port that no earlier run left in TIME-WAIT
	if err != nil {
		t.Fatal(err)
	}
	self := l.Addr().(*net.TCPAddr)
	l.Close()
	d := net.Dialer{LocalAddr: self, KeepAlive: -1}
	d.SetMultipathTCP(false)
	c, err := d.Dial("tcp4", self.String())
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(c, "me")
	if _, err := io.ReadFull(c, make([]byte, 2)); err != nil {
		t.Error(err)
	}
	c.Close()
}

func udpEcho(t *testing.T, address string) {
	s, err := net.ListenPacket("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	done := make(chan error, 1)
	go func() {
		b := make([]byte, 100)
		n, from, err := s.ReadFrom(b)
		if err == nil {
			_, err = s.WriteTo(b[:n], from)
		}
		done <- err
	}()
	c, err := net.Dial("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "hello")
	if _, err := c.Read(make([]byte, 100)); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func unreachable(t *testing.T, address string) {
	c, err := net.Dial("udp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "hello")
	if _, err := c.Read(make([]byte, 100)); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v, want ECONNREFUSED", err)
	}
}
