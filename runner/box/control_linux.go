//go:build linux && amd64

package box

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The supervisor and a box's init talk over a SOCK_SEQPACKET pair, one JSON
// message in each packet. So do init and a worker, for the worker's one message
// before its gate opens; after that workers have no end of any.

// A command goes from the supervisor to init.
type command struct {
	Spec  *initSpec     `json:",omitempty"` // the first one, always
	Stop  *stop         `json:",omitempty"`
	Watch time.Duration `json:",omitempty"` // how often to look for listeners from now on
}

type initSpec struct {
	Workers int
	Memory  int64
}

type stop struct {
	Worker int
	Signal int
}

// A message goes from init to the supervisor.
type message struct {
	Ready     bool           `json:",omitempty"` // every worker waits behind its gate
	Failure   *failure       `json:",omitempty"`
	Worker    int            `json:",omitempty"`
	Listening *Listening     `json:",omitempty"`
	Exited    *exitedMessage `json:",omitempty"`
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

// send sends one packet, and descriptors with it; -1 is none.
func send(fd int, v any, descriptors ...int) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var rights []byte
	if descriptors = slices.DeleteFunc(descriptors, func(fd int) bool { return fd < 0 }); len(descriptors) > 0 {
		rights = unix.UnixRights(descriptors...)
	}
	for {
		if err = unix.Sendmsg(fd, b, rights, nil, 0); err != unix.EINTR {
			return err
		}
	}
}

// receive reads one packet, and the descriptors that came with it. io.EOF
// means that the other side is gone.
func receive(fd int, v any) (descriptors []int, err error) {
	buf, rights := make([]byte, maxPacket), make([]byte, unix.CmsgSpace(maxDescriptors*4))
	for {
		n, rn, _, _, err := unix.Recvmsg(fd, buf, rights, unix.MSG_CMSG_CLOEXEC)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return nil, err
		case n == 0:
			return nil, io.EOF
		}
		if descriptors, err = parseRights(rights[:rn]); err != nil {
			return descriptors, err
		}
		if err := json.Unmarshal(buf[:n], v); err != nil {
			return descriptors, fmt.Errorf("control packet: %w", err)
		}
		return descriptors, nil
	}
}

func parseRights(b []byte) (descriptors []int, err error) {
	if len(b) == 0 {
		return nil, nil
	}
	messages, err := unix.ParseSocketControlMessage(b)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		fds, err := unix.ParseUnixRights(&m)
		if err != nil {
			return descriptors, err
		}
		descriptors = append(descriptors, fds...)
	}
	return descriptors, nil
}
