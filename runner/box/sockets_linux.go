//go:build linux && (amd64 || arm64)

package box

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A socketTable knows which listeners of the box were seen already, and finds
// whose a new one is. The text tables of proc(5) are there in every kernel
// with networking; sock_diag(7), which is faster, may be a module that is not.
type socketTable struct {
	nets    []network // of several hosts each has its own
	workers []startedWorker
	tcp     *diagnosis // nil where there is none
	exited  []bool
	known   map[string]bool // inodes of sockets reported already
	found   []int           // how many listeners each worker has been seen with
}

func newSocketTable(workers []startedWorker, more ...string) *socketTable {
	tcp, _ := openDiagnosis() // where it fails the tables will do
	t := &socketTable{workers: workers, tcp: tcp, exited: make([]bool, len(workers)), known: map[string]bool{}, found: make([]int, len(workers))}
	for _, dir := range append([]string{"/proc/self/net"}, more...) {
		t.nets = append(t.nets, network{dir, newSocketCounter(dir)})
	}
	return t
}

func (t *socketTable) forget(worker int)    { t.exited[worker] = true }
func (t *socketTable) gone(worker int) bool { return t.exited[worker] }

// A foundListener is a new listener and the worker that holds it.
type foundListener struct {
	Listening
	worker int
}

// look returns the listeners that are new since the last look, those of one
// worker in the order of the tables, and how many sockets there are that hold
// memory: not those of connections that only wait for their time to pass.
func (t *socketTable) look() (found []foundListener, holding int) {
	fresh := listeners{byInode: map[string]Listening{}}
	add := func(inode string, l Listening) {
		if !t.known[inode] {
			fresh.add(inode, l)
		}
	}
	for i, net := range t.nets {
		n := net.count()
		holding += n.all
		if n.tcp > 0 && (i > 0 || !t.diagnose(add)) { // which sees the first alone
			eachListener(net.dir+"/tcp", parseTCP, add)
			eachListener(net.dir+"/tcp6", parseTCP, add)
		}
		if n.udp > 0 {
			eachListener(net.dir+"/udp", parseUDP, add)
			eachListener(net.dir+"/udp6", parseUDP, add)
		}
		eachListener(net.dir+"/unix", parseUnix, add)
	}
	if len(fresh.order) == 0 {
		return nil, holding
	}
	owners := t.owners(fresh.byInode)
	for _, inode := range fresh.order {
		o, ok := owners[inode]
		if !ok {
			continue
		}
		l := fresh.byInode[inode]
		if l.Network == "unix" { // whose line is a hint of the worker's own making
			if l.Address, ok = unixListener(t.workers[o.worker].pid, o.fd); !ok {
				continue
			}
		}
		t.known[inode], l.Inode = true, inode
		if t.found[o.worker]++; t.found[o.worker] <= maxListeners+1 {
			found = append(found, foundListener{l, o.worker})
		}
	}
	return found, holding
}

// diagnose has sock_diag say which sockets of TCP listen, if it is there.
func (t *socketTable) diagnose(add func(string, Listening)) bool {
	if t.tcp == nil || t.tcp.listeners(unix.AF_INET, add) != nil {
		return false
	}
	t.tcp.listeners(unix.AF_INET6, add) // which this kernel may not have
	return true
}

// eachListener calls add for each listener of a table, proc_pid_net(5). There may be
// no such table, as in a kernel without IPv6.
func eachListener(name string, parse func(line string) (inode string, l Listening, ok bool), add func(string, Listening)) {
	f, err := os.Open(name)
	if err != nil {
		return
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if inode, l, ok := parse(lines.Text()); ok {
			add(inode, l)
		}
	}
}

// A socketCount is of the sockets of a network, whoever holds them:
// those that wait to be accepted too, and those on their way in messages.
type socketCount struct {
	all      int // of any family
	tcp, udp int // those with an address, over both versions of IP
}

// A network has its tables in a folder of proc.
type network struct {
	dir string
	socketCounter
}

