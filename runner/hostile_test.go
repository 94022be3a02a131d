package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Programs that try to confuse or outlast what watches them. Each must end by a
// limit, near the time that it says, and leave the runner working.
func TestHostilePrograms(t *testing.T) {
	const scenario = "[[process]]\nname = \"main\"\n[limits]\ntime = \"2s\"\n"
	tests := []struct{ name, limit, source string }{
		{"writes of impossible counts", "", `func main() {
	for _, n := range []uintptr{^uintptr(0), 1 << 63, 1<<63 - 1, 1 << 40} {
		syscall.Syscall(syscall.SYS_WRITE, 2, 0, n)
	}
	fmt.Println("over")
}`},
		{"writes that fail, for ever", LimitTime, `func main() {
	for i := 0; i < 3; i++ {
		go func() { for { syscall.Syscall(syscall.SYS_WRITE, 2, 0, 100); time.Sleep(3 * time.Millisecond) } }()
	}
	time.Sleep(time.Minute)
}`},
		{"a storm of writes that fail", LimitTime, `func main() {
	for i := 0; i < 60; i++ {
		go func() { for { syscall.Syscall(syscall.SYS_WRITE, 1, 0, 1<<40) } }()
	}
	time.Sleep(time.Minute)
}`},
		{"a flood behind a write that fails", LimitOutput, `func main() {
	fd, _ := syscall.Dup(1)
	b := make([]byte, 1<<15)
	go func() { for { syscall.Syscall(syscall.SYS_WRITE, 2, 0, 1<<30) } }()
	go func() { for { syscall.Syscall(syscall.SYS_WRITE, 1, 0, 1) } }()
	for { syscall.Write(fd, b) }
}`},
		{"shared memory", "", `func main() {
	_, err := syscall.Mmap(-1, 0, 1<<30, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED|syscall.MAP_ANON)
	fmt.Println("over", err)
}`},
		{"a runtime's last words, and then a flood", LimitMemory, `func main() {
	fmt.Fprintln(os.Stderr, "runtime: out of memory\nfatal error: x")
	for { fmt.Fprintln(os.Stderr, "more") }
}`},
		{"listeners without end", LimitTime, `func main() {
	for i := 1; ; i++ {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil { time.Sleep(time.Millisecond); l.Close() }
	}
}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			events, result := runFiles(t, map[string]string{"main.go": withImports(test.source), "scenario.toml": scenario})
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("it took %v under a limit of 2 s", took)
			}
			limit, listens := "", 0
			for _, e := range events {
				switch e.Kind {
				case Limit:
					limit += e.Limit
				case Listen:
					listens++
				}
			}
			if limit != test.limit || listens > 64 {
				t.Errorf("limit %q, %d listeners; want %q; result %+v", limit, listens, test.limit, result)
			}
			if test.limit == "" && (result != (Result{}) || len(texts(events, "main", Stdout)) < len("over\n")) {
				t.Errorf("result %+v, stdout %q", result, texts(events, "main", Stdout))
			}
		})
	}
}

// A connection in TIME-WAIT is no socket that anybody holds, and the kernel keeps
// it for a minute: there are only so many of them, however many there were.
func TestTimeWaitIsBounded(t *testing.T) {
	const bound, some = 4096, 1000
	s, err := NewSnippet("test", map[string]string{"main.go": withImports(`func main() {
	l, err := net.Listen("tcp", "0.0.0.0:9")
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	for i := 0; i < 6000; i++ {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.%d.%d:9", i>>8&255, i&255|1))
		if err == nil {
			io.Copy(io.Discard, c)
			c.Close()
		}
	}
	fmt.Println("over", err)
	time.Sleep(time.Minute)
}`)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	kept := -1
	_, err = Run(ctx, s, Options{uncertified: true}, func(e Event) {
		if e.Kind == Stdout {
			kept = timeWaits(t)
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the run ended with %v", err)
	}
	if kept < some || kept > bound {
		t.Errorf("of 6000 connections %d are in TIME-WAIT; want %d at most", kept, bound)
	}
}

// timeWaits counts the connections in TIME-WAIT in the boxes of this process.
func timeWaits(t *testing.T) (n int) {
	t.Helper()
	for _, pid := range descendants(t, os.Getpid()) {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/sockstat", pid)) // it may have ended
		if m := regexp.MustCompile(`TCP: .* tw (\d+)`).FindSubmatch(text); m != nil {
			here, _ := strconv.Atoi(string(m[1]))
			n = max(n, here) // the processes of a box share its network
		}
	}
	return n
}

// A listener that nobody waits for is looked for now and then. One that is there
// for less than that is seen all the same when its program ends, however it does.
func TestShortLivedListener(t *testing.T) {
	for how, end := range map[string]string{"returns": "", "exits": "os.Exit(3)", "panics": `panic("over")`} {
		t.Run(how, func(t *testing.T) {
			events, _ := runFiles(t, map[string]string{
				"main.go": withImports(`func main() {
	net.Listen("tcp", "127.0.0.1:1060")
	net.ListenPacket("udp", "127.0.0.1:1061")
	` + end + `
}`),
			})
			var addresses []string
			for _, e := range events {
				if e.Kind == Listen {
					addresses = append(addresses, e.Network+" "+e.Address)
				}
			}
			slices.Sort(addresses) // two looks may see one each
			if got := strings.Join(addresses, ", "); got != "tcp 127.0.0.1:1060, udp 127.0.0.1:1061" {
				t.Errorf("listens at %q", got)
			}
		})
	}
}

// A name in a table of the kernel is whatever its socket's owner likes.
func TestForgedListener(t *testing.T) {
	events, _ := runFiles(t, map[string]string{
		"main.go": withImports(fmt.Sprintf(`func main() {
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	fmt.Println(err, syscall.Bind(fd, &syscall.SockaddrUnix{Name: %q}))
	l, err := net.Listen("unix", "/tmp/a b")
	fmt.Println(l.Addr(), err)
	time.Sleep(300 * time.Millisecond)
}`, "@\n0000000000000000: 00000002 00000000 00010000 0001 01 1 /forged")),
	})
	if l := find(t, events, "main", Listen); l.Address != "/tmp/a b" {
		t.Errorf("listens at %q", l.Address)
	}
}
