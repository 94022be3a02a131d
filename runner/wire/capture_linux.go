package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// OpenSocket opens a socket that sees each frame on the loopback of the calling
// thread's network namespace once, as it arrives. It needs CAP_NET_RAW there,
// which whoever made the namespace has. The file can be handed to another
// process; give it to [NewCapture].
func OpenSocket() (*os.File, error) { return open(setUpLoopback) }

// OpenSocketOn opens a socket as OpenSocket does, on the device of that name. It
// sees what arrives there and what leaves, as far as the filter passes it.
func OpenSocketOn(device string, filter []bpf.Instruction) (*os.File, error) {
	return open(func(fd int) error {
		if err := attach(fd, filter); err != nil {
			return err
		}
		return setUpSocket(fd, device)
	})
}

func open(setUp func(fd int) error) (*os.File, error) {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("packet socket: %w", err)
	}
	f := os.NewFile(uintptr(fd), "packet socket")
	if err := setUp(fd); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Of a frame that is longer than wholeFrame the first keptBytes are captured:
// its headers, and what shows what it carries. A loopback's segments have up to
// 64 KiB, of which few would fill the buffer; of so many bytes the kernel makes
// a copy in the headers' own memory, where otherwise it would keep the whole
// (net/core/skbuff.c, skb_condense).
const (
	wholeFrame = 2048
	keptBytes  = 128
)

// cut has the kernel cut long frames.
func cut(fd int) error {
	return attach(fd, []bpf.Instruction{
		bpf.LoadExtension{Num: bpf.ExtLen},
		bpf.JumpIf{Cond: bpf.JumpGreaterThan, Val: wholeFrame, SkipFalse: 1},
		bpf.RetConstant{Val: keptBytes},
		bpf.RetConstant{Val: wholeFrame},
	})
}

func attach(fd int, program []bpf.Instruction) error {
	code, err := bpf.Assemble(program)
	if err != nil {
		return err
	}
	filter := make([]unix.SockFilter, len(code))
	for i, c := range code {
		filter[i] = unix.SockFilter{Code: c.Op, Jt: c.Jt, Jf: c.Jf, K: c.K}
	}
	err = unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]})
	if err != nil {
		return fmt.Errorf("packet socket: SO_ATTACH_FILTER: %w", err)
	}
	return nil
}

// receiveBuffer is asked for; the kernel grants what net.core.rmem_max allows.
const receiveBuffer = 4 << 20

func setUpLoopback(fd int) error {
	// A frame on the loopback leaves and arrives; once is enough.
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1); err != nil {
		return fmt.Errorf("packet socket: PACKET_IGNORE_OUTGOING: %w", err)
	}
	if err := cut(fd); err != nil {
		return err
	}
	return setUpSocket(fd, "lo")
}

// setUpSocket binds the socket to a device, and has the kernel say more of each frame.
func setUpSocket(fd int, device string) error {
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
		return fmt.Errorf("packet socket: SO_TIMESTAMPNS: %w", err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_AUXDATA, 1); err != nil {
		return fmt.Errorf("packet socket: PACKET_AUXDATA: %w", err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVMARK, 1); err != nil {
		return fmt.Errorf("packet socket: SO_RCVMARK: %w", err)
	}
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, receiveBuffer) != nil {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer); err != nil {
			return fmt.Errorf("packet socket: SO_RCVBUF: %w", err)
		}
	}
	named, err := unix.NewIfreq(device)
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, named); err != nil {
		return fmt.Errorf("packet socket: %s: %w", device, err)
	}
	all := uint16(unix.ETH_P_ALL)<<8 | uint16(unix.ETH_P_ALL)>>8 // in network order
	if err := unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: all, Ifindex: int(named.Uint32())}); err != nil {
		return fmt.Errorf("packet socket: bind to %s: %w", device, err)
	}
	return nil
}

// A Capture reads frames from a packet socket. One goroutine calls Next; Stop
// may be called from any.
type Capture struct {
	f     *os.File
	raw   syscall.RawConn
	start time.Time
	last  time.Duration
	data  []byte
	oob   []byte
}

// NewCapture reads frames from a socket that OpenSocket opened. Their times
// count from start, which time.Now returned. The caller closes f.
func NewCapture(f *os.File, start time.Time) (*Capture, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, fmt.Errorf("capture: %w", err)
	}
	return &Capture{
		f: f, raw: raw, start: start,
		data: make([]byte, wholeFrame),
		oob:  make([]byte, unix.CmsgSpace(int(unsafe.Sizeof(unix.Timespec{})))+unix.CmsgSpace(markSize)+unix.CmsgSpace(int(unsafe.Sizeof(unix.TpacketAuxdata{})))),
	}, nil
}