// A socketCounter reads sockstat and sockstat6, which are cheap: the kernel counts
// as it goes. The tables are not: to write one it goes through every place there is
// on the host, taken or not. Before there is anything in a table it need not be asked for.
type socketCounter struct{ four, six *os.File } // nil where there is none

func newSocketCounter(dir string) (c socketCounter) {
	c.four, _ = os.Open(dir + "/sockstat")
	c.six, _ = os.Open(dir + "/sockstat6") // no IPv6, no file
	return c
}

// counts are the descriptors of the files that count the sockets of any family.
func (t *socketTable) counts() (all []int) {
	for _, net := range t.nets {
		if net.four != nil {
			all = append(all, int(net.four.Fd()))
		}
	}
	return all
}

func (c socketCounter) count() (n socketCount) {
	var text [2 << 10]byte // these files are of a few lines
	size := 0
	for _, f := range []*os.File{c.four, c.six} {
		if f != nil {
			got, _ := f.ReadAt(text[size:], 0)
			size += got
		}
	}
	if size == 0 {
		return socketCount{tcp: 1, udp: 1} // at least the listeners are found
	}
	for line := range strings.Lines(string(text[:size])) {
		f := strings.Fields(line)
		if len(f) < 3 {
			continue
		}
		count, _ := strconv.Atoi(f[2])
		switch f[0] + f[1] {
		case "sockets:used":
			n.all = count
		case "TCP:inuse", "TCP6:inuse":
			n.tcp += count
		case "UDP:inuse", "UDP6:inuse":
			n.udp += count
		}
	}
	return n
}

// listeners are those of one look, in the order of the tables.
type listeners struct {
	byInode map[string]Listening
	order   []string
}

// add takes a listener once: the kernel finds its place in a table again by
// counting, so one who binds while the table is read makes it show a socket twice. What the first table says
// counts: the names in the last, of UNIX-domain sockets, may hold lines of a worker's making.
func (ls *listeners) add(inode string, l Listening) {
	if _, twice := ls.byInode[inode]; !twice {
		ls.order = append(ls.order, inode)
		ls.byInode[inode] = l
	}
}

// maxSockets is how many sockets the workers of a box may hold at once, by
// descriptors and without: one that was connected to, and never accepted, is
// nobody's and keeps what was sent to it, a mebibyte perhaps, in the kernel's
// memory, which no limit of a process counts. Init's own sockets are within the
// margin.
func maxSockets(workers int) int { return defaultDescriptors*workers + 256 }

// maxListeners is how many of one worker's listeners are reported. Init tells of one
// more, so that it is known that there are more.
const maxListeners = 64

// An owner is who holds a socket, and as which descriptor.
type owner struct{ worker, fd int }

// owners finds which worker holds each socket, by its descriptors. A socket
// that nobody holds any more has no owner.
func (t *socketTable) owners(sockets map[string]Listening) map[string]owner {
	owners := map[string]owner{}
	for w := range t.workers {
		if t.exited[w] {
			continue
		}
		hurried(func() {
			for inode, fd := range socketsOf(t.workers[w].hostPID) {
				if _, ok := sockets[inode]; ok {
					owners[inode] = owner{w, fd}
				}
			}
		})
	}
	return owners
}

// socketsOf returns the sockets that a process has, by inode, each with a descriptor of it;
// none if the process has just ended.
func socketsOf(pid int) map[string]int {
	dir := fmt.Sprintf("/proc/%d/fd/", pid)
	fds, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	found := map[string]int{}
	for _, fd := range fds {
		link, _ := os.Readlink(dir + fd.Name())
		inode, isSocket := strings.CutPrefix(link, "socket:[")
		if number, err := strconv.Atoi(fd.Name()); isSocket && err == nil {
			found[strings.TrimSuffix(inode, "]")] = number
		}
	}
	return found
}

// The states of a socket in these tables (net/tcp_states.h).
const (
	stateListen = "0A"
	stateClose  = "07" // of a datagram socket: bound, not connected
)

