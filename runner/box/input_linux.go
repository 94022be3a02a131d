//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// An input is the supervisor's end of a worker's standard input, which is a pipe: what
// the worker has not read yet waits there, and behind it here.
type input struct {
	fd     int    // -1 when it has ended
	unsent []byte // the pipe was full
	ends   bool   // when all of that was sent
}

// Input gives worker i more to read on its standard input, if that is open. It
// does not wait until the worker reads: the caller bounds how much is given. What a
// worker that has ended does not read is gone.
func (b *Box) Input(i int, text []byte) error {
	in := &b.workers[i].input
	if in.fd < 0 || in.ends {
		return nil
	}
	in.unsent = append(in.unsent, text...)
	return b.sendInput(i)
}

// EndInput ends worker i's standard input, behind what was given.
func (b *Box) EndInput(i int) error {
	b.workers[i].input.ends = true
	return b.sendInput(i)
}

// sendInput writes what the pipe takes. The rest goes when it takes more, which
// epoll tells.
func (b *Box) sendInput(i int) error {
	in := &b.workers[i].input
	for in.fd >= 0 && len(in.unsent) > 0 {
		n, err := unix.Write(in.fd, in.unsent)
		switch {
		case err == nil:
			in.unsent = in.unsent[n:]
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			return nil
		case errors.Is(err, unix.EPIPE):
			in.unsent, in.ends = nil, true // nobody reads any more
		default:
			return fmt.Errorf("box: standard input of worker %d: %w", i, err)
		}
	}
	if in.ends && in.fd >= 0 {
		unix.Close(in.fd) // which also takes it from epoll
		in.fd = -1
	}
	return nil
}
