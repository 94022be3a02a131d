//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"errors"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// dialing is an attack that connects to something of the host.
func dialing(to func(prey) unix.Sockaddr) func(prey) error {
	return func(p prey) error {
		a := to(p)
		family := unix.AF_INET
		switch a.(type) {
		case *unix.SockaddrInet6:
			family = unix.AF_INET6
		case *unix.SockaddrUnix:
			family = unix.AF_UNIX
		}
		s, err := unix.Socket(family, unix.SOCK_STREAM, 0)
		if err != nil {
			return err
		}
		return unix.Connect(s, a)
	}
}

// socket is an attack that makes a socket.
func socket(family, kind, protocol uintptr) func(prey) error {
	return trying(unix.SYS_SOCKET, family, kind, protocol)
}

// option is an attack that sets an option of a TCP socket.
func option(level, name int, value ...byte) func(prey) error {
	return func(prey) error {
		s, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
		if err != nil {
			return err
		}
		return unix.SetsockoptString(s, level, name, string(value))
	}
}

// The attacks that give a socket its address by a call that says it in memory alone.
const (
	sendingMessage  = "send from no address"
	sendingMessages = "send many from no address"
	openingFast     = "open a connection with data"
)

// sendUnbound sends, by a socket that has no address yet, to where nobody is.
func sendUnbound(kind, flags int) error {
	s, err := unix.Socket(unix.AF_INET, kind, 0)
	if err == nil {
		err = unix.Sendmsg(s, []byte("x"), nil, &unix.SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}}, flags)
	}
	if err == nil {
		err = errHarmless
	}
	return err
}

// lingering is the attack that has others wait for what nobody will receive.
const lingering = "the last close is another's"

