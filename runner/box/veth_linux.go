//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A vethEnd is one end of a pair of virtual Ethernet devices, veth(4): what goes
// into one comes out of the other.
type vethEnd struct {
	name    string
	address [6]byte // MAC
	network int     // descriptor of the namespace that it is put into; the caller's if -1
}

// newVeth makes a pair, as "ip link add type veth" does: by one message of
// rtnetlink(7). The first end is the caller's.
func newVeth(near, far vethEnd, mtu int) error {
	const vethPeer = 1 // VETH_INFO_PEER of linux/veth.h
	info := append(attribute(unix.IFLA_INFO_KIND, []byte("veth")),
		attribute(unix.IFLA_INFO_DATA, attribute(vethPeer, far.message(mtu)))...)
	body := append(near.message(mtu), attribute(unix.IFLA_LINKINFO, info)...)
	return requestLink("make a veth pair", unix.NLM_F_CREATE|unix.NLM_F_EXCL, body)
}

// requestLink has the kernel make a device, or change one, by a message of struct
// ifinfomsg and attributes, and waits for its answer.
func requestLink(what string, flags uint16, body []byte) error {
	s, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	defer unix.Close(s)
	m := binary.NativeEndian.AppendUint32(nil, uint32(unix.SizeofNlMsghdr+len(body)))
	m = binary.NativeEndian.AppendUint16(m, unix.RTM_NEWLINK)
	m = binary.NativeEndian.AppendUint16(m, unix.NLM_F_REQUEST|unix.NLM_F_ACK|flags)
	m = append(binary.NativeEndian.AppendUint32(m, 1), 0, 0, 0, 0) // its number; from us
	if err := unix.Sendto(s, append(m, body...), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	answer := make([]byte, 4096)
	n, _, err := unix.Recvfrom(s, answer, 0)
	if err != nil || n < unix.SizeofNlMsghdr+4 {
		return fmt.Errorf("%s: an answer of %d bytes, %w", what, n, err)
	}
	// NLMSG_ERROR: an errno, 0 of one that did not fail.
	if errno := -int32(binary.NativeEndian.Uint32(answer[unix.SizeofNlMsghdr:])); errno != 0 {
		return fmt.Errorf("%s: %w", what, unix.Errno(errno))
	}
	return nil
}

// message is struct ifinfomsg, empty, and the attributes of one end.
func (e vethEnd) message(mtu int) []byte {
	m := make([]byte, unix.SizeofIfInfomsg)
	m = append(m, attribute(unix.IFLA_IFNAME, append([]byte(e.name), 0))...)
	m = append(m, attribute(unix.IFLA_ADDRESS, e.address[:])...)
	m = append(m, attribute(unix.IFLA_MTU, binary.NativeEndian.AppendUint32(nil, uint32(mtu)))...)
	if e.network >= 0 {
		m = append(m, attribute(unix.IFLA_NET_NS_FD, binary.NativeEndian.AppendUint32(nil, uint32(e.network)))...)
	}
	return m
}

// attribute is struct rtattr with its data.
func attribute(kind uint16, data []byte) []byte {
	b := binary.NativeEndian.AppendUint16(nil, uint16(unix.SizeofRtAttr+len(data)))
	b = append(binary.NativeEndian.AppendUint16(b, kind), data...)
	for len(b)%unix.RTA_ALIGNTO != 0 {
		b = append(b, 0)
	}
	return b
}

// A device is one of the calling thread's network namespace, and a socket to
// change it by, netdevice(7).
type device struct {
	name   string
	socket int
}

func openDevice(name string) (device, error) {
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return device{}, fmt.Errorf("socket: %w", err)
	}
	return device{name, s}, nil
}

func (d device) close() { unix.Close(d.socket) }

// request makes one ioctl, for which set fills in what it is given.
func (d device) request(what string, number uint, set func(*unix.Ifreq) error) (*unix.Ifreq, error) {
	r, err := unix.NewIfreq(d.name)
	if err == nil && set != nil {
		err = set(r)
	}
	if err == nil {
		err = unix.IoctlIfreq(d.socket, number, r)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", d.name, what, err)
	}
	return r, nil
}

// up brings the device up. It asks nobody for the Ethernet address of another:
// what it sends has its own, and whoever carries it writes the right one.
func (d device) up() error {
	r, err := d.request("flags", unix.SIOCGIFFLAGS, nil)
	if err != nil {
		return err
	}
	flags := r.Uint16() | unix.IFF_UP | unix.IFF_NOARP
	_, err = d.request("bring it up", unix.SIOCSIFFLAGS, func(r *unix.Ifreq) error { r.SetUint16(flags); return nil })
	return err
}

func (d device) index() (int, error) {
	r, err := d.request("index", unix.SIOCGIFINDEX, nil)
	if err != nil {
		return 0, err
	}
	return int(r.Uint32()), nil
}

// setIPv4 gives the device an address, and a route to what is in the same network.
func (d device) setIPv4(a netip.Addr, bits int) error {
	_, err := d.request("address", unix.SIOCSIFADDR, func(r *unix.Ifreq) error { return r.SetInet4Addr(a.AsSlice()) })
	if err != nil {
		return err
	}
	mask := binary.BigEndian.AppendUint32(nil, ^uint32(0)<<(32-bits))
	_, err = d.request("netmask", unix.SIOCSIFNETMASK, func(r *unix.Ifreq) error { return r.SetInet4Addr(mask) })
	return err
}

// setIPv6 does the same; nothing, where the kernel has no IPv6. It is struct
// in6_ifreq of linux/ipv6.h that is given.
func (d device) setIPv6(a netip.Addr, bits int) error {
	s, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if errors.Is(err, unix.EAFNOSUPPORT) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	defer unix.Close(s)
	index, err := d.index()
	if err != nil {
		return err
	}
	r := struct {
		address [16]byte
		bits    uint32
		index   int32
	}{a.As16(), uint32(bits), int32(index)}
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(s), unix.SIOCSIFADDR, uintptr(unsafe.Pointer(&r))); errno != 0 {
		return fmt.Errorf("%s: IPv6 address: %w", d.name, errno)
	}
	return nil
}

// sumInSoftware has the kernel itself write the checksums of what the device
// sends, and cut it into packets, which it else would leave to hardware that is not there:
// what is captured then is what the wire of a real one would carry.
func (d device) sumInSoftware() error {
	const ifnameSize = 16
	off := [2]uint32{unix.ETHTOOL_STXCSUM, 0} // struct ethtool_value
	r := struct {
		name [ifnameSize]byte
		data unsafe.Pointer
		_    [16]byte // the rest of struct ifreq
	}{data: unsafe.Pointer(&off)}
	copy(r.name[:], d.name)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(d.socket), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&r))); errno != 0 {
		return fmt.Errorf("%s: ETHTOOL_STXCSUM: %w", d.name, errno)
	}
	return nil
}
