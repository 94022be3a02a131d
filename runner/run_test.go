package runner

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	Hook()
	bare()
	first()
	os.Exit(m.Run())
}

// runFiles runs a snippet made of files under the interpreter, certified or
// not, and returns its events.
func runFiles(t testing.TB, files map[string]string) ([]Event, Result) {
	t.Helper()
	s, err := NewSnippet("test", files)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var events []Event
	result, err := Run(ctx, s, Options{uncertified: true}, func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	return events, result
}

// texts joins the texts of one process's events of one kind, as it printed them.
func texts(events []Event, process string, kind Kind) string {
	var b strings.Builder
	for _, e := range events {
		if e.Process == process && e.Kind == kind {
			b.WriteString(e.Text)
			if !e.Partial {
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

// find returns the only event of a process and kind, and fails if it is not the only one.
func find(t testing.TB, events []Event, process string, kind Kind) Event {
	t.Helper()
	var found []Event
	for _, e := range events {
		if e.Process == process && e.Kind == kind {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d events of kind %s of process %q; want 1; all: %+v", len(found), kind, process, events)
	}
	return found[0]
}

// echoServer answers each connection with what it says, for ever.
const echoServer = `package main

import (
	"fmt"
	"io"
	"log"
	"net"
)

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		n, err := io.Copy(conn, conn)
		fmt.Println("echoed", n, err)
		conn.Close()
	}
}
`

const echoClient = `package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(conn, os.Args[1])
	conn.(*net.TCPConn).CloseWrite()
	b, err := io.ReadAll(conn)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", b)
}
`

const echoScenario = `
[[process]]
name = "server"

[[process]]
name = "client"
args = ["hello"]

[limits]
time = "60s"
`

// echoPair is the smallest real snippet.
func echoPair() map[string]string {
	return map[string]string{"server/main.go": echoServer, "client/main.go": echoClient, "scenario.toml": echoScenario}
}

func TestPair(t *testing.T) {
	events, result := runFiles(t, echoPair())
	if result != (Result{}) {
		t.Errorf("result %+v; want zero", result)
	}
	if got := texts(events, "client", Stdout); got != "hello\n" {
		t.Errorf("client printed %q", got)
	}
	if got := texts(events, "server", Stdout); got != "echoed 5 <nil>\n" {
		t.Errorf("server printed %q", got)
	}
	if l := find(t, events, "server", Listen); l.Network != "tcp" || l.Address != "127.0.0.1:7" {
		t.Errorf("listen %+v", l)
	}
	if e := find(t, events, "server", Exit); e.Signal != "terminated" {
		t.Errorf("server's end: %+v; want it terminated", e)
	}
	if e := find(t, events, "client", Exit); e.Status != 0 || e.Signal != "" {
		t.Errorf("client's end: %+v", e)
	}
	order := []Kind{}
	for i, e := range events {
		if i > 0 && e.Time < events[i-1].Time {
			t.Errorf("event %d at %v stands behind one at %v", i, e.Time, events[i-1].Time)
		}
		if e.Kind == Start || e.Kind == Listen {
			order = append(order, e.Kind)
		}
	}
	if len(order) != 3 || order[1] != Listen {
		t.Errorf("order %v; want start, listen, start", order)
	}
}

// A client that is started after its server ended, which it cannot reach.
func TestServerEndsBeforeListening(t *testing.T) {
	files := echoPair()
	files["server/main.go"] = "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(4) }\n"
	events, result := runFiles(t, files)
	if got := texts(events, "client", Stderr); !strings.Contains(got, "connection refused") {
		t.Errorf("client said %q; want connection refused", got)
	}
	if result.Status != 4 || result.Failed != "server: exit status 4, where the scenario expects 0" {
		t.Errorf("result %+v", result)
	}
}

func TestUDPServerIsSeen(t *testing.T) {
	events, result := runFiles(t, map[string]string{
		"server/main.go": `package main

import (
	"log"
	"net"
)

func main() {
	c, err := net.ListenPacket("udp", "127.0.0.1:53")
	if err != nil {
		log.Fatal(err)
	}
	b := make([]byte, 100)
	for {
		n, from, err := c.ReadFrom(b)
		if err != nil {
			log.Fatal(err)
		}
		c.WriteTo(b[:n], from)
	}
}
`,
		"client/main.go": `package main

import (
	"fmt"
	"log"
	"net"
)

func main() {
	c, err := net.Dial("udp", "127.0.0.1:53")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(c, "ping")
	b := make([]byte, 100)
	n, err := c.Read(b)
	fmt.Println(string(b[:n]), err)
}
`})
	if l := find(t, events, "server", Listen); l.Network != "udp" || l.Address != "127.0.0.1:53" {
		t.Errorf("listen %+v", l)
	}
	if got := texts(events, "client", Stdout); got != "ping <nil>\n" || result.Status != 0 {
		t.Errorf("client printed %q, result %+v", got, result)
	}
}

func TestUnixSocketIsShared(t *testing.T) {
	pair := echoPair()
	for name, source := range pair {
		source = strings.ReplaceAll(source, `"tcp", "127.0.0.1:7"`, `"unix", "/tmp/echo"`)
		pair[name] = strings.ReplaceAll(source, "*net.TCPConn", "*net.UnixConn")
	}
	events, _ := runFiles(t, pair)
	if l := find(t, events, "server", Listen); l.Network != "unix" || l.Address != "/tmp/echo" {
		t.Errorf("listen %+v", l)
	}
	if got := texts(events, "client", Stdout); got != "hello\n" {
		t.Errorf("client printed %q", got)
	}
}

func TestCancelEndsTheRun(t *testing.T) {
	s, err := NewSnippet("test", echoPair())
	if err != nil {
		t.Fatal(err)
	}
	s.Scenario.Processes = s.Scenario.Processes[:1] // a server alone: it would run for ever
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the reader is gone")
	_, err = Run(ctx, s, Options{uncertified: true}, func(e Event) {
		if e.Kind == Listen {
			cancel(gone)
		}
	})
	if !errors.Is(err, gone) {
		t.Errorf("Run returned %v; want the cause", err)
	}
}

func TestStdin(t *testing.T) {
	events, _ := runFiles(t, map[string]string{
		"main.go": `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		fmt.Println("got", in.Text())
	}
}
`,
		"scenario.toml": "[[process]]\nname = \"main\"\nstdin = \"one\\ntwo\"\n"})
	if got := texts(events, "main", Stdout); got != "got one\ngot two\n" {
		t.Errorf("printed %q", got)
	}
	if got := texts(events, "main", Stdin); got != "one\ntwo" {
		t.Errorf("stdin events %q", got)
	}
}

// A prompt has no newline, and must be seen before the program goes on.
func TestPromptIsShownAtOnce(t *testing.T) {
	events, _ := runFiles(t, map[string]string{"main.go": `package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Print("name? ")
	time.Sleep(200 * time.Millisecond)
	fmt.Println("none")
}
`})
	var lines []Event
	for _, e := range events {
		if e.Kind == Stdout {
			lines = append(lines, e)
		}
	}
	if len(lines) != 2 || lines[0].Text != "name? " || !lines[0].Partial || lines[1].Text != "none" || lines[1].Partial {
		t.Errorf("lines %+v", lines)
	}
}

func TestOutputIsExactBesideTheEvents(t *testing.T) {
	s, err := SingleFile("prog.go", "package main\n\nimport \"os\"\n\nfunc main() { os.Stdout.Write([]byte{0, 27, 255, 10}) }\n", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	var exact []byte
	var events []Event
	_, err = Run(t.Context(), s, Options{uncertified: true, Output: func(_ string, _ Kind, b []byte) { exact = append(exact, b...) }},
		func(e Event) { events = append(events, e) })
	if err != nil {
		t.Fatal(err)
	}
	if string(exact) != "\x00\x1b\xff\n" {
		t.Errorf("exact bytes %q", exact)
	}
	if got := texts(events, "main", Stdout); got != "␀␛\\xff\n" {
		t.Errorf("event %q", got)
	}
}

// A server is told to end when its clients have ended, but gets to finish what
// it has to say about the last of them.
func TestServerFinishesItsSentence(t *testing.T) {
	files := echoPair()
	files["server/main.go"] = strings.Replace(echoServer, "conn.Close()",
		"conn.Close()\n\t\tsum := 0\n\t\tfor i := 0; i < 100000; i++ {\n\t\t\tsum += i\n\t\t}\n\t\tfmt.Println(\"sum\", sum)", 1)
	for range 10 {
		events, _ := runFiles(t, files)
		if got := texts(events, "server", Stdout); got != "echoed 5 <nil>\nsum 4999950000\n" {
			t.Fatalf("server printed %q", got)
		}
	}
}
