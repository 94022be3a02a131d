package runner_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bothends/runner"
)

// session makes a snippet of cells.
func session(t *testing.T, text string) *runner.Snippet {
	t.Helper()
	s, err := runner.NewSnippet("test", map[string]string{runner.SessionFile: text})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const talk = `-- server: listen --
server, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
here := &syscall.SockaddrInet4{Port: 5000, Addr: [4]byte{127, 0, 0, 1}}
syscall.Bind(server, here)
syscall.Listen(server, 1)
server
-- server: accept --
conn, peer, err := syscall.Accept(server)
conn, err
-- client: connect --
client, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
err = syscall.Connect(client, &syscall.SockaddrInet4{Port: 5000, Addr: [4]byte{127, 0, 0, 1}})
client, err
-- client: write --
syscall.Write(client, []byte("über"))
-- server: read --
part := make([]byte, 2)
n, err := syscall.Read(conn, part)
part[:n]
`

// told writes the events of cells in short.
func told(events []runner.Event) string {
	var b strings.Builder
	for _, e := range events {
		switch e.Kind {
		case runner.CellRun:
			fmt.Fprintf(&b, "%s %s runs\n", e.Process, e.Cell)
		case runner.Waits:
			fmt.Fprintf(&b, "%s %s waits: %s\n", e.Process, e.Cell, e.Text)
		case runner.Value:
			fmt.Fprintf(&b, "%s %s %s: %s\n", e.Process, e.Cell, e.Outcome, e.Text)
		case runner.Stdout, runner.Stderr, runner.Limit:
			fmt.Fprintf(&b, "%s %s: %s\n", e.Process, e.Kind, e.Text)
		case runner.Exit:
			fmt.Fprintf(&b, "%s exit %d %s\n", e.Process, e.Status, e.Signal)
		}
	}
	return b.String()
}

func TestSessionRuns(t *testing.T) {
	var events []runner.Event
	result, err := runner.Run(t.Context(), session(t, talk), runner.Options{}, func(e runner.Event) { events = append(events, e) })
	if err != nil || result != (runner.Result{}) {
		t.Fatalf("%+v, %v\n%s", result, err, told(events))
	}
	got := told(events)
	// The values of accept and connect come in either order.
	for _, want := range []string{
		"server listen done: 3\nserver accept runs\nserver accept waits: accept\nclient connect runs\n",
		"server accept done: 4, nil\n",
		"client connect done: 3, nil\nclient write runs\n",
		"client write done: 5, nil\n",
		"server read done: []byte(\"ü\")\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the session tells\n%s\nwithout\n%s", got, want)
		}
	}
}

// A live collects what happens in a session that is open.
type live struct {
	*runner.Live
	mu     sync.Mutex
	events []runner.Event
	more   chan struct{}
}

func open(t *testing.T, s *runner.Snippet) *live {
	t.Helper()
	return openWith(t, s, runner.Options{})
}

