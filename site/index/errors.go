package index

import "strings"

// A failure is an error that a program may print, and what it is called.
type failure struct{ text, name string }

// failures are the errors of sockets, in Linux's words and Go's.
var failures = []failure{
	{"address already in use", "syscall.EADDRINUSE"},
	{"address family not supported by protocol", "syscall.EAFNOSUPPORT"},
	{"bad file descriptor", "syscall.EBADF"},
	{"broken pipe", "syscall.EPIPE"},
	{"cannot assign requested address", "syscall.EADDRNOTAVAIL"},
	{"connection refused", "syscall.ECONNREFUSED"},
	{"connection reset by peer", "syscall.ECONNRESET"},
	{"connection timed out", "syscall.ETIMEDOUT"},
	{"destination address required", "syscall.EDESTADDRREQ"},
	{"interrupted system call", "syscall.EINTR"},
	{"invalid argument", "syscall.EINVAL"},
	{"message too long", "syscall.EMSGSIZE"},
	{"network is unreachable", "syscall.ENETUNREACH"},
	{"no route to host", "syscall.EHOSTUNREACH"},
	{"no such host", "net.DNSError"},
	{"operation already in progress", "syscall.EALREADY"},
	{"operation not supported", "syscall.EOPNOTSUPP"},
	{"operation now in progress", "syscall.EINPROGRESS"},
	{"permission denied", "syscall.EACCES"},
	{"resource temporarily unavailable", "syscall.EAGAIN"},
	{"too many open files", "syscall.EMFILE"},
	{"transport endpoint is already connected", "syscall.EISCONN"},
	{"transport endpoint is not connected", "syscall.ENOTCONN"},
	{"unexpected EOF", "io.ErrUnexpectedEOF"},
	{"use of closed network connection", "net.ErrClosed"},
	{"i/o timeout", "os.ErrDeadlineExceeded"},
}

// named lists the errors whose words a printed line ends with.
func named(line string) []string {
	var names []string
	for _, f := range failures {
		if strings.HasSuffix(strings.TrimRight(line, " .\n"), f.text) {
			names = append(names, f.name)
		}
	}
	if line == "EOF" || strings.HasSuffix(line, ": EOF") {
		names = append(names, "io.EOF")
	}
	return names
}
