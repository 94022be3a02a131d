//go:build linux && (amd64 || arm64)

package box

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner/frame"
	"bothends/runner/link"
)

// The supervisor and a box's init talk over a SOCK_SEQPACKET pair, one frame
// (package frame) of JSON in each packet, so that what several threads send stays
// apart. So do init and a worker, for the worker's one message before its gate
// opens; after that workers have no end of any.

// A command goes from the supervisor to init.
type command struct {
	Spec   *initSpec `json:",omitempty"` // the first one, always
	Fetch  string    `json:",omitempty"` // open this file of the shared folder
	Stop   *stop     `json:",omitempty"`
	Look   bool      `json:",omitempty"` // look at the sockets
	Tables bool      `json:",omitempty"` // end the workers: page tables are too large
	Leave  *leaving  `json:",omitempty"` // look now, before this worker goes, and answer the same
	Settle bool      `json:",omitempty"` // answer the same when nothing is left to be delivered
}

// A leaving is a worker that waits in the call that ends it, told by that notification.
type leaving struct {
	Worker       int
	Notification uint64
}

type initSpec struct {
	Workers []workerSpec
	Packets bool       `json:",omitempty"` // open a packet socket
	Link    *link.Spec `json:",omitempty"` // make two hosts
	Without without    `json:",omitempty"`
}

// A workerSpec is what a worker must know to set itself up.
type workerSpec struct {
	Limits    Limits
	Toolchain *Toolchain `json:",omitempty"`
	Packets   bool       `json:",omitempty"` // have its sockets marked
	Without   without    `json:",omitempty"`
	Calls     bool       `json:",omitempty"` // they are traced
	Link      bool       `json:",omitempty"` // there are two hosts
	Host      int        `json:",omitempty"` // its own
	Rehearsal []byte     `json:",omitempty"` // see Worker
}

type stop struct {
	Worker int // allWorkers for all
	Signal int
}

const allWorkers = -1

// A message goes from init to the supervisor.
type message struct {
	Ready          []readyWorker  `json:",omitempty"` // every worker waits behind its gate
	Packets        int            `json:",omitempty"` // with Ready: init's descriptor of the packet socket
	Link           *linkSockets   `json:",omitempty"` // with Ready: init's descriptors of the link
	Counts         []int          `json:",omitempty"` // with Ready: init's descriptors of each network's count of sockets
	Settled        bool           `json:",omitempty"`
	Failure        *failure       `json:",omitempty"`
	Worker         int            `json:",omitempty"`
	Listening      *Listening     `json:",omitempty"`
	Exited         *exitedMessage `json:",omitempty"`
	Leave          *leaving       `json:",omitempty"` // init has looked: it may go
	TooManySockets int            `json:",omitempty"` // how many the workers may hold at once; they were killed
	TooManyTables  int            `json:",omitempty"` // how large those of pages may be, in bytes; the workers were killed
	Fetched        int            `json:",omitempty"` // init's descriptor of the file; -1 if there is none
}

// A readyWorker waits behind its gate. The numbers are init's descriptors.
type readyWorker struct {
	Notify  int       // its filter's notifications
	Process int       // itself, pidfd_open(2)
	Missing []failure `json:",omitempty"` // layers that this machine has not got, and need not have
}

type exitedMessage struct {
	Status, Signal int
	MaxRSS         int64
	CPUTime        time.Duration
}

// A failure is a layer that did not go on. It crosses two process boundaries,
// so the errno travels as a number.
type failure struct {
	Layer string
	Text  string
	Errno int `json:",omitempty"`
}

func newFailure(layer string, err error) *failure {
	f := &failure{Layer: layer, Text: err.Error()}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		f.Errno = int(errno)
	}
	return f
}

const maxPacket = 8 << 10

func send(fd int, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	b, err := frame.Append(nil, text)
	if err != nil {
		return err
	}
	for {
		if _, err = unix.Write(fd, b); err != unix.EINTR {
			return err
		}
	}
}

// receive reads one packet. io.EOF means that the other side is gone.
func receive(fd int, v any) error {
	buf := make([]byte, maxPacket)
	for {
		n, err := unix.Read(fd, buf)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return err
		case n == 0:
			return io.EOF
		}
		return decode(buf[:n], v)
	}
}

// decode reads the one value of a packet, which is one whole frame.
func decode(packet []byte, v any) error {
	text, rest, err := frame.Cut(packet, maxPacket)
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%d bytes follow the frame", len(rest))
	}
	if err != nil {
		return fmt.Errorf("control packet: %w", err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("control packet: %w", err)
	}
	return nil
}

// fetch copies descriptor fd of another process into this one. Sending it over
// a socket would do as well, if the kernel did not bound what one user has in
// flight by the sender's RLIMIT_NOFILE, unix(7): every worker on the machine is
// the same user, so one could fill what is left for the others.
func fetch(pidfd, fd int) (int, error) {
	copied, err := unix.PidfdGetfd(pidfd, fd, 0)
	if err != nil {
		return -1, fmt.Errorf("pidfd_getfd: %w", err)
	}
	return copied, nil
}
