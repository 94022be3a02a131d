//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// The ports that the kernel hands out in a box: the dynamic range of RFC 6335,
// section 6. A recording can tell by it which numbers are the kernel's choice.
const (
	FirstEphemeralPort = 49152
	LastEphemeralPort  = 65535
)

// What the kernel may hold for one socket.
const (
	maxTCPReceive   = 1 << 20   // bytes that TCP chooses to hold, if its program reads
	maxTCPSend      = 256 << 10 // the same, until the other side reads
	maxOptionMemory = 20 << 10  // bytes of options and control messages
	maxBacklog      = 128       // connections that wait to be accepted; what package net asks for
	maxTimeWait     = 4096      // connections in TIME-WAIT: nobody's, and no sockets any more
)

// Settings of this folder are none of a box's on older kernels, such as 6.1, which keep
// them from users. What they bound is bounded all the same: options by the host's
// value, which was maxOptionMemory then, and connections that wait by maxSockets.
const newerSettings = "core/"

// setUpNetwork brings the private loopback up and sets what is peculiar to it:
// every port may be bound, 7 and 80 included, and buffers are bounded.
func setUpNetwork() error {
	settings := []struct{ name, value string }{
		{"ipv4/ip_unprivileged_port_start", "0"},
		{"ipv4/ip_local_port_range", fmt.Sprintf("%d %d", FirstEphemeralPort, LastEphemeralPort)},
		{"ipv4/tcp_rmem", fmt.Sprintf("4096 131072 %d", maxTCPReceive)},
		{"ipv4/tcp_wmem", fmt.Sprintf("4096 16384 %d", maxTCPSend)},
		{"ipv4/tcp_max_tw_buckets", strconv.Itoa(maxTimeWait)},
		{newerSettings + "optmem_max", strconv.Itoa(maxOptionMemory)},
		{newerSettings + "somaxconn", strconv.Itoa(maxBacklog)},
	}
	for _, s := range settings {
		err := os.WriteFile("/proc/sys/net/"+s.name, []byte(s.value), 0)
		if err != nil && !(strings.HasPrefix(s.name, newerSettings) && errors.Is(err, os.ErrNotExist)) {
			return err
		}
	}
	if err := segmentBeforeLoopback(); err != nil {
		return err
	}
	return loopbackUp()
}

// segmentBeforeLoopback has the kernel cut what a program leaves to segmentation
// offload before the loopback carries it, and not after: many datagrams of one call, by
// UDP_SEGMENT of udp(7), or many segments of TCP's size. As one frame they would be
// captured as one packet, which is what no wire carries and no program receives.
func segmentBeforeLoopback() error {
	m := make([]byte, unix.SizeofIfInfomsg)
	m = append(m, attribute(unix.IFLA_IFNAME, []byte("lo\x00"))...)
	m = append(m, attribute(unix.IFLA_GSO_MAX_SEGS, binary.NativeEndian.AppendUint32(nil, 1))...)
	return requestLink("lo: one segment a frame", 0, m)
}

// loopbackUp does what "ip link set lo up" does, by netdevice(7)'s ioctls.
func loopbackUp() error {
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("socket: %w", err)
	}
	defer unix.Close(s)
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	if err := unix.IoctlIfreq(s, unix.SIOCGIFFLAGS, lo); err != nil {
		return fmt.Errorf("lo: %w", err)
	}
	// A loopback that is up already is not ours alone: we are in the host's
	// namespace, where nothing of this may happen.
	if lo.Uint16()&unix.IFF_UP != 0 {
		return errors.New("lo is up before the box brought it up: this is not a new network namespace")
	}
	lo.SetUint16(lo.Uint16() | unix.IFF_UP)
	if err := unix.IoctlIfreq(s, unix.SIOCSIFFLAGS, lo); err != nil {
		return fmt.Errorf("bring lo up: %w", err)
	}
	return nil
}
