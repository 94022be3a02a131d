// Package strace writes system calls on sockets in the notation of strace(1).
//
// What a call was given is known when it begins, what it brought when it ends:
// so [Begin] reads the first from the caller's memory, and [Begun.End] the
// second. Both take memory as data that nobody vouches for. Whatever it holds,
// they read a bounded number of bounded pieces of it and do not fail; what
// cannot be read is written as a pointer.
//
// Three things differ from strace: a pointer is written 0x…, as its number would
// be another one in each run; an error is its name alone; and the options of
// sockets whose value is a time have the names and values of setsockopt(2). Of
// data the first [MaxBytes] bytes are shown, as strace does by default.
//
// The package observes nothing by itself: package box does.
package strace

import "time"

// MaxBytes is how many bytes of data are written out.
const MaxBytes = 32

// Names are the calls that the package writes, on any system.
func Names() []string {
	return []string{
		"socket", "socketpair", "bind", "listen", "accept", "accept4", "connect",
		"sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "shutdown",
		"getsockname", "getpeername", "getsockopt", "setsockopt",
		"read", "write", "readv", "writev", "sendfile", "splice", "close",
	}
}

// A Call is one system call.
type Call struct {
	Name     string // such as accept4
	Args     string // such as 3, NULL, NULL, SOCK_CLOEXEC
	Result   string // such as 4, or -1; ? if the process ended in the call
	Errno    string // such as EAGAIN, if Result is -1
	FD       int    // the socket that it was about: what socket returned, else its first argument; -1 if there is none
	Made     []int  // the descriptors that it made, and those alone
	Began    time.Time
	Duration time.Duration // from its beginning to its end
	Callers  []uintptr     // the address of the call, and the return addresses on the stack of its thread, innermost first
}

// String writes the call as strace does: close(3) = 0.
func (c Call) String() string {
	s := c.Name + "(" + c.Args + ") = " + c.Result
	if c.Errno != "" {
		s += " " + c.Errno
	}
	return s
}

// A Memory reads from the caller's memory: up to size bytes from address on,
// fewer where it ends, none where there is none.
type Memory func(address uint64, size int) []byte
