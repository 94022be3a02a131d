package runner

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The programs whose calls are compared with what strace(1) says of them. Each
// makes all of its calls in one goroutine, so that their order is its own.
var straced = map[string]string{
	"a TCP pair on the kernel's calls": `func main() {
	s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	syscall.SetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	syscall.SetsockoptLinger(s, syscall.SOL_SOCKET, syscall.SO_LINGER, &syscall.Linger{Onoff: 1, Linger: 5})
	syscall.Bind(s, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	syscall.Listen(s, 5)
	name, _ := syscall.Getsockname(s)
	c, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, syscall.IPPROTO_TCP)
	fmt.Println(syscall.Connect(c, name))
	a, _, _ := syscall.Accept4(s, syscall.SOCK_CLOEXEC)
	syscall.Getpeername(a)
	syscall.Write(c, []byte("tab\t, nul\x00, digit\x001, \"quoted\" \\ é"))
	b := make([]byte, 100)
	syscall.Read(a, b)
	syscall.Sendto(a, []byte("12345678901234567890123456789012"), syscall.MSG_NOSIGNAL, nil)
	syscall.Recvfrom(c, b, syscall.MSG_PEEK)
	syscall.Read(c, b[:8])
	syscall.Recvfrom(a, b, syscall.MSG_DONTWAIT)
	syscall.Shutdown(c, syscall.SHUT_WR)
	syscall.Read(a, b)
	syscall.GetsockoptInt(a, syscall.SOL_SOCKET, syscall.SO_TYPE)
	syscall.GetsockoptInt(a, syscall.SOL_SOCKET, syscall.SO_ERROR)
	syscall.Bind(a, name)
	syscall.Listen(-1, 5)
	syscall.Syscall(syscall.SYS_CONNECT, uintptr(c), 1, 16)
	syscall.Syscall(syscall.SYS_SENDTO, uintptr(c), 1, 1<<40)
	syscall.Close(a)
	syscall.Close(c)
	syscall.Close(s)
	p, _ := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_DGRAM, 0)
	syscall.Sendmsg(p[0], []byte("with a descriptor"), syscall.UnixRights(1), nil, 0)
	syscall.Recvmsg(p[1], b, make([]byte, 64), 0)
	syscall.Recvmsg(p[1], b, nil, syscall.MSG_DONTWAIT)
}`,
	"a pair on package net": `func main() {
	var plain net.ListenConfig
	plain.SetMultipathTCP(false) // which the box has not got
	l, err := plain.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil { panic(err) }
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil { panic(err) }
	a, err := l.Accept()
	if err != nil { panic(err) }
	fmt.Fprint(c, "hello from this end, and more than thirty-two bytes")
	b := make([]byte, 100)
	a.Read(b)
	c.(*net.TCPConn).SetNoDelay(false)
	c.(*net.TCPConn).CloseWrite()
	a.Read(b)
	a.Close()
	c.Read(b)
	c.Close()
	l.Close()
	u, err := plain.Listen(context.Background(), "tcp", "[::1]:0")
	if err != nil { panic(err) }
	u.Close()
	fmt.Println("over")
}`,
	"datagrams": `func main() {
	s, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil { panic(err) }
	c, err := net.Dial("udp", s.LocalAddr().String())
	if err != nil { panic(err) }
	c.Write([]byte("ping"))
	b := make([]byte, 100)
	n, from, _ := s.ReadFrom(b)
	s.WriteTo(b[:n], from)
	c.Read(b)
	s.(*net.UDPConn).WriteMsgUDP([]byte("message"), nil, from.(*net.UDPAddr))
	s.(*net.UDPConn).SetReadBuffer(9000)
	s.Close()
	c.Write([]byte("nobody there"))
	c.Read(b)
	_, err = c.Read(b)
	fmt.Println(err != nil)
	c.Close()
}`,
}

// What is told of a compiled program is what strace tells of it.
func TestCallsAgreeWithStrace(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("no strace to compare with; install it: apt-get install strace")
	}
	r := withToolchain(t)
	for name, source := range straced {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"main.go": withImports(source)}
			events, result := callsOf(t, r, EngineGo, files)
			if result != (Result{}) {
				t.Fatalf("result %+v: %+v", result, events)
			}
			var told []string
			for _, e := range events {
				if e.Kind == Call && e.Call.Errno != "EAGAIN" {
					told = append(told, e.Call.String())
				}
			}
			want := strings.Join(normal(underStrace(t, files["main.go"])), "\n")
			if got := strings.Join(normal(told), "\n"); got != want {
				t.Errorf("told\n%s\nstrace\n%s", got, want)
			}
		})
	}
}

