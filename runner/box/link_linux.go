//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"bothends/runner/link"
	"bothends/runner/wire"
)

// This is init's side of a link: two hosts and what is between them. The
// supervisor's, which carries the packets, is carry_linux.go.
//
// The server's host is the box's own network namespace, the client's a second
// one. Each has a device, eth0, whose other end is in a third namespace, where
// nobody is: no worker, no address, no IPv6. So whatever a host sends ends there,
// and the other host gets what the supervisor puts in at its device's end, and
// nothing else. What a host sends is read from a packet socket on its eth0, as it
// leaves: it then still has the mark of the socket that it is from.
//
// The devices are pairs of veth(4) and not TUN, as for that /dev/net/tun is needed,
// which a container seldom has; what the kernel must have is in it, or loads itself.
//
// A thread of init stays in each further namespace, from which its workers are started.

// A netThread is a thread of init in a network namespace of its own.
type netThread struct {
	run   chan func()
	net   string // where proc(5) shows what is in the namespace
	space int    // a descriptor of the namespace
}

// newNetThread makes a namespace, and a thread in it that never leaves.
func newNetThread() (*netThread, error) {
	t := &netThread{run: make(chan func())}
	made := make(chan error)
	go t.start(made)
	return t, <-made
}

func (t *netThread) start(made chan<- error) {
	runtime.LockOSThread()
	if unix.Gettid() == unix.Getpid() {
		// What proc(5) takes for the process's namespace is that of its first
		// thread, which is therefore no choice. While this goroutine has it, another gets another.
		other := make(chan error)
		go t.start(other)
		made <- <-other
		runtime.UnlockOSThread()
		return
	}
	err := t.enter() // never unlocked: no other goroutine may find itself there
	made <- err
	if err != nil {
		return
	}
	for f := range t.run {
		f()
	}
}

func (t *netThread) enter() error {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("a further network namespace: %w", err)
	}
	thread, err := os.Readlink("/proc/thread-self")
	if err != nil {
		return err
	}
	t.net = filepath.Join("/proc", thread, "net")
	t.space, err = unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	return err
}

// do calls f on the thread. A nil netThread is the box's own namespace.
func (t *netThread) do(f func() error) (err error) {
	if t == nil {
		return f()
	}
	done := make(chan struct{})
	t.run <- func() { err = f(); close(done) }
	<-done
	return err
}

// A linkNetwork is what init has of a link.
type linkNetwork struct {
	hosts   [link.Hosts]*netThread
	middle  *netThread
	sockets linkSockets
}

// host is where a host's workers are started. Without a link there is one.
func (n *linkNetwork) host(i int) *netThread {
	if n == nil {
		return nil
	}
	return n.hosts[i]
}

// tables are where proc(5) shows the sockets of the further hosts.
func (n *linkNetwork) tables() (all []string) {
	for i := range link.Hosts {
		if t := n.host(i); t != nil {
			all = append(all, t.net)
		}
	}
	return all
}

// opened are the sockets, nil without a link.
func (n *linkNetwork) opened() *linkSockets {
	if n == nil {
		return nil
	}
	return &n.sockets
}

const (
	hostDevice = "eth0"
	farDevice  = "far%d" // in the middle, by host
)

// hostMAC are the Ethernet addresses of the hosts' devices; those with this second
// bit are nobody's product.
func hostMAC(host int) [6]byte { return [6]byte{0x02, 5: byte(host + 1)} }