// parseTCP reads a line of /proc/net/tcp or tcp6: number, local address, remote
// address, state, queues, timer, retransmits, user, timeout, inode.
func parseTCP(line string) (inode string, l Listening, ok bool) {
	f := strings.Fields(line)
	if len(f) < 10 || f[3] != stateListen {
		return "", Listening{}, false
	}
	a, ok := parseAddress(f[1])
	return f[9], Listening{Network: "tcp", Address: a.String()}, ok
}

// parseUDP reads a line of /proc/net/udp or udp6. A socket on an ephemeral port
// is a client's that has sent something, not somebody who waits to be found.
func parseUDP(line string) (inode string, l Listening, ok bool) {
	f := strings.Fields(line)
	if len(f) < 10 || f[3] != stateClose {
		return "", Listening{}, false
	}
	a, ok := parseAddress(f[1])
	return f[9], Listening{Network: "udp", Address: a.String()}, ok && a.Port() != 0 && a.Port() < FirstEphemeralPort
}

// unixListener asks a UNIX-domain socket itself whether it listens, or is bound
// for datagrams, and where. Its line in the table is only a hint: the name in
// it is the worker's choice, newlines and all.
func unixListener(pid, fd int) (name string, ok bool) {
	pidfd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return "", false
	}
	defer unix.Close(pidfd)
	withCopy(pidfd, fd, func(s int) { name, ok = unixListening(s) })
	return name, ok
}

// unixListening is unixListener of a copy of the socket.
func unixListening(s int) (name string, ok bool) {
	if name, ok = unixName(s); !ok {
		return "", false
	}
	kind, err := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_TYPE)
	listens, lerr := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	return name, err == nil && lerr == nil && (listens == 1 || kind == unix.SOCK_DGRAM)
}

// unixName is the name of a UNIX-domain socket that has one, with @ for the first byte
// of an abstract name, as package net has it. The rest of that may be any bytes, unix(7), where
// unix.Getsockname takes a zero for the end.
func unixName(s int) (name string, ok bool) {
	var a unix.RawSockaddrUnix
	size := uint32(unsafe.Sizeof(a))
	if _, _, errno := unix.Syscall(unix.SYS_GETSOCKNAME, uintptr(s), uintptr(unsafe.Pointer(&a)), uintptr(unsafe.Pointer(&size))); errno != 0 {
		return "", false
	}
	const before = uint32(unsafe.Offsetof(a.Path))
	if a.Family != unix.AF_UNIX || size <= before {
		return "", false
	}
	b := unsafe.Slice((*byte)(unsafe.Pointer(&a.Path)), len(a.Path))[:min(size-before, uint32(len(a.Path)))]
	if b[0] == 0 {
		return "@" + string(b[1:]), true
	}
	name, _, _ = strings.Cut(string(b), "\x00")
	return name, true
}

// parseUnix reads a line of /proc/net/unix: address, references, protocol,
// flags, type, state, inode, path.
func parseUnix(line string) (inode string, l Listening, ok bool) {
	const acceptsConnections = 1 << 16 // __SO_ACCEPTCON
	f := strings.Fields(line)
	if len(f) < 8 {
		return "", Listening{}, false
	}
	flags, err := strconv.ParseUint(f[3], 16, 32)
	const datagram = "0002"
	if err != nil || flags&acceptsConnections == 0 && f[4] != datagram {
		return "", Listening{}, false
	}
	return f[6], Listening{Network: "unix", Address: f[7]}, true
}

// parseAddress reads 0100007F:0007: the address in words of the machine's own
// byte order, the port as a number.
func parseAddress(s string) (netip.AddrPort, bool) {
	host, port, ok := strings.Cut(s, ":")
	b, err := hex.DecodeString(host)
	p, perr := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil || perr != nil || len(b)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(b); i += 4 {
		binary.BigEndian.PutUint32(b[i:], binary.NativeEndian.Uint32(b[i:]))
	}
	a, ok := netip.AddrFromSlice(b)
	return netip.AddrPortFrom(a, uint16(p)), ok
}