func callsOf(t testing.TB, r *Runner, engine Engine, files map[string]string) ([]Event, Result) {
	t.Helper()
	s, err := NewSnippet("test", files)
	if err != nil {
		t.Fatal(err)
	}
	var events []Event
	result, err := r.Run(t.Context(), s, Options{Engine: engine, Calls: true, uncertified: engine == EngineYaegi}, func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	return events, result
}

// underStrace returns the calls of a program on sockets, but for those that were to be
// tried again: how often is chance.
func underStrace(t *testing.T, source string) (calls []string) {
	t.Helper()
	dir := t.TempDir()
	file, program, out := filepath.Join(dir, "main.go"), filepath.Join(dir, "main"), filepath.Join(dir, "calls")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*exec.Cmd{
		exec.Command("go", "build", "-o", program, file),
		exec.Command("strace", "-f", "-o", out, "-e", "trace=network,read,write,close", "-e", "signal=none", program),
	} {
		if said, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", c.Args, err, said)
		}
	}
	var (
		begun   = map[string]string{} // by thread, of a call that another thread's came between
		sockets = map[string]bool{}
		pieces  = regexp.MustCompile(`^(\d+) +(.*)$`)
		result  = regexp.MustCompile(`^(\w+)\((-?\d*)(.*)\) += (-?\d+)( E\w+)?`)
		pair    = regexp.MustCompile(`\[(\d+), (\d+)\]$`)
	)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		m := pieces.FindStringSubmatch(strings.TrimSpace(line))
		if head, cut := strings.CutSuffix(m[2], " <unfinished ...>"); cut {
			begun[m[1]] = head
			continue
		}
		if _, tail, cut := strings.Cut(m[2], " resumed>"); cut {
			m[2] = begun[m[1]] + tail
		}
		c := result.FindStringSubmatch(m[2])
		if c == nil {
			continue // the end of a thread
		}
		switch {
		case c[1] == "socket" || strings.HasPrefix(c[1], "accept"):
			sockets[c[4]] = true
		case c[1] == "socketpair":
			made := pair.FindStringSubmatch(c[3])
			sockets[made[1]], sockets[made[2]] = true, true
		case slices.Contains([]string{"read", "write", "close"}, c[1]) && !sockets[c[2]]:
			continue
		case c[1] == "close":
			delete(sockets, c[2])
		}
		if c[5] != " EAGAIN" {
			calls = append(calls, fmt.Sprintf("%s(%s%s) = %s%s", c[1], c[2], c[3], c[4], c[5]))
		}
	}
	return calls
}

// normal takes from calls what differs from one run to the next: which
// descriptors are free, ports that the kernel chose, and pointers.
func normal(calls []string) []string {
	var (
		names   = map[string]string{}
		first   = regexp.MustCompile(`^(\w+\()(\d+)`)
		made    = regexp.MustCompile(`^((?:socket|accept4?)\(.*\) = )(\d+)$`)
		pair    = regexp.MustCompile(`\[(\d+), (\d+)\]\) = 0$`)
		port    = regexp.MustCompile(`htons\([1-9]\d{4}\)`)
		pointer = regexp.MustCompile(`\b0x(…|[0-9a-f]+)`)
		rights  = regexp.MustCompile(`cmsg_data=\[\d+\]`)
		backlog = regexp.MustCompile(`, (128|4096)\)`) // package net asks /proc for the largest, which the box has not got
		number  = 0
	)
	name := func(fd string, anew bool) string {
		if names[fd] == "" || anew {
			number++
			names[fd] = fmt.Sprintf("{%d}", number)
		}
		return names[fd]
	}
	var all []string
	for _, c := range calls {
		if m := first.FindStringSubmatch(c); m != nil {
			c = m[1] + name(m[2], false) + c[len(m[0]):]
		}
		if m := made.FindStringSubmatch(c); m != nil {
			c = m[1] + name(m[2], true)
		}
		if m := pair.FindStringSubmatchIndex(c); m != nil {
			one, two := name(c[m[2]:m[3]], true), name(c[m[4]:m[5]], true)
			c = c[:m[0]] + one + two
		}
		c = backlog.ReplaceAllString(c, ", somaxconn)")
		c = rights.ReplaceAllString(port.ReplaceAllString(c, "htons(port)"), "cmsg_data=[fd]")
		all = append(all, pointer.ReplaceAllString(c, "pointer"))
	}
	return all
}

