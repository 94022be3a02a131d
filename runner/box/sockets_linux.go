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

	"golang.org/x/sys/unix"
)

// A socketTable knows which listeners of the box were seen already, and finds
// whose a new one is. The text tables of proc(5) are there in every kernel
// with networking; sock_diag(7) may be a module that is not.
type socketTable struct {
	nets    []string // where the tables of each host are
	workers []startedWorker
	exited  []bool
	known   map[string]bool // inodes of sockets reported already
	found   []int           // how many listeners each worker has been seen with
}

func newSocketTable(workers []startedWorker, more ...string) *socketTable {
	return &socketTable{nets: append([]string{"/proc/self/net"}, more...), workers: workers, exited: make([]bool, len(workers)), known: map[string]bool{}, found: make([]int, len(workers))}
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
	for _, net := range t.nets {
		holding += t.lookIn(net, &fresh)
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
		t.known[inode] = true
		l := fresh.byInode[inode]
		if l.Network == "unix" {
			if l.Address, ok = unixListener(t.workers[o.worker].pid, o.fd); !ok {
				continue
			}
		}
		if t.found[o.worker]++; t.found[o.worker] <= maxListeners {
			found = append(found, foundListener{l, o.worker})
		}
	}
	return found, holding
}

// lookIn adds what is new in the tables of one host, and counts.
func (t *socketTable) lookIn(net string, fresh *listeners) (holding int) {
	for _, table := range []struct {
		file  string
		parse func(line string) (inode string, l Listening, ok bool)
	}{
		{"/tcp", parseTCP}, {"/tcp6", parseTCP}, {"/udp", parseUDP}, {"/udp6", parseUDP}, {"/unix", parseUnix},
	} {
		f, err := os.Open(net + table.file)
		if err != nil {
			continue // no IPv6 in this kernel, for one
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if f := strings.Fields(lines.Text()); len(f) > 3 && f[3] != stateTimeWait {
				holding++
			}
			if inode, l, ok := table.parse(lines.Text()); ok && !t.known[inode] {
				fresh.add(inode, l)
			}
		}
		f.Close()
	}
	return holding
}

// listeners are those of one look, in the order of the tables.
type listeners struct {
	byInode map[string]Listening
	order   []string
}

// add takes a listener once: the kernel finds its place in a table again by
// counting, so one who binds while the table is read makes it show a socket twice.
func (ls *listeners) add(inode string, l Listening) {
	if _, twice := ls.byInode[inode]; !twice {
		ls.order = append(ls.order, inode)
	}
	ls.byInode[inode] = l
}

// maxSockets is how many sockets the workers of a box may hold at once, by
// descriptors and without: one that was connected to, and never accepted, is
// nobody's and keeps what was sent to it, a mebibyte perhaps, in the kernel's
// memory, which no limit of a process counts. The headings of the tables are
// within the margin.
func maxSockets(workers int) int { return defaultDescriptors*workers + 256 }

// maxListeners is how many of one worker's listeners are reported.
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
		dir := fmt.Sprintf("/proc/%d/fd/", t.workers[w].hostPID)
		fds, err := os.ReadDir(dir)
		if err != nil {
			continue // it has just ended
		}
		for _, fd := range fds {
			link, _ := os.Readlink(dir + fd.Name())
			inode := strings.TrimSuffix(strings.TrimPrefix(link, "socket:["), "]")
			number, err := strconv.Atoi(fd.Name())
			if _, ok := sockets[inode]; ok && err == nil {
				owners[inode] = owner{w, number}
			}
		}
	}
	return owners
}

// The states of a socket in these tables (net/tcp_states.h).
const (
	stateListen   = "0A"
	stateClose    = "07" // of a datagram socket: bound, not connected
	stateTimeWait = "06"
)

// parseTCP reads a line of /proc/net/tcp or tcp6: number, local address, remote
// address, state, queues, timer, retransmits, user, timeout, inode.
func parseTCP(line string) (inode string, l Listening, ok bool) {
	f := strings.Fields(line)
	if len(f) < 10 || f[3] != stateListen {
		return "", Listening{}, false
	}
	a, ok := parseAddress(f[1])
	return f[9], Listening{"tcp", a.String()}, ok
}

// parseUDP reads a line of /proc/net/udp or udp6. A socket on an ephemeral port
// is a client's that has sent something, not somebody who waits to be found.
func parseUDP(line string) (inode string, l Listening, ok bool) {
	f := strings.Fields(line)
	if len(f) < 10 || f[3] != stateClose {
		return "", Listening{}, false
	}
	a, ok := parseAddress(f[1])
	return f[9], Listening{"udp", a.String()}, ok && a.Port() != 0 && a.Port() < FirstEphemeralPort
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
	s, err := fetch(pidfd, fd)
	if err != nil {
		return "", false
	}
	defer unix.Close(s)
	address, err := unix.Getsockname(s)
	own, isUnix := address.(*unix.SockaddrUnix)
	if err != nil || !isUnix || own.Name == "" {
		return "", false
	}
	kind, err := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_TYPE)
	listens, lerr := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	return own.Name, err == nil && lerr == nil && (listens == 1 || kind == unix.SOCK_DGRAM)
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
	return f[6], Listening{"unix", f[7]}, true
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
