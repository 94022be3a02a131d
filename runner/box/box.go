// Package box runs workers that nobody trusts.
//
// A box is one run's own small world: user, network, mount, process, IPC and
// UTS namespaces, with one loopback that only its workers share. Each worker
// gets namespaces of its own inside the box, an empty read-only root, resource
// limits, no capabilities, and a system call filter; only when all of that
// holds does it read what it is to execute. What the kernel holds for its sockets
// is bounded, too: by their buffers (buffers_linux.go) and their number.
//
// Three processes take part, all of them the same binary executed again:
//
//   - the supervisor, which called [Start], reads what workers print and never
//     runs a reader's code;
//   - the box's init, which makes the network, starts the workers, looks at the
//     socket tables and reports exits; it reads nothing that a worker writes;
//   - a worker for each program, hostile from the moment its gate opens.
//
// What init and workers that set themselves up tell the supervisor comes in frames
// (package frame), of which a program that runs has no end. All that a program can
// tell is its own output: its exit, its listeners, packets and calls are the kernel's
// and init's word. A box can be made before it is asked for, see [Pool].
//
// Where [Spec] asks for it, the packets of the loopback are captured and reported
// in true order with all else (packets_linux.go).
//
// # Two hosts
//
// With [Spec.Link] the box has two hosts: two network namespaces, each with a
// loopback of its own and a device eth0, and between the two a line that takes
// its time, has a rate, and loses, doubles and swaps packets as the Spec says
// (package link). Each worker is on one of them. The server's host is 192.0.2.1 and
// 2001:db8::1, the client's 192.0.2.2 and 2001:db8::2; every worker's /etc/hosts
// has them as server and client, which are the IPv4 addresses, and ip6-server and
// ip6-client. There is no way to anywhere else. 127.0.0.1 is each worker's own
// host, and abstract UNIX-domain names are its host's; files in /tmp, and sockets that are
// such files, are both hosts'.
//
// Neither host asks for the other's Ethernet address, looks for a second owner of
// its own, or joins a group: there is nothing on the line but what the workers cause,
// and so the n-th packet is the n-th in every run. Checksums are computed, not
// left to a device that is not there.
//
// The supervisor carries the packets (carry_linux.go); workers never have a packet
// socket, and init, which makes the hosts (link_linux.go), reads none. What is
// under way is bounded, see package link. Packets are captured as their host
// sends them, lost ones included, and the loopbacks of both hosts beside them;
// listeners are looked for on both; tracing calls knows nothing of hosts. Before
// a worker is told to end, what was sent to it has time to arrive, and to be sent again.
//
// Where the kernel cannot make the devices, Start refuses with an [*Unavailable]
// of [LayerLink]; [ProbeLink] says so before. Boxes without a link have none of this.
//
// The package refuses to start without any one of its layers but two, which
// stand behind others: Landlock and control groups, see [Box.Missing]. There is
// no weaker mode. [Start] then returns an [*Unavailable] that names the layer,
// the cause and the cure. It works as root and as an ordinary user, on Linux on
// x86-64 and arm64; elsewhere Start always refuses.
//
// That the layers hold is tried, not believed: [Canary] lets a box be attacked
// from within by the kernel's own calls (attack_linux.go), and the tests do so
// with every attack, also without any one layer. testdata/without.txt is what
// came of it: which attacks hang on one layer alone.
//
// Read init_linux.go and worker_linux.go for the order in which the layers go
// on; each has a file of its own. Sources: namespaces(7), user_namespaces(7), pivot_root(2),
// capabilities(7), seccomp(2), landlock(7), cgroups(7), proc(5).
package box

import (
	"fmt"
	"time"

	"bothends/runner/link"
	"bothends/runner/strace"
	"bothends/runner/wire"
)

// A Spec says what a box holds.
type Spec struct {
	Workers   []Worker
	Toolchain *Toolchain // a box in which programs are built, not run; nil for the other kind
	Packets   bool       // capture the packets of the loopback, and report them
	Link      *link.Spec // a line between two hosts; nil for one host

	without without // layers to leave out: for this package's tests of what the others hold
	ahead   bool    // it is made for nobody yet
}

// without are layers that are left out.
type without []string

// A Worker is one process of the box.
type Worker struct {
	Stdin  []byte // its standard input, then end of file; at most a pipe's smallest buffer, 4096 bytes
	Open   bool   // its standard input goes on after Stdin, see Box.Input, until Box.EndInput
	Limits Limits
	Calls  bool // report its calls on sockets, see trace_linux.go
	Waits  bool // with Calls: report that one of them waits, see waits_linux.go
	Host   int  // with a link: ServerHost or ClientHost

	// Rehearsal, if set, is executed before a worker of a Pool has a program, when
	// nobody waits for it: execute has to return from it, and print nothing. What a
	// process does for the first time takes much longer than the next time.
	Rehearsal []byte
}

// Limits bound what a worker may take from the machine.
type Limits struct {
	Memory      int64  // bytes of data (RLIMIT_DATA)
	CPUSeconds  int    // of processor time, all threads together (RLIMIT_CPU)
	FileSize    uint64 // bytes of a file it writes (RLIMIT_FSIZE); none where nothing can be written
	Descriptors int    // open at once (RLIMIT_NOFILE); 64 if zero
}