// A call that a signal interrupts is made again, or has ended, as the signal's action has it;
// the thread's next call may well have the same arguments.
func TestInterruptedCalls(t *testing.T) {
	const program = `func main() {
	runtime.LockOSThread()
	var action struct{ handler uintptr; flags uint64; restorer uintptr; mask uint64 }
	at := reflect.ValueOf(&action).Pointer()
	syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(syscall.SIGUSR2), 0, at, 8, 0, 0)
	action.flags &^= RESTART
	syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(syscall.SIGUSR2), at, 0, 8, 0, 0)
	p, _ := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	reader, over, b := syscall.Gettid(), make(chan bool), make([]byte, 8)
	go func() {
		for range 20 {
			time.Sleep(5 * time.Millisecond)
			syscall.Tgkill(syscall.Getpid(), reader, syscall.SIGUSR2)
		}
		syscall.Write(p[1], []byte("here"))
		over <- true
	}()
	times := 0
	for n := -1; n < 0; {
		if n, _ = syscall.Read(p[0], b); n < 0 {
			times++
		}
	}
	<-over
	fmt.Print(times)
}`
	r := withToolchain(t)
	for _, flags := range []string{"0", "0x10000000"} { // SA_RESTART
		events, result := callsOf(t, r, EngineGo, map[string]string{"main.go": withImports(strings.Replace(program, "RESTART", flags, 1))})
		var told []string
		for _, e := range events {
			if e.Kind == Call && e.Call.Name == "read" {
				told = append(told, e.Call.Result+e.Call.Errno)
			}
		}
		times, err := strconv.Atoi(texts(events, "main", Stdout))
		if err != nil || result != (Result{}) || times > 0 != (flags != "0") {
			t.Fatalf("without the flags %s: %d interrupted, %v, %+v", flags, times, err, result)
		}
		if want := append(slices.Repeat([]string{"-1EINTR"}, times), "4"); !slices.Equal(told, want) {
			t.Errorf("without the flags %s: told %q, want %q", flags, told, want)
		}
	}
}

// A worker's calls cannot keep the run from its end, or change what is told of
// another's.
func TestHostileCalls(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("no box here")
	}
	tests := []struct{ name, source string }{
		{"bad pointers and huge lengths", `func main() {
	s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	for _, p := range []uintptr{0, 1, 1 << 20, 1 << 47, ^uintptr(0), ^uintptr(4095)} {
		for _, n := range []uintptr{0, 1, 33, 1 << 31, 1 << 62, ^uintptr(0)} {
			for _, c := range []uintptr{0, 1, 3, 19, 20, 41, 42, 43, 44, 45, 46, 47, 49, 50, 51, 52, 53, 54, 55, 275, 288, 299, 307} {
				fd := uintptr(s)
				if c == 3 || c == 45 || c == 0 || c == 47 || c == 19 || c == 43 || c == 288 || c == 299 || c == 275 { fd = 1 << 20 }
				syscall.RawSyscall6(c, fd, p, n, p, n, p)
			}
		}
	}
	fmt.Println("over")
}`},
		{"threads that die in a call", `func main() {
	s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	for i := 0; i < 20; i++ {
		go func() { runtime.LockOSThread(); b := make([]byte, 9); syscall.Read(s, b) }()
	}
	time.Sleep(50 * time.Millisecond)
	fmt.Println("over")
}`},
		{"threads that end", `func main() {
	s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	var all sync.WaitGroup
	for i := 0; i < 200; i++ {
		all.Add(1)
		go func() { defer all.Done(); runtime.LockOSThread(); syscall.Getsockname(s) }()
		if i%20 == 19 { all.Wait() }
	}
	all.Wait()
	fmt.Println("over")
}`},
		{"execute another program", `func main() {
	fmt.Println("over")
	syscall.Exec("/proc/self/exe", nil, nil)
}`},
		{"memory that changes", `func main() {
	s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	name := make([]byte, 16)
	go func() { for { for i := range name { name[i]++ } } }()
	for i := 0; i < 100; i++ {
		syscall.RawSyscall(syscall.SYS_BIND, uintptr(s), reflect.ValueOf(name).Pointer(), 16)
	}
	fmt.Println("over")
}`},
		{"a fault that nobody handles", `func main() {
	fmt.Println("over")
	var action [32]byte
	syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, 11, reflect.ValueOf(&action).Pointer(), 0, 8, 0, 0)
	var nowhere *int
	*nowhere = 1
}`},
		{"more calls than are told", `func main() {
	for i := 0; i < 5000; i++ { syscall.Shutdown(-1, 0) }
	fmt.Println("over")
}`},
		{"a storm of calls", `func main() {
	fmt.Println("over")
	for i := 0; i < 50; i++ {
		go func() { for { syscall.RawSyscall(syscall.SYS_SHUTDOWN, ^uintptr(0), 0, 0) } }()
	}
	time.Sleep(time.Minute)
}`},
	}
	r := withToolchain(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			began, limit := time.Now(), "10s"
			if test.name == "a storm of calls" { // which ends only there
				limit = "3s"
			}
			events, _ := callsOf(t, r, EngineGo, map[string]string{
				"client/main.go":  withImports(test.source),
				"witness/main.go": withImports("func main() {\n\tsyscall.Listen(-1, 5)\n}"),
				"scenario.toml":   "[[process]]\nname = \"client\"\n[[process]]\nname = \"witness\"\n[limits]\ntime = \"" + limit + "\"\n",
			})
			if took := time.Since(began); took > time.Minute {
				t.Errorf("it took %v under a limit of %s", took, limit)
			}
			if got := texts(events, "client", Stdout); got != "over\n" {
				t.Errorf("stdout %q, events %+v", got, events[max(0, len(events)-5):])
			}
			var told []string
			for _, e := range events {
				if e.Process == "witness" && e.Kind == Call {
					told = append(told, e.Call.String())
				}
			}
			if want := "listen(-1, 5) = -1 EBADF"; strings.Join(told, "\n") != want {
				t.Errorf("told of the witness: %q; want %q", told, want)
			}
			if test.name == "a fault that nobody handles" && find(t, events, "client", Exit).Signal != "segmentation fault" {
				t.Errorf("it ended with %+v", find(t, events, "client", Exit))
			}
		})
	}
}

