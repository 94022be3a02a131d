package index

import "strings"

// A Failure is an error that a program may print, and what it is called.
type Failure struct{ Text, Name string }

// failures are the errors of sockets, in Linux's words and Go's.
var failures = []Failure{
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

// Failures lists the errors whose words a printed line ends with.
func Failures(line string) []Failure {
	var all []Failure
	end := strings.TrimRight(line, " .\n")
	for _, f := range failures {
		if strings.HasSuffix(end, f.Text) {
			all = append(all, f)
		}
	}
	if line == "EOF" || strings.HasSuffix(line, ": EOF") {
		all = append(all, Failure{"EOF", "io.EOF"})
	}
	return all
}
