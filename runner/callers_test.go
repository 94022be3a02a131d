package runner

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// sited makes calls on lines that say which: in functions, in a method, in a
// goroutine, behind the library, and deferred.
const sited = `package main

import (
	"fmt"
	"io"
	"net"
	"syscall"
)

type peer struct{ fd int }

func (p peer) send(text string) error {
	_, err := syscall.Write(p.fd, []byte(text)) // call: write \d+, "raw
	return err
}

func raw(port int) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0) // call: socket AF_INET, SOCK_STREAM, IPPROTO_IP
	if err != nil {
		panic(err)
	}
	defer syscall.Close(fd)
	to := &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 2}}
	if err := syscall.Connect(fd, to); err != nil { // call: connect \d+, .*127.0.0.2
		panic(err)
	}
	peer{fd}.send("raw\n")
}

func serve(listener net.Listener, done chan bool) {
	for range 2 {
		conn, err := listener.Accept() // call: accept4 \d+, .*127.0.0
		if err != nil {
			panic(err)
		}
		text, err := io.ReadAll(conn) // call: read \d+, "(net|raw)
		fmt.Printf("%q, %v\n", text, err)
		conn.Close()
	}
	done <- true
}

func main() {
	listener, err := net.Listen("tcp4", ":7") // call: listen \d+
	if err != nil {
		panic(err)
	}
	done := make(chan bool)
	go serve(listener, done)
	conn, err := net.Dial("tcp4", "127.0.0.1:7") // call: getpeername \d+
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(conn, "net")        // call: write \d+, "net
	conn.(*net.TCPConn).CloseWrite() // call: shutdown \d+
	raw(7)
	<-done
}
`

// siteMark is behind a line of sited: the call and its arguments.
var siteMark = regexp.MustCompile(`// call: (\S+) (.*)`)

// The line of a call is that of the program's own call, on both engines. Where it
// cannot be known for certain it is left out, and never another one.
func TestCallSites(t *testing.T) {
	for _, test := range []struct {
		engine  Engine
		unknown []string // calls of which it is not known
	}{
		{EngineYaegi, nil},
		{EngineGo, []string{"socket", "write"}}, // functions of package syscall that are inlined
	} {
		t.Run(string(test.engine), func(t *testing.T) {
			calls := sitedCalls(t, test.engine)
			for i, line := range strings.Split(sited, "\n") {
				mark := siteMark.FindStringSubmatch(line)
				if mark == nil {
					continue
				}
				made, place := regexp.MustCompile("^"+mark[2]), fmt.Sprintf("main.go:%d", i+1)
				seen := false
				for _, c := range calls {
					if c.Name != mark[1] || !made.MatchString(c.Args) {
						continue
					}
					seen = true
					if c.Line != place && (c.Line != "" || !slices.Contains(test.unknown, c.Name)) {
						t.Errorf("%s is said to be at %q, want %s", c, c.Line, place)
					}
				}
				if !seen {
					t.Errorf("no %s(%s)", mark[1], mark[2])
				}
			}
			deferred := slices.IndexFunc(strings.Split(sited, "\n"), func(l string) bool { return strings.Contains(l, "defer ") }) + 1
			calls = sinceRaw(calls)
			raw := slices.IndexFunc(calls, func(c *SocketCall) bool { return c.Name == "close" && c.FD == calls[0].FD })
			if raw < 0 || calls[raw].Line != "" && calls[raw].Line != fmt.Sprintf("main.go:%d", deferred) {
				t.Errorf("the deferred close is not there, or somewhere else: %d, %q", raw, calls)
			}
		})
	}
}

// Nobody looks for the lines of calls once the run is stopped.
func TestNoCallSitesAtTheEnd(t *testing.T) {
	s, err := SingleFile("main.go", sited, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	r, err := newRun(t.Context(), withToolchain(t), s, Options{Engine: EngineYaegi, Calls: true, uncertified: true}, func(e Event) {
		if e.Call != nil {
			lines = append(lines, e.Call.Line)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer r.box.Close()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	check(r.check())
	check(r.chooseEngines())
	r.began = time.Now()
	for known := false; !known; {
		check(r.advance())
		report, err := r.box.Next(r.deadline())
		check(err)
		if report.Exited != nil {
			t.Fatalf("no line of %d calls is known", len(lines))
		}
		if report.Call != nil {
			r.killed = true
			check(r.handle(report))
			if line := lines[len(lines)-1]; line != "" {
				t.Fatalf("%v is said to be at %s", report.Call, line)
			}
			r.killed = false
		}
		check(r.handle(report))
		known = len(lines) > 0 && lines[len(lines)-1] != ""
	}
}

// sitedCalls runs sited and returns its calls.
func sitedCalls(t *testing.T, engine Engine) (calls []*SocketCall) {
	t.Helper()
	s, err := SingleFile("main.go", sited, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Engine: engine, Calls: true, uncertified: true}
	result, err := withToolchain(t).Run(t.Context(), s, o, func(e Event) {
		if e.Call != nil {
			calls = append(calls, e.Call)
		}
	})
	if err != nil || result.Failed != "" {
		t.Fatal(err, result.Failed)
	}
	return calls
}

// sinceRaw are the calls from that on which makes raw's socket, whose number
// another one may have had before.
func sinceRaw(calls []*SocketCall) []*SocketCall {
	i := slices.IndexFunc(calls, func(c *SocketCall) bool {
		return strings.HasPrefix(c.Args, "AF_INET, SOCK_STREAM, ") && c.Name == "socket"
	})
	return calls[max(i, 0):]
}

// What is no stack leads to no line, and to no panic.
func TestCallSitesOfNonsense(t *testing.T) {
	var none *callSites
	compiled := compiledSites(nil, []byte("\x7fELF and nothing more"))
	interpreted := interpretedSites(map[string]string{"main.go": "package main\n\nfunc main() {}\n"})
	// Those of the last kind begin as stacks do, and go on anywhere in the code.
	stacks := [][]uintptr{nil, {0}, {1, 2, 3}, {^uintptr(0), ^uintptr(0)}}
	within := reflect.ValueOf(runtime.GC).Pointer()
	call := within
	for range 1 << 20 { // it stands before those of the runtime
		if f := runtime.FuncForPC(call); f != nil && makesCall(f.Name()) {
			break
		}
		call -= 16
	}
	if f := runtime.FuncForPC(call); f == nil {
		t.Fatal("the function that makes system calls is not where it was")
	}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 0))
		stack := []uintptr{call}
		for range 40 {
			stack = append(stack, within+uintptr(r.IntN(8<<20))-(1<<20))
		}
		stacks = append(stacks, stack)
	}
	for _, c := range []*callSites{none, compiled, interpreted} {
		for _, callers := range stacks {
			if line := c.line(callers); line != "" {
				t.Errorf("%x is said to be %s", callers, line)
			}
		}
	}
}