// No effect is told before its cause.
func TestCallsInOrder(t *testing.T) {
	files := echoPair()
	files["scenario.toml"] = "calls = true\n" + files["scenario.toml"]
	events, _ := runFiles(t, files)
	var story []string
	for _, e := range events {
		if e.Kind == Call && !e.Call.Noise && slices.Contains([]string{"listen", "connect", "accept4"}, e.Call.Name) {
			story = append(story, e.Process+" "+e.Call.Name)
		}
		if e.Kind == Call && (e.Call.Began < 0 || e.Call.Began > e.Time || e.Call.Duration <= 0) {
			t.Errorf("at %v: began at %v, took %v: %s", e.Time, e.Call.Began, e.Call.Duration, e.Call)
		}
	}
	if got, want := strings.Join(story, ", "), "server listen, client connect, server accept4"; got != want {
		t.Errorf("told: %s; want: %s", got, want)
	}
}

func TestRefusedCallsAreTold(t *testing.T) {
	events, _ := callsOf(t, new(Runner), EngineYaegi, map[string]string{"main.go": withImports(`func main() {
	syscall.Socket(syscall.AF_INET, syscall.SOCK_RAW, 1)
	syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_DGRAM, 0)
	s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	syscall.SetsockoptInt(s, syscall.SOL_SOCKET, syscall.SO_RCVBUF, 5000)
	syscall.SetsockoptInt(s, syscall.SOL_SOCKET, 50, 1)
}`)})
	var told []string
	for _, e := range events {
		if e.Kind == Call {
			told = append(told, e.Call.Name+" "+e.Call.Result+" "+e.Call.Errno)
		}
	}
	if len(told) == 0 {
		t.Fatalf("nothing was told; events %+v", events)
	}
	want := []string{"socket -1 EPERM", "socket -1 EAFNOSUPPORT", fmt.Sprintf("socket %s ", told[min(2, len(told)-1)][len("socket "):len("socket ")+1]), "setsockopt 0 ", "setsockopt -1 EPERM"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q; want %q", told, want)
	}
}

// What a program does by way of package syscall is no noise, though it uses
// package net as well.
func TestOwnSocketsAreTold(t *testing.T) {
	events, _ := callsOf(t, new(Runner), EngineYaegi, map[string]string{"main.go": withImports(`func main() {
	l, err := net.Listen("tcp", "127.0.0.1:5000")
	if err != nil { panic(err) }
	syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, syscall.IPPROTO_TCP)
	s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, syscall.IPPROTO_TCP)
	syscall.Connect(s, &syscall.SockaddrInet4{Port: 5000, Addr: [4]byte{127, 0, 0, 1}})
	syscall.Getsockname(s)
	syscall.Getpeername(s)
	syscall.Close(s)
	l.Close()
}`)})
	var told []string
	for _, e := range events {
		if e.Kind == Call && !e.Call.Noise {
			told = append(told, strings.TrimSpace(e.Call.Name+" "+e.Call.Errno))
		}
	}
	want := []string{"socket", "bind", "listen", "socket EPROTONOSUPPORT", "socket", "connect", "getsockname", "getpeername", "close", "close"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q; want %q", told, want)
	}
}
