//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"
)

// The listening sockets of TCP by sock_diag(7). The tables of proc(5) have them
// too, but the kernel goes through every place for a connection that the host has
// to write one, a quarter of a million of them perhaps: more than a millisecond
// for each table, and a box looks many times. Here it is asked for those that listen, of
// which it keeps a list.

// A diagnosis is a connection to sock_diag, in the network namespace of who made it.
type diagnosis struct {
	fd     int
	port   uint32 // its address among the sockets of netlink
	number uint32 // of the request that was made last
}

// openDiagnosis fails where the kernel has no sock_diag, or not for TCP.
func openDiagnosis() (*diagnosis, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, fmt.Errorf("sock_diag: %w", err)
	}
	d := &diagnosis{fd: fd}
	if err := d.bind(); err != nil {
		d.close()
		return nil, fmt.Errorf("sock_diag: %w", err)
	}
	if err := d.listeners(unix.AF_INET, func(string, Listening) {}); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// bind has the kernel choose an address, by which it marks its answers.
func (d *diagnosis) bind() error {
	if err := unix.Bind(d.fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	address, err := unix.Getsockname(d.fd)
	if own, ok := address.(*unix.SockaddrNetlink); ok && err == nil {
		d.port = own.Pid
	}
	return err
}

func (d *diagnosis) close() { unix.Close(d.fd) }

// Sizes of struct inet_diag_req_v2 and inet_diag_msg (linux/inet_diag.h), and
// where in the latter is what matters here.
const (
	diagRequestSize = 56
	diagMessageSize = 72
	diagPort        = 4
	diagAddress     = 8
	diagInode       = 68
)

// maxLeft is more pieces than any answer has: there are as many sockets as a box may hold.
const maxLeft = 1000

// ask asks for the listening sockets of TCP of one family.
func (d *diagnosis) ask(family byte) error {
	d.number++
	order := binary.NativeEndian
	request := make([]byte, unix.SizeofNlMsghdr+diagRequestSize)
	order.PutUint32(request, uint32(len(request)))
	order.PutUint16(request[4:], unix.SOCK_DIAG_BY_FAMILY)
	order.PutUint16(request[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	order.PutUint32(request[8:], d.number)
	order.PutUint32(request[12:], d.port)
	body := request[unix.SizeofNlMsghdr:]
	body[0], body[1] = family, unix.IPPROTO_TCP
	order.PutUint32(body[4:], 1<<unix.BPF_TCP_LISTEN) // the states that are asked for
	if err := unix.Sendto(d.fd, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return fmt.Errorf("sock_diag: %w", err)
	}
	return nil
}

// listeners calls found for each listening socket of TCP of one family.
func (d *diagnosis) listeners(family byte, found func(inode string, l Listening)) error {
	answer := make([]byte, 32<<10)
	for range maxLeft { // while there is something left, the kernel takes no other request
		if _, _, err := unix.Recvfrom(d.fd, answer, unix.MSG_DONTWAIT); err == unix.EAGAIN {
			break
		}
	}
	if err := d.ask(family); err != nil {
		return err
	}
	for {
		n, from, err := unix.Recvfrom(d.fd, answer, 0)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("sock_diag: %w", err)
		}
		if kernel, ok := from.(*unix.SockaddrNetlink); !ok || kernel.Pid != 0 {
			continue // from another process
		}
		if last, err := d.parse(answer[:n], found); last || err != nil {
			return err
		}
	}
}

// parse reads what came in one piece: netlink messages, netlink(7), of which one may
// be the last. Those of another request are passed over: the rest of an answer that
// could not be read to its end comes before the next.
func (d *diagnosis) parse(b []byte, found func(inode string, l Listening)) (last bool, err error) {
	order := binary.NativeEndian
	for len(b) >= unix.SizeofNlMsghdr {
		size := int(order.Uint32(b))
		if size < unix.SizeofNlMsghdr || size > len(b) {
			return false, fmt.Errorf("sock_diag: a message of %d bytes, where %d came", size, len(b))
		}
		body := b[unix.SizeofNlMsghdr:size]
		switch kind := order.Uint16(b[4:]); {
		case order.Uint32(b[8:]) != d.number || order.Uint32(b[12:]) != d.port:
		case kind == unix.NLMSG_DONE:
			return true, nil
		case kind == unix.NLMSG_ERROR && len(body) >= 4:
			return true, fmt.Errorf("sock_diag: %w", unix.Errno(-int32(order.Uint32(body))))
		case kind == unix.SOCK_DIAG_BY_FAMILY && len(body) >= diagMessageSize:
			address := body[diagAddress : diagAddress+4]
			if body[0] == unix.AF_INET6 {
				address = body[diagAddress : diagAddress+16]
			}
			a, _ := netip.AddrFromSlice(address)
			port := binary.BigEndian.Uint16(body[diagPort:])
			inode := strconv.FormatUint(uint64(order.Uint32(body[diagInode:])), 10)
			found(inode, Listening{Network: "tcp", Address: netip.AddrPortFrom(a, port).String()})
		}
		b = b[min(len(b), (size+unix.NLMSG_ALIGNTO-1)&^(unix.NLMSG_ALIGNTO-1)):]
	}
	return false, nil
}