// setUpLink makes the second host, and the devices. It comes after setUpNetwork.
func setUpLink(s link.Spec) (*linkNetwork, error) {
	n := &linkNetwork{}
	client, err := newNetThread()
	if err != nil {
		return nil, err
	}
	n.hosts[ClientHost] = client
	if err := client.do(setUpNetwork); err != nil {
		return nil, err
	}
	if n.middle, err = newNetThread(); err != nil {
		return nil, err
	}
	if err := n.middle.do(func() error { return setIPv6("default/disable_ipv6", "1") }); err != nil {
		return nil, err
	}
	for host, t := range n.hosts {
		if err := n.connect(host, t, s.MTU); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// connect gives a host its device and addresses.
func (n *linkNetwork) connect(host int, t *netThread, mtu int) error {
	space, err := unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(space)
	if t != nil {
		space = t.space
	}
	if err := t.do(keepQuiet); err != nil {
		return err
	}
	far := fmt.Sprintf(farDevice, host)
	err = n.middle.do(func() error {
		near := vethEnd{far, [6]byte{0x02, 4: 1, 5: byte(host + 1)}, -1}
		if err := newVeth(near, vethEnd{hostDevice, hostMAC(host), space}, mtu); err != nil {
			return err
		}
		return configure(far, device.up)
	})
	if err != nil {
		return err
	}
	return t.do(func() error {
		return configure(hostDevice, device.sumInSoftware,
			func(d device) error { return d.setIPv4(hostIPv4[host], prefixIPv4) }, device.up,
			func(d device) error { return d.setIPv6(hostIPv6[host], prefixIPv6) })
	})
}

// configure changes a device of the calling thread's namespace.
func configure(name string, steps ...func(device) error) error {
	d, err := openDevice(name)
	if err != nil {
		return err
	}
	defer d.close()
	for _, step := range steps {
		if err := step(d); err != nil {
			return err
		}
	}
	return nil
}

// keepQuiet has the kernel say nothing by itself on devices that come: it looks
// for no second owner of its address, for no router, and makes up no address.
func keepQuiet() error {
	for _, s := range []struct{ name, value string }{
		{"default/accept_dad", "0"}, {"default/dad_transmits", "0"}, {"default/router_solicitations", "0"},
		{"default/accept_ra", "0"}, {"default/addr_gen_mode", "1"},
	} {
		if err := setIPv6(s.name, s.value); err != nil {
			return err
		}
	}
	return nil
}

// setIPv6 changes a setting; nothing, where the kernel has no IPv6.
func setIPv6(name, value string) error {
	err := os.WriteFile("/proc/sys/net/ipv6/conf/"+name, []byte(value), 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// linkSockets are init's descriptors of the packet sockets.
type linkSockets struct {
	From     [link.Hosts]int // what each host sends
	Into     [link.Hosts]int // the ends at which it gets what arrives
	Loopback [link.Hosts]int `json:",omitzero"` // if they are captured
}

// open opens the packet sockets. All workers stand then, so that none has one.
func (n *linkNetwork) open(loopbacks bool) (err error) {
	s := &n.sockets
	for host, t := range n.hosts {
		err = errors.Join(err,
			t.do(func() (err error) { s.From[host], err = openSent(); return err }),
			n.middle.do(func() (err error) { s.Into[host], err = openInto(fmt.Sprintf(farDevice, host)); return err }))
		if loopbacks {
			err = errors.Join(err, t.do(func() (err error) { s.Loopback[host], err = openPacketSocket(); return err }))
		}
	}
	return err
}

// openSent opens a packet socket that has what the host sends.
func openSent() (int, error) {
	f, err := wire.OpenSocketOn(hostDevice, []bpf.Instruction{
		bpf.LoadExtension{Num: bpf.ExtType},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.PACKET_OUTGOING, SkipTrue: 1},
		bpf.RetConstant{Val: 0},
		bpf.RetConstant{Val: ^uint32(0)},
	})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
}

// openInto opens a packet socket by which frames are put into a device. It
// receives nothing.
func openInto(name string) (int, error) {
	d, err := openDevice(name)
	if err != nil {
		return 0, err
	}
	defer d.close()
	index, err := d.index()
	if err != nil {
		return 0, err
	}
	s, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return 0, fmt.Errorf("packet socket: %w", err)
	}
	if err := unix.Bind(s, &unix.SockaddrLinklayer{Ifindex: index}); err != nil {
		unix.Close(s)
		return 0, fmt.Errorf("packet socket: bind to %s: %w", name, err)
	}
	return s, nil
}

// deliveryTime is how long what was sent may take to be delivered, with what was
// lost sent again: four times of it, which at Linux's least is 0.2, 0.4, 0.8 and 1.6 s.
const deliveryTime = 4 * time.Second

// awaitDelivery returns when no kernel waits any more for the acknowledgement of
// what a program left to it, or has waited for long. Without a link, none does.
func (in *boxInit) awaitDelivery() {
	if !in.table.linked() {
		return
	}
	for began := time.Now(); in.table.undelivered() && time.Since(began) < deliveryTime; {
		time.Sleep(2 * breath)
	}
}

// linked says whether there are two hosts.
func (t *socketTable) linked() bool { return len(t.nets) > 1 }

// undelivered says whether there are connections that their programs have closed,
// and of which not all has been acknowledged. Such a socket is nobody's.
func (t *socketTable) undelivered() bool {
	const finWait1, lastAck, closing, nobodys = "04", "09", "0B", "0"
	for _, net := range t.nets {
		for _, file := range []string{"/tcp", "/tcp6"} {
			text, _ := os.ReadFile(net.dir + file)
			for line := range strings.Lines(string(text)) {
				f := strings.Fields(line)
				if len(f) > 9 && f[9] == nobodys && (f[3] == finWait1 || f[3] == lastAck || f[3] == closing) {
					return true
				}
			}
		}
	}
	return false
}

// nameHosts adds the names of the hosts to what a worker's root has.
func nameHosts() error {
	const file = newRoot + "/etc/hosts"
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := os.Remove(file); err != nil { // nobody may write to it, and we may not more than others
		return err
	}
	return os.WriteFile(file, append(text, hostLines()...), 0o444)
}

// ProbeLink makes a box with a link, and says what is missing if it cannot.
func ProbeLink() error {
	b, err := Start(Spec{Link: &link.Spec{MTU: link.MaxMTU}})
	if err != nil {
		return err
	}
	return b.Close()
}
