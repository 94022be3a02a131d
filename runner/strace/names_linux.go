package strace

import (
	"fmt"
	"math/bits"
	"strings"

	"golang.org/x/sys/unix"
)

// constant is a parameter that is one of several.
func constant(of map[uint64]string) parameter {
	return parameter{begin: func(b *Begun, i int, _ Memory) string { return name(of, uint64(uint32(b.args[i]))) }}
}

// flags is a parameter of flags.
func flags(of map[uint64]string) parameter {
	return parameter{begin: func(b *Begun, i int, _ Memory) string { return names(of, uint64(uint32(b.args[i]))) }}
}

var (
	socketType = parameter{begin: func(b *Begun, i int, _ Memory) string {
		kind := uint64(uint32(b.args[i]))
		const mask = unix.SOCK_NONBLOCK | unix.SOCK_CLOEXEC
		text := name(types, kind&^mask)
		if kind&mask != 0 {
			text += "|" + names(typeFlags, kind&mask)
		}
		return text
	}}
	protocol = parameter{begin: func(b *Begun, i int, _ Memory) string {
		number := uint64(uint32(b.args[i]))
		if domain := uint32(b.args[0]); domain != unix.AF_INET && domain != unix.AF_INET6 {
			return fmt.Sprint(number)
		}
		return name(protocols, number)
	}}
)

// name writes one constant; its number where it has no name.
func name(of map[uint64]string, value uint64) string {
	if text := of[value]; text != "" {
		return text
	}
	return fmt.Sprintf("%#x", value)
}

// names writes a constant, or flags: bit by bit, from the highest of those of a
// socket's type and else from the lowest.
func names(of map[uint64]string, value uint64) string {
	if text := of[value]; text != "" || value == 0 {
		if text == "" {
			text = "0"
		}
		return text
	}
	var all []string
	for left := value; left != 0; {
		bit := uint64(1) << bits.TrailingZeros64(left)
		if of[typeFlagsFrom] != "" {
			bit = 1 << (bits.Len64(left) - 1)
		}
		all = append(all, name(of, bit))
		left &^= bit
	}
	return strings.Join(all, "|")
}

// typeFlagsFrom is in one table alone, that which strace writes from the top.
const typeFlagsFrom = unix.SOCK_CLOEXEC

var domains = map[uint64]string{
	unix.AF_UNSPEC: "AF_UNSPEC", unix.AF_UNIX: "AF_UNIX", unix.AF_INET: "AF_INET", unix.AF_INET6: "AF_INET6",
	unix.AF_NETLINK: "AF_NETLINK", unix.AF_PACKET: "AF_PACKET", unix.AF_BLUETOOTH: "AF_BLUETOOTH",
	unix.AF_ALG: "AF_ALG", unix.AF_VSOCK: "AF_VSOCK", unix.AF_XDP: "AF_XDP",
}

var types = map[uint64]string{
	unix.SOCK_STREAM: "SOCK_STREAM", unix.SOCK_DGRAM: "SOCK_DGRAM", unix.SOCK_RAW: "SOCK_RAW",
	unix.SOCK_SEQPACKET: "SOCK_SEQPACKET", unix.SOCK_RDM: "SOCK_RDM",
}

var typeFlags = map[uint64]string{unix.SOCK_NONBLOCK: "SOCK_NONBLOCK", unix.SOCK_CLOEXEC: "SOCK_CLOEXEC"}

var protocols = map[uint64]string{
	unix.IPPROTO_IP: "IPPROTO_IP", unix.IPPROTO_ICMP: "IPPROTO_ICMP", unix.IPPROTO_TCP: "IPPROTO_TCP",
	unix.IPPROTO_UDP: "IPPROTO_UDP", unix.IPPROTO_ICMPV6: "IPPROTO_ICMPV6", unix.IPPROTO_SCTP: "IPPROTO_SCTP",
	unix.IPPROTO_RAW: "IPPROTO_RAW", unix.IPPROTO_MPTCP: "IPPROTO_MPTCP",
}

var ways = map[uint64]string{unix.SHUT_RD: "SHUT_RD", unix.SHUT_WR: "SHUT_WR", unix.SHUT_RDWR: "SHUT_RDWR"}

var spliceFlags = map[uint64]string{
	unix.SPLICE_F_MOVE: "SPLICE_F_MOVE", unix.SPLICE_F_NONBLOCK: "SPLICE_F_NONBLOCK", unix.SPLICE_F_MORE: "SPLICE_F_MORE",
}

var messageFlags = map[uint64]string{
	unix.MSG_OOB: "MSG_OOB", unix.MSG_PEEK: "MSG_PEEK", unix.MSG_DONTROUTE: "MSG_DONTROUTE", unix.MSG_CTRUNC: "MSG_CTRUNC",
	unix.MSG_TRUNC: "MSG_TRUNC", unix.MSG_DONTWAIT: "MSG_DONTWAIT", unix.MSG_EOR: "MSG_EOR", unix.MSG_WAITALL: "MSG_WAITALL",
	unix.MSG_CONFIRM: "MSG_CONFIRM", unix.MSG_ERRQUEUE: "MSG_ERRQUEUE", unix.MSG_NOSIGNAL: "MSG_NOSIGNAL", unix.MSG_MORE: "MSG_MORE",
	unix.MSG_WAITFORONE: "MSG_WAITFORONE", unix.MSG_ZEROCOPY: "MSG_ZEROCOPY", unix.MSG_FASTOPEN: "MSG_FASTOPEN", unix.MSG_CMSG_CLOEXEC: "MSG_CMSG_CLOEXEC",
}