// Stop ends the capture: Next returns what was captured until now, and then
// io.EOF.
func (c *Capture) Stop() error { return c.f.SetReadDeadline(time.Unix(1, 0)) }

// Next waits for the next frame. Its data is valid until the next call.
func (c *Capture) Next() (Frame, error) {
	var f Frame
	var got error
	receive := func(fd uintptr) bool {
		f, got = c.receive(int(fd))
		return !errors.Is(got, unix.EAGAIN)
	}
	// Past its deadline a file does not read what is there: so try first.
	if err := c.raw.Control(func(fd uintptr) { receive(fd) }); err != nil {
		return Frame{}, fmt.Errorf("capture: %w", err)
	}
	if errors.Is(got, unix.EAGAIN) {
		switch err := c.raw.Read(receive); {
		case errors.Is(err, os.ErrDeadlineExceeded):
			if err := c.raw.Control(func(fd uintptr) { receive(fd) }); err != nil || errors.Is(got, unix.EAGAIN) {
				return Frame{}, io.EOF
			}
		case err != nil:
			return Frame{}, fmt.Errorf("capture: %w", err)
		}
	}
	if got != nil {
		return Frame{}, fmt.Errorf("capture: %w", got)
	}
	return f, nil
}

// Ready returns the next frame if it is there, as Next does, and does not wait.
func (c *Capture) Ready() (f Frame, ok bool, err error) {
	var got error
	if err := c.raw.Control(func(fd uintptr) { f, got = c.receive(int(fd)) }); err != nil {
		return Frame{}, false, fmt.Errorf("capture: %w", err)
	}
	switch {
	case got == nil:
		return f, true, nil
	case errors.Is(got, unix.EAGAIN), errors.Is(got, unix.EINTR):
		return Frame{}, false, nil
	}
	return Frame{}, false, fmt.Errorf("capture: %w", got)
}

// receive takes one frame from the socket.
func (c *Capture) receive(fd int) (Frame, error) {
	n, oobn, _, _, err := unix.Recvmsg(fd, c.data, c.oob, unix.MSG_TRUNC|unix.MSG_DONTWAIT)
	if err != nil {
		return Frame{}, err
	}
	now := time.Now()
	f := Frame{Time: now.Sub(c.start), Data: c.data[:min(n, len(c.data))]}
	// The kernel's stamp is wall-clock time. How long ago that was comes off
	// the monotonic clock, so that a step of the wall clock moves nothing.
	said := readControls(c.oob[:oobn])
	f.Mark, f.Length = said.mark, max(n, said.length)
	if stamp := said.stamp; !stamp.IsZero() {
		if ago := now.Round(0).Sub(stamp); ago > 0 && ago < f.Time {
			f.Time -= ago
		}
	}
	// What came later was not earlier.
	c.last = max(c.last, f.Time)
	f.Time = c.last
	return f, nil
}

// markSize is that of a mark, in bytes.
const markSize = 4

// controls are what the kernel says beside a frame.
type controls struct {
	stamp  time.Time // zero if it said none
	mark   uint32
	length int // before the frame was cut
}

func readControls(oob []byte) (c controls) {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return c
	}
	for _, m := range messages {
		switch h := m.Header; {
		case h.Level == unix.SOL_SOCKET && h.Type == unix.SO_TIMESTAMPNS && len(m.Data) >= int(unsafe.Sizeof(unix.Timespec{})):
			c.stamp = time.Unix((*unix.Timespec)(unsafe.Pointer(&m.Data[0])).Unix())
		case h.Level == unix.SOL_SOCKET && h.Type == unix.SO_MARK && len(m.Data) >= markSize:
			c.mark = binary.NativeEndian.Uint32(m.Data)
		case h.Level == unix.SOL_PACKET && h.Type == unix.PACKET_AUXDATA && len(m.Data) >= int(unsafe.Sizeof(unix.TpacketAuxdata{})):
			c.length = int((*unix.TpacketAuxdata)(unsafe.Pointer(&m.Data[0])).Len)
		}
	}
	return c
}

// Dropped returns how many frames the kernel had no room for since the last
// call: the programs sent faster than Next was called.
func (c *Capture) Dropped() (int, error) {
	var stats *unix.TpacketStats
	var got error
	if err := c.raw.Control(func(fd uintptr) {
		stats, got = unix.GetsockoptTpacketStats(int(fd), unix.SOL_PACKET, unix.PACKET_STATISTICS)
	}); err != nil {
		return 0, fmt.Errorf("capture: %w", err)
	}
	if got != nil {
		return 0, fmt.Errorf("capture: PACKET_STATISTICS: %w", got)
	}
	return int(stats.Drops), nil
}