// A Toolchain is what the workers of a box that builds may see of the host,
// read-only, and execute. They may write to one folder of their own, of which
// Fetch takes the outcome; they have no network.
type Toolchain struct {
	Tools    string // the host's folder of compile and link; /tool in the box
	Archives string // the host's folder of compiled packages; /pkg in the box
}

// Where a box that builds has its folder for everything that is written.
const WorkDir = "/build"

// An Executable is what a worker becomes when it does not interpret.
type Executable struct {
	Binary []byte            // a static program, or
	Tool   string            // in a box that builds, a path in it
	Files  map[string]string // written to WorkDir before Tool begins
	Args   []string          // with the program's name
}

// A Report is one thing that happened in a box. Exactly one of the parts from
// Output on is set; of a call, At is its place among the others.
type Report struct {
	Worker    int       // index in Spec.Workers
	At        time.Time // when it happened, as far as the box can tell
	Output    *Output
	Listening *Listening
	Exited    *Exited
	Call      *strace.Call
	MoreCalls int  // so many calls of the worker were not reported, as there were too many
	Idle      bool // the deadline given to Next passed
	Cancelled bool // Cancel was called
	Woken     bool // Wake was called, once or more often
	Packet    *Packet
	Arrived   *Arrived
	Listens   *Listening // with packets: the worker is about to listen there, if it may

	Waits          *Waiting
	Leaving        bool // the worker ends by itself, when this has been reported, as all that it wrote has
	Settled        bool // Settle was called, and nothing is under way any more
	FirstThread    bool // the worker was to end its first thread alone, and was killed
	Found          bool // a look at the box's sockets has found one of the worker's that waits, told before
	MoreListeners  int  // the worker waits at more sockets than so many, and the rest are not reported
	TooManySockets int  // the workers held more than so many at once, and were killed
	TooManyTables  int  // a worker had page tables of more than so many bytes, and all were killed
}

// Output is what a worker wrote, as it came.
type Output struct {
	Stderr bool
	Bytes  []byte
}

// Waiting is a call on a socket in which a worker waits.
type Waiting struct {
	Call string // such as accept4
	FD   int

	events int16 // that it waits for
}

// NoWorker stands for the kernel where a worker's index is expected.
const NoWorker = -1

// MaxPackets is how many packets of one box are captured at most.
const MaxPackets = 10_000

// A Packet is what the loopback carried. It is reported after all that happened
// before it, and before all that it caused: output, or an exit.
type Packet struct {
	Sender int        // the worker whose socket sent it; NoWorker if the kernel answered where no socket is
	Host   int        // with a link: that of the sender
	Frame  wire.Frame // its data are the receiver's; At in the report is its time
}

// Arrived says that a packet has come out of a link. It is reported before all that
// this causes.
type Arrived struct {
	Sent int // of the packet's frame
	Host int // where it was sent
}

// Listening says that a worker was seen in the kernel's socket tables with a
// listening stream socket or a bound, unconnected datagram socket.
type Listening struct {
	Network string // tcp, udp or unix
	Address string
	Inode   string `json:",omitempty"` // the socket's own number
}

// Exited is how a worker ended. It is reported after all of the worker's output.
type Exited struct {
	Status  int           // exit status, if Signal is 0
	Signal  int           // the signal that ended it
	MaxRSS  int64         // bytes of memory it had resident at most
	CPUTime time.Duration // user and system
}

// Unavailable says why no box can be had on this machine.
type Unavailable struct {
	Layer string // the layer that cannot be had, one of Layers
	Cause string // what the system answered
	Cure  string // what to do about it
}

func (e *Unavailable) Error() string {
	return fmt.Sprintf("cannot run programs here: %s: %s; %s", e.Layer, e.Cause, e.Cure)
}

// The layers of the box, in the order in which they go on.
const (
	LayerControlGroup = "control group"
	LayerNamespaces   = "namespaces"
	LayerNetwork      = "private loopback"
	LayerScratch      = "private mounts"
	LayerWorker       = "worker namespaces"
	LayerRoot         = "empty read-only root"
	LayerLimits       = "resource limits"
	LayerPrivileges   = "no new privileges"
	LayerDumpable     = "memory closed to others"
	LayerCapabilities = "no capabilities"
	LayerLandlock     = "landlock"
	LayerSeccomp      = "system call filter"
	LayerSelfCheck    = "self-check"
)

// LayerLink is what a box with a [Spec.Link] needs besides all of these.
const LayerLink = "link between two hosts"

// Layers lists the names in order.
func Layers() []string {
	return []string{
		LayerControlGroup, LayerNamespaces, LayerNetwork, LayerScratch, LayerWorker, LayerRoot,
		LayerLimits, LayerPrivileges, LayerDumpable, LayerCapabilities, LayerLandlock, LayerSeccomp, LayerSelfCheck,
	}
}

// Required holds for the layers without which no box is made.
func Required(layer string) bool { return layer != LayerControlGroup && layer != LayerLandlock }