var levels = map[uint64]string{
	unix.SOL_SOCKET: "SOL_SOCKET", unix.IPPROTO_IP: "SOL_IP", unix.IPPROTO_IPV6: "SOL_IPV6", unix.IPPROTO_TCP: "SOL_TCP", unix.IPPROTO_UDP: "SOL_UDP",
}

// options are the names of socket options by their level.
var options = map[uint32]map[uint64]string{
	unix.SOL_SOCKET: {
		unix.SO_DEBUG: "SO_DEBUG", unix.SO_REUSEADDR: "SO_REUSEADDR", unix.SO_TYPE: "SO_TYPE", unix.SO_ERROR: "SO_ERROR",
		unix.SO_DONTROUTE: "SO_DONTROUTE", unix.SO_BROADCAST: "SO_BROADCAST", unix.SO_SNDBUF: "SO_SNDBUF", unix.SO_RCVBUF: "SO_RCVBUF",
		unix.SO_KEEPALIVE: "SO_KEEPALIVE", unix.SO_OOBINLINE: "SO_OOBINLINE", unix.SO_PRIORITY: "SO_PRIORITY", unix.SO_LINGER: "SO_LINGER",
		unix.SO_REUSEPORT: "SO_REUSEPORT", unix.SO_PASSCRED: "SO_PASSCRED", unix.SO_PEERCRED: "SO_PEERCRED", unix.SO_RCVLOWAT: "SO_RCVLOWAT",
		unix.SO_RCVTIMEO: "SO_RCVTIMEO", unix.SO_SNDTIMEO: "SO_SNDTIMEO", unix.SO_BINDTODEVICE: "SO_BINDTODEVICE",
		unix.SO_TIMESTAMP: "SO_TIMESTAMP", unix.SO_ACCEPTCONN: "SO_ACCEPTCONN", unix.SO_PROTOCOL: "SO_PROTOCOL", unix.SO_DOMAIN: "SO_DOMAIN",
		unix.SO_INCOMING_CPU: "SO_INCOMING_CPU", unix.SO_BUSY_POLL: "SO_BUSY_POLL", unix.SO_ZEROCOPY: "SO_ZEROCOPY",
	},
	unix.IPPROTO_IP: {
		unix.IP_TOS: "IP_TOS", unix.IP_TTL: "IP_TTL", unix.IP_PKTINFO: "IP_PKTINFO", unix.IP_RECVERR: "IP_RECVERR",
		unix.IP_RECVTTL: "IP_RECVTTL", unix.IP_MTU_DISCOVER: "IP_MTU_DISCOVER", unix.IP_MTU: "IP_MTU", unix.IP_FREEBIND: "IP_FREEBIND",
		unix.IP_MULTICAST_IF: "IP_MULTICAST_IF", unix.IP_MULTICAST_TTL: "IP_MULTICAST_TTL", unix.IP_MULTICAST_LOOP: "IP_MULTICAST_LOOP",
		unix.IP_ADD_MEMBERSHIP: "IP_ADD_MEMBERSHIP", unix.IP_DROP_MEMBERSHIP: "IP_DROP_MEMBERSHIP",
	},
	unix.IPPROTO_IPV6: {
		unix.IPV6_V6ONLY: "IPV6_V6ONLY", unix.IPV6_UNICAST_HOPS: "IPV6_UNICAST_HOPS", unix.IPV6_MULTICAST_IF: "IPV6_MULTICAST_IF",
		unix.IPV6_MULTICAST_HOPS: "IPV6_MULTICAST_HOPS", unix.IPV6_MULTICAST_LOOP: "IPV6_MULTICAST_LOOP",
		unix.IPV6_JOIN_GROUP: "IPV6_ADD_MEMBERSHIP", unix.IPV6_LEAVE_GROUP: "IPV6_DROP_MEMBERSHIP",
		unix.IPV6_RECVPKTINFO: "IPV6_RECVPKTINFO", unix.IPV6_PKTINFO: "IPV6_PKTINFO", unix.IPV6_RECVERR: "IPV6_RECVERR", unix.IPV6_TCLASS: "IPV6_TCLASS",
	},
	unix.IPPROTO_TCP: {
		unix.TCP_NODELAY: "TCP_NODELAY", unix.TCP_MAXSEG: "TCP_MAXSEG", unix.TCP_CORK: "TCP_CORK", unix.TCP_KEEPIDLE: "TCP_KEEPIDLE",
		unix.TCP_KEEPINTVL: "TCP_KEEPINTVL", unix.TCP_KEEPCNT: "TCP_KEEPCNT", unix.TCP_SYNCNT: "TCP_SYNCNT", unix.TCP_LINGER2: "TCP_LINGER2",
		unix.TCP_DEFER_ACCEPT: "TCP_DEFER_ACCEPT", unix.TCP_WINDOW_CLAMP: "TCP_WINDOW_CLAMP", unix.TCP_INFO: "TCP_INFO",
		unix.TCP_QUICKACK: "TCP_QUICKACK", unix.TCP_CONGESTION: "TCP_CONGESTION", unix.TCP_USER_TIMEOUT: "TCP_USER_TIMEOUT",
		unix.TCP_FASTOPEN: "TCP_FASTOPEN", unix.TCP_FASTOPEN_CONNECT: "TCP_FASTOPEN_CONNECT", unix.TCP_NOTSENT_LOWAT: "TCP_NOTSENT_LOWAT",
	},
	unix.IPPROTO_UDP: {unix.UDP_CORK: "UDP_CORK", unix.UDP_SEGMENT: "UDP_SEGMENT", unix.UDP_GRO: "UDP_GRO"},
}