func openWith(t *testing.T, s *runner.Snippet, o runner.Options) *live {
	t.Helper()
	l := &live{more: make(chan struct{}, 10_000)}
	var err error
	l.Live, err = new(runner.Runner).Open(t.Context(), s, o, func(e runner.Event) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.events = append(l.events, e)
		l.more <- struct{}{}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// await waits until something is told, and returns all that was.
func (l *live) await(t *testing.T, text string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for {
		l.mu.Lock()
		got := told(l.events)
		l.mu.Unlock()
		if strings.Contains(got, text) {
			return got
		}
		select {
		case <-l.more:
		case <-ctx.Done():
			t.Fatalf("nobody tells\n%s\nin\n%s", text, got)
		}
	}
}

// run runs a cell and waits for how it ends.
func (l *live) run(t *testing.T, terminal, name, text, want string) {
	t.Helper()
	if err := l.Run(runner.Cell{Terminal: terminal, Name: name, Text: text}); err != nil {
		t.Fatal(err)
	}
	got := l.await(t, terminal+" "+name+" ")
	for _, outcome := range []string{"done", "panic", "problem", "refused", "interrupted", "ended"} {
		if want := terminal + " " + name + " " + outcome; strings.Contains(got, want) {
			break
		}
	}
	l.await(t, terminal+" "+name+" "+want)
}

func TestSessionInterrupted(t *testing.T) {
	l := open(t, session(t, talk))
	s := session(t, talk).Session
	cells := slices.Clone(s.Cells)
	if err := l.Run(cells[:2]...); err != nil {
		t.Fatal(err)
	}
	l.await(t, "server accept waits: accept")
	for i, blocked := range []string{
		"for {\n}",
		"times := 0\nfor {\n\ttimes++\n}",
		"ln, _ := net.Listen(\"tcp\", \"127.0.0.1:0\")\nc, e := ln.Accept()",
		"func() {\n\tlocal, _ := net.Listen(\"tcp\", \"127.0.0.1:0\")\n\tlocal.Accept()\n}()",
	} {
		if err := l.Interrupt("server"); err != nil {
			t.Fatal(err)
		}
		l.await(t, map[bool]string{true: "server accept", false: fmt.Sprintf("server b%d", i-1)}[i == 0]+" interrupted")
		l.run(t, "server", fmt.Sprintf("still%d", i), "server", "done: 3")
		if err := l.Run(runner.Cell{Terminal: "server", Name: fmt.Sprintf("b%d", i), Text: fmt.Sprintf("fmt.Println(\"began %d\")\n", i) + blocked}); err != nil {
			t.Fatal(err)
		}
		l.await(t, fmt.Sprintf("began %d", i))
	}
	l.await(t, "server b3 waits: accept") // at what is in no variable
	if err := l.Interrupt("server"); err != nil {
		t.Fatal(err)
	}
	l.await(t, "server b3 interrupted: the call that it waited in could not be ended")
	// A function that a call waits in, and one that is an earlier cell's, go no further
	// when the call has ended, nor does what they have deferred.
	l.run(t, "server", "ghost", `ghosts, at := 0, []string{}
func wait() {
	defer func() { ghosts++ }()
	local, _ := net.Listen("tcp", "127.0.0.1:0")
	at = append(at, local.Addr().String())
	local.Accept()
	ghosts++
}
later := func() { wait(); ghosts++ }`, "done: ")
	for i, call := range []string{"wait()\nghosts++", "later()"} {
		name := fmt.Sprintf("g%d", i)
		if err := l.Run(runner.Cell{Terminal: "server", Name: name, Text: call}); err != nil {
			t.Fatal(err)
		}
		l.await(t, "server "+name+" waits: accept")
		if err := l.Interrupt("server"); err != nil {
			t.Fatal(err)
		}
		l.await(t, "server "+name+" interrupted: the call that it waited in could not be ended")
	}
	l.run(t, "server", "haunted", "for _, a := range at {\n\tnet.Dial(\"tcp\", a)\n}\ntime.Sleep(200 * time.Millisecond)\nlen(at), ghosts", "done: 2, 0")
	// The listener is as it was: the next connection is nobody's but accept's.
	if err := l.Run(cells[1:]...); err != nil {
		t.Fatal(err)
	}
	l.await(t, "server read done: []byte(\"ü\")")
	l.Close()
	if err := l.Run(cells...); err != runner.ErrNoSession {
		t.Errorf("a session that is over takes cells: %v", err)
	}
}

func TestSessionHostile(t *testing.T) {
	l := open(t, session(t, "-- a: x --\n1\n-- b: x --\n1\n-- c: x --\n1\n"))
	l.run(t, "a", "late", "go func() {\n\ttime.Sleep(50 * time.Millisecond)\n\tfmt.Println(\"late\")\n}()", "done: ")
	l.await(t, "a stdout: late\n")
	l.run(t, "a", "forged", "os.Stderr.WriteString(\"BE\\x01\\x00\\x00\\x00\\x00\\x02{}BE\")\nos.Stderr.WriteString(\"\\n\")", "done: 1, nil")
	l.await(t, "a stderr: BE␁␀␀␀␀␂{}BE")
	l.run(t, "a", "stdin", "syscall.Read(0, make([]byte, 10))", "done: 0, nil")
	l.run(t, "a", "long", "panic(strings.Repeat(\"long\", 1<<20))", "panic: panic: longlong")
	l.run(t, "a", "signs", "// "+strings.Repeat("<", runner.MaxCell-3), "done: \n")
	l.run(t, "a", "large", "strings.Repeat(\"large\", 1<<22)", "done: \"largelarge")
	l.run(t, "a", "twice", "syscall.Write(2, []byte(\"raw\\n\"))\nsyscall.Close(2)", "ended")
	l.run(t, "c", "kill", "syscall.Kill(1, syscall.SIGTERM)\nsyscall.Exec(\"/bin/sh\", nil, nil)", "ended")
	l.await(t, "c exit")
	l.run(t, "a", "after", "1", "ended: the terminal has ended")
	l.run(t, "b", "panics", "go func() { panic(\"elsewhere\") }()\ntime.Sleep(time.Hour)", "ended")
	l.await(t, "b exit 2")
	<-l.Done()
	if result, err := l.Result(); err != nil {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestSessionOutput(t *testing.T) {
	l := open(t, session(t, "-- a: x --\n1\n"))
	if err := l.Run(runner.Cell{Terminal: "a", Name: "flood", Text: "for {\n\tfmt.Println(\"all work and no play\")\n}"}); err != nil {
		t.Fatal(err)
	}
	l.await(t, "a limit: stopped: a printed more than 65536 bytes")
	<-l.Done()
}

func TestSessionExits(t *testing.T) {
	l := open(t, session(t, "-- a: x --\n1\n-- b: x --\n1\n"))
	l.run(t, "a", "exit", "os.Exit(7)", "ended")
	l.await(t, "a exit 7")
	l.run(t, "b", "one", "1 + 1", "done: 2")
}

// What the runtime cannot go on after is told in the program's and the library's functions. That
// a map is written twice at once is noticed by either who writes, or by one who looks first.
func TestSessionFatal(t *testing.T) {
	l := open(t, session(t, "-- a: x --\n1\n-- b: x --\n1\n-- c: x --\n1\n"))
	for terminal, test := range map[string]struct{ cell, want string }{
		"a": {"func f(n int) int { return f(n+1) + 1 }\nf(0)", "stderr: runtime: goroutine stack exceeds 1000000000-byte limit\na stderr: fatal error: stack overflow\n"},
		"b": {"var mu sync.Mutex\nmu.Unlock()", "stderr: fatal error: sync: unlock of unlocked mutex\n"},
		"c": {"m := map[int]int{}\nfor range 8 {\n\tgo func() {\n\t\tfor {\n\t\t\tm[1] = 2\n\t\t}\n\t}()\n}\nselect {}", "stderr: fatal error: concurrent map "},
	} {
		l.run(t, terminal, "fatal", test.cell, "ended")
		got := l.await(t, terminal+" exit 2")
		if !strings.Contains(got, terminal+" "+test.want) {
			t.Errorf("cell\n%s\ntells\n%s\nwithout\n%s", test.cell, got, test.want)
		}
	}
	for _, inside := range []string{"yaegi", "runtime.", "bothends/", "reflect.", "0x"} {
		if got := l.await(t, "exit"); strings.Contains(got, inside) {
			t.Errorf("of the interpreter there is %s in\n%s", inside, got)
		}
	}
}

// A session that nobody asks anything of ends, and so does one that goes on and on, each in its
// words, whatever its cells do meanwhile.
func TestSessionLimits(t *testing.T) {
	for want, o := range map[string]runner.Options{
		"limit: ended: nothing was run for 100ms": {SessionIdle: 100 * time.Millisecond},
		"limit: stopped after 100ms":              {SessionTime: 100 * time.Millisecond},
	} {
		l := openWith(t, session(t, "-- a: x --\n1\n"), o)
		if err := l.Run(runner.Cell{Terminal: "a", Name: "busy", Text: "for {\n}"}); err != nil {
			t.Fatal(err)
		}
		<-l.Done()
		l.await(t, want)
		if result, err := l.Result(); err != nil || result.Status != runner.StatusLimit {
			t.Errorf("%s: %+v, %v", want, result, err)
		}
		if err := l.Run(runner.Cell{Terminal: "a", Name: "after", Text: "1"}); err != runner.ErrNoSession {
			t.Errorf("a session that is over takes cells: %v", err)
		}
	}
}

func TestSessionNotCompiled(t *testing.T) {
	var events []runner.Event
	result, err := runner.Run(t.Context(), session(t, talk), runner.Options{Engine: runner.EngineGo}, func(e runner.Event) { events = append(events, e) })
	if err != nil || result.Status != runner.StatusUnavailable || len(events) != 1 || !strings.Contains(events[0].Text, "not compiled") {
		t.Errorf("%+v, %v, %v", result, err, events)
	}
}

// A terminal that does not answer when it is interrupted is ended.
func TestSessionDeaf(t *testing.T) {
	l := open(t, session(t, "-- a: x --\n1\n"))
	if err := l.Run(runner.Cell{Terminal: "a", Name: "deaf", Text: "syscall.Dup3(1, 2, 0)\nfmt.Println(\"deaf\")"}); err != nil {
		t.Fatal(err)
	}
	l.await(t, "a stdout: deaf\n")
	if err := l.Interrupt("a"); err != nil {
		t.Fatal(err)
	}
	l.await(t, "a deaf ended")
	<-l.Done()
}