// lingerElsewhere closes a socket that lingers for hours while somebody else
// looks at it, who is then the last to close it.
func lingerElsewhere(prey) error {
	l, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err == nil {
		err = unix.Listen(l, 128)
	}
	if err != nil {
		return err
	}
	address, err := unix.Getsockname(l)
	if err != nil {
		return err
	}
	to := &unix.SockaddrInet4{Port: address.(*unix.SockaddrInet4).Port, Addr: [4]byte{127, 0, 0, 1}}
	for i := range 200 {
		s, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
		if err == nil {
			err = unix.Connect(s, to)
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
		peer, _, aerr := unix.Accept(l)
		if err != unix.EAGAIN || aerr != nil {
			return errors.Join(err, aerr)
		}
		looked, closed := make(chan bool), make(chan bool)
		go func() {
			unix.SetsockoptInt(s, unix.SOL_SOCKET, unix.SO_RCVBUF, 4096)
			close(looked)
		}()
		go func() {
			for began := time.Now(); time.Since(began) < time.Duration(i)*time.Microsecond; {
			}
			unix.Dup3(l, s, 0) // which closes it, but not its number
			close(closed)
		}()
		select {
		case <-looked: // it waits here, if anywhere
		case <-time.After(time.Second):
			return nil
		}
		unix.Close(peer) // who has not read: that ends all waiting
		<-closed
		unix.Close(s)
	}
	return errHarmless
}

// announcing is the attack by which a worker says again and again that it will listen.
const announcing = "listen without end"

var loopback6 = [16]byte{15: 1}

func networkAttacks() []attack {
	return []attack{
		{line: lineNetwork, name: "the host's 127.0.0.1", want: "ECONNREFUSED", do: dialing(func(p prey) unix.Sockaddr {
			return &unix.SockaddrInet4{Port: p.Port4, Addr: [4]byte{127, 0, 0, 1}}
		})},
		{line: lineNetwork, name: "the host's ::1", want: "ECONNREFUSED", do: dialing(func(p prey) unix.Sockaddr {
			return &unix.SockaddrInet6{Port: p.Port6, Addr: loopback6}
		}), optional: true},
		{line: lineNetwork, name: "a cloud's metadata", want: "ENETUNREACH", do: dialing(func(prey) unix.Sockaddr {
			return &unix.SockaddrInet4{Port: 80, Addr: [4]byte{169, 254, 169, 254}}
		}), optional: true},
		{line: lineNetwork, name: "another network over IPv6", want: "ENETUNREACH", do: dialing(func(prey) unix.Sockaddr {
			return &unix.SockaddrInet6{Port: 80, Addr: [16]byte{0: 0x20, 1: 0x01, 15: 1}}
		}), optional: true},
		{line: lineNetwork, name: "the host's abstract socket", want: "ECONNREFUSED", do: dialing(func(p prey) unix.Sockaddr {
			return &unix.SockaddrUnix{Name: "@" + p.Abstract}
		})},
		{line: lineNetwork, name: "the host's UNIX socket", want: "ENOENT", do: dialing(func(p prey) unix.Sockaddr {
			return &unix.SockaddrUnix{Name: p.Path}
		})},
		{line: lineNetwork, name: "netlink", want: "EAFNOSUPPORT", do: socket(unix.AF_NETLINK, unix.SOCK_RAW, 0)},
		{line: lineNetwork, name: "packet", want: "EAFNOSUPPORT", do: socket(unix.AF_PACKET, unix.SOCK_RAW, 0)},
		{line: lineNetwork, name: "vsock", want: "EAFNOSUPPORT", do: socket(unix.AF_VSOCK, unix.SOCK_STREAM, 0), optional: true},
		{line: lineNetwork, name: "alg", want: "EAFNOSUPPORT", do: socket(unix.AF_ALG, unix.SOCK_SEQPACKET, 0), optional: true},
		{line: lineNetwork, name: "xdp", want: "EAFNOSUPPORT", do: socket(unix.AF_XDP, unix.SOCK_RAW, 0), optional: true},
		{line: lineNetwork, name: "tipc", want: "EAFNOSUPPORT", do: socket(unix.AF_TIPC, unix.SOCK_RDM, 0), optional: true},
		{line: lineNetwork, name: "raw", want: "EPERM", do: socket(unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_TCP)},
		{line: lineNetwork, name: "ping", want: "EPROTONOSUPPORT", do: socket(unix.AF_INET, unix.SOCK_DGRAM, unix.IPPROTO_ICMP), optional: true},
		{line: lineNetwork, name: "SCTP", want: "EPROTONOSUPPORT", do: socket(unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_SCTP), optional: true},
		{line: lineNetwork, name: "MPTCP", want: "EPROTONOSUPPORT", do: socket(unix.AF_INET, unix.SOCK_STREAM, unix.IPPROTO_MPTCP), optional: true},
		{line: lineNetwork, name: "a program for packets", want: "EPERM", do: func(prey) error {
			s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
			if err != nil {
				return err
			}
			all := unix.SockFilter{Code: 6, K: 1 << 16} // return 65536
			return unix.SetsockoptSockFprog(s, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &all})
		}},
		{line: lineNetwork, name: "another protocol above TCP", want: "ENOENT", do: option(unix.IPPROTO_TCP, unix.TCP_ULP, 't', 'l', 's'), optional: true},
		{line: lineNetwork, name: "take over connections", want: "EPERM", do: option(unix.IPPROTO_TCP, unix.TCP_REPAIR, 1, 0, 0, 0)},
		{line: lineNetwork, name: "addresses of others", want: "EPERM", do: option(unix.IPPROTO_IP, unix.IP_TRANSPARENT, 1, 0, 0, 0)},
		{line: lineNetwork, name: "mark packets", want: "EPERM", do: option(unix.SOL_SOCKET, unix.SO_MARK, 1, 0, 0, 0)},
		{line: lineNetwork, name: "a label of flows", want: "EPERM", do: func(prey) error {
			s, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM, 0)
			if err != nil {
				return err
			}
			return unix.SetsockoptString(s, unix.IPPROTO_IPV6, flowLabels, flowLabel())
		}, optional: true},
		{line: lineNetwork, name: "the firewall's tables", want: "EPERM", do: func(p prey) error {
			err := option(unix.IPPROTO_IP, 64, make([]byte, 128)...)(p)
			if err == unix.ENOPROTOOPT {
				err = unix.EPERM // the kernel has loaded none
			}
			return err
		}, optional: true},
		{line: lineNetwork, name: "an option of another protocol", want: "ENOPROTOOPT", do: option(unix.SOL_NETLINK, 1, 1, 0, 0, 0)},
		{line: lineNetwork, name: sendingMessage, want: "no effect", do: func(prey) error { return sendUnbound(unix.SOCK_DGRAM, 0) }},
		{line: lineNetwork, name: sendingMessages, want: "no effect", do: func(prey) error {
			s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
			if err != nil {
				return err
			}
			name := unix.RawSockaddrInet4{Family: unix.AF_INET, Port: 0x0900, Addr: [4]byte{127, 0, 0, 1}}
			message := struct {
				unix.Msghdr
				_ uint64
			}{Msghdr: unix.Msghdr{Name: (*byte)(unsafe.Pointer(&name)), Namelen: unix.SizeofSockaddrInet4}}
			return errors.Join(try(unix.SYS_SENDMMSG, uintptr(s), uintptr(unsafe.Pointer(&message)), 1, 0), errHarmless)
		}},
		{line: lineNetwork, name: openingFast, want: "no effect", do: func(prey) error {
			if err := sendUnbound(unix.SOCK_STREAM, unix.MSG_FASTOPEN); err != unix.ECONNREFUSED {
				return err
			}
			return errHarmless
		}},
		{line: lineNetwork, name: lingering, want: "no effect", slow: true, do: lingerElsewhere},
		{line: lineNetwork, name: announcing, want: "no effect", do: func(prey) error {
			s, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
			if err == nil {
				err = unix.Bind(s, &unix.SockaddrInet4{Port: 7, Addr: [4]byte{127, 0, 0, 1}})
			}
			for i := 0; i < 1000 && err == nil; i++ {
				err = unix.Listen(s, i)
			}
			return errors.Join(err, unix.Close(s), errHarmless)
		}},
		{line: lineNetwork, name: "the interfaces", want: "ENOTTY", do: func(prey) error {
			s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
			if err != nil {
				return err
			}
			var request [40]byte
			copy(request[:], "lo")
			return try(unix.SYS_IOCTL, uintptr(s), unix.SIOCGIFADDR, uintptr(unsafe.Pointer(&request)))
		}},
		{line: lineNetwork, name: "take the loopback down", want: "ENOTTY", do: func(prey) error {
			s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
			if err != nil {
				return err
			}
			var request [40]byte
			copy(request[:], "lo")
			return try(unix.SYS_IOCTL, uintptr(s), unix.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&request)))
		}},
	}
}

// flowLabel is struct in6_flowlabel_req, asking for a label of the kernel's choice to ::1,
// for a minute. All networks of a host have 4096 together.
func flowLabel() string {
	const get, create, shared, seconds = 0, 1, 255, 60
	b := append(loopback6[:], 0, 0, 0, 0, get, shared)
	for _, v := range []uint16{create, seconds, seconds, 0, 0, 0} {
		b = binary.NativeEndian.AppendUint16(b, v)
	}
	return string(b[:32])
}
