package runner

import (
	"math"
	"slices"
	"strings"
	"time"

	"bothends/runner/box"
	"bothends/runner/strace"
)

// A SocketCall is one system call on a socket that a program made, in the
// notation of strace(1): see package strace. Its arguments and its result are
// what the kernel was asked and what it answered; of arguments in memory that is
// true of a program which does not change them while it calls.
//
// Its event is there when the call has ended. One that others may have seen the
// effect of before, such as a write, stands where it began if it ended within
// 50 ms; others, such as a read, stand where they ended.
type SocketCall struct {
	Name     string        // such as accept4
	Args     string        // such as 3, NULL, NULL, SOCK_CLOEXEC
	Result   string        // such as 4, or -1; ? if the process ended in the call
	Errno    string        // such as EAGAIN, if Result is -1
	FD       int           // the socket that it was about: what socket returned, else its first argument; -1 if there is none
	Made     []int         // the descriptors that it made
	Began    time.Duration // since the run began
	Duration time.Duration // from there to its end
	Line     string        // FILE:LINE of the program, where it is known: see callSites
	Noise    bool          // the Go runtime or package net made it on its own account, as far as can be told: to be folded
}

// String writes the call in one line.
func (c SocketCall) String() string {
	return strace.Call{Name: c.Name, Args: c.Args, Result: c.Result, Errno: c.Errno}.String()
}

// Told writes the call in one line, with the line of the program behind it if that is
// known: close(3) = 0  main.go:12.
func (c SocketCall) Told() string {
	if c.Line == "" {
		return c.String()
	}
	return c.String() + "  " + c.Line
}

// A noiseFilter tells the calls of package net on its own account from those
// that a program had it make. It knows them by what they are. In a program that
// does not use package net, no call is noise; in one that does, none on a socket
// that is closed to no other program, as package syscall makes it where nobody
// says SOCK_CLOEXEC: all of package net's are. Of the others there is no telling
// one such call from the same one made by the program itself.
type noiseFilter struct {
	net    bool
	own    map[int]bool // sockets that package net has not made
	probes map[int]bool // sockets by which package net finds out what the machine can do
}

func newNoiseFilter(files map[string]string) noiseFilter {
	uses := slices.ContainsFunc(importsOf(files), func(path string) bool { return path == "net" || strings.HasPrefix(path, "net/") })
	return noiseFilter{uses, map[int]bool{}, map[int]bool{}}
}

// ownOptions are the socket options that package net sets and nobody asked it to.
var ownOptions = []string{
	"SOL_IPV6, IPV6_V6ONLY, ", "SOL_SOCKET, SO_REUSEADDR, [1]", "SOL_SOCKET, SO_BROADCAST, [1]",
	"SOL_TCP, TCP_NODELAY, [1]", "SOL_SOCKET, SO_KEEPALIVE, [1]",
	"SOL_TCP, TCP_KEEPIDLE, [15]", "SOL_TCP, TCP_KEEPINTVL, [15]", "SOL_TCP, TCP_KEEPCNT, [9]",
}

// noise holds for a call that package net made on its own account.
func (f noiseFilter) noise(c *strace.Call) bool {
	if !f.net {
		return false
	}
	f.remember(c)
	if f.own[c.FD] || c.Name == "socket" && !strings.Contains(c.Args, "SOCK_CLOEXEC") {
		return false
	}
	if c.Name == "socket" { // the sockets that it uses have no protocol but the default
		asks := strings.HasSuffix(c.Args, ", IPPROTO_TCP") || strings.HasSuffix(c.Args, ", IPPROTO_MPTCP") && c.Errno != ""
		f.probes[c.FD] = asks && c.Errno == ""
		return asks
	}
	if f.probes[c.FD] {
		if c.Name == "close" {
			delete(f.probes, c.FD)
		}
		return true
	}
	_, rest, _ := strings.Cut(c.Args, ", ")
	switch c.Name {
	case "getsockname", "getpeername":
		return true
	case "setsockopt":
		return c.Errno == "" && slices.ContainsFunc(ownOptions, func(o string) bool { return strings.HasPrefix(rest, o) })
	case "getsockopt":
		return strings.HasPrefix(rest, "SOL_SOCKET, SO_ERROR, [0]")
	}
	return c.Errno == "EAGAIN" && !strings.Contains(rest, "MSG_DONTWAIT")
}

// remember keeps whose the sockets are that a call made.
func (f noiseFilter) remember(c *strace.Call) {
	if c.Errno != "" {
		return
	}
	switch c.Name {
	case "socket", "accept", "accept4":
		for _, fd := range c.Made {
			f.own[fd] = !strings.Contains(c.Args, "SOCK_CLOEXEC")
		}
	}
}

// handleCall makes an event of a call.
func (r *run) handleCall(p *process, report box.Report) {
	c, line := report.Call, ""
	if !r.killed { // a table of the program's making must not keep a run from its end
		line = p.sites.line(c.Callers)
	}
	r.tell(p, Event{Kind: Call, Call: &SocketCall{
		Name: c.Name, Args: clean([]byte(c.Args)), Result: c.Result, Errno: c.Errno,
		FD: c.FD, Made: c.Made, Began: c.Began.Sub(r.began), Duration: c.Duration, Line: line, Noise: p.noise.noise(c),
	}})
}

// callJSON is the JSON form of a SocketCall.
type callJSON struct {
	Name   string  `json:"name"`
	Args   string  `json:"args"`
	Result string  `json:"result"`
	Errno  string  `json:"errno,omitempty"`
	FD     int     `json:"fd"`
	Made   []int   `json:"made,omitempty"`
	Began  float64 `json:"began_ms"`
	Took   float64 `json:"took_ms"`
	Line   string  `json:"line,omitempty"`
	Noise  bool    `json:"noise,omitempty"`
}

func newCallJSON(c *SocketCall) *callJSON {
	if c == nil {
		return nil
	}
	ms := func(d time.Duration) float64 { return math.Round(float64(d)/float64(time.Microsecond)) / 1000 }
	return &callJSON{c.Name, c.Args, c.Result, c.Errno, c.FD, c.Made, ms(c.Began), ms(c.Duration), c.Line, c.Noise}
}

func (j *callJSON) call() *SocketCall {
	duration := func(ms float64) time.Duration { return time.Duration(math.Round(ms*1000)) * time.Microsecond }
	return &SocketCall{j.Name, j.Args, j.Result, j.Errno, j.FD, j.Made, duration(j.Began), duration(j.Took), j.Line, j.Noise}
}
