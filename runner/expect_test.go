package runner

import (
	"strconv"
	"strings"
	"testing"

	"bothends/runner/wire"
)

// Each expectation is held to real runs, of which some hold it and some do not.
func TestExpect(t *testing.T) {
	const (
		resetting = `package main

import "net"

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:7")
	if err != nil {
		return
	}
	c, err := l.Accept()
	if err != nil {
		return
	}
	c.(*net.TCPConn).SetLinger(0)
	c.Close()
}
`
		waiting = `package main

import (
	"fmt"
	"net"
)

func main() {
	c, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		return
	}
	_, err = c.Read(make([]byte, 1))
	fmt.Println(err)
}
`
		asking = `package main

import (
	"fmt"
	"net"
)

func main() {
	c, err := net.Dial("udp", "127.0.0.1:9")
	if err != nil {
		return
	}
	c.Write([]byte("hello"))
	_, err = c.Read(make([]byte, 1))
	fmt.Println(err)
}
`
		handshake   = `handshake = ["client", "server"]`
		back        = `handshake = ["server", "client"]`
		close       = `close = ["client", "server"]`
		clientFirst = `first = "client"`
		serverFirst = `first = "server"`
		noReset     = `reset = false`
		reset       = `reset = true`
		refused     = `refused = "client"`
		unreachable = `unreachable = "client"`
	)
	all := []string{handshake, back, close, clientFirst, serverFirst, noReset, reset, refused, unreachable}
	tests := []struct {
		name           string
		server, client string
		holds          []string
		says           map[string]string // what is said of some that do not hold
	}{
		{"echo", echoServer, echoClient, []string{handshake, close, clientFirst, noReset}, map[string]string{
			back:        "a handshake between server and client is expected; server opened no connection to it",
			serverFirst: "server is expected to close first; client did",
			reset:       "a reset is expected; there was none",
			unreachable: "a datagram of client is expected to be answered by port unreachable; none was",
		}},
		{"reset", resetting, waiting, []string{handshake, reset}, map[string]string{
			noReset: "no reset is expected; there was one: server.7 > client.",
			close:   "client and server are both expected to close; their connection was reset: server.7 > client.",
		}},
		{"refused", "package main\n\nfunc main() {}\n", waiting, []string{reset, refused}, map[string]string{
			handshake: "a handshake between client and server is expected; client was refused",
			close:     "client and server are expected to close their connections; they had none",
		}},
		{"unreachable", "package main\n\nfunc main() {}\n", asking, []string{noReset, unreachable}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			scenario := "[[process]]\nname = \"server\"\n\n[[process]]\nname = \"client\"\nargs = [\"hello\"]\n"
			for _, x := range all {
				scenario += "\n[[expect]]\n" + x + "\n"
			}
			files := map[string]string{"server/main.go": test.server, "client/main.go": test.client, "scenario.toml": scenario}
			s, err := NewSnippet("snippets/s", files)
			if err != nil {
				t.Fatal(err)
			}
			broken := strings.Join(s.Scenario.Broken(runPackets(t, files, Options{})), "\n") + "\n"
			line := strings.Count(scenario[:strings.Index(scenario, all[0])], "\n") + 1
			place := func(i int) string { return "snippets/s/scenario.toml:" + strconv.Itoa(line+3*i) + ": " }
			for i, x := range all {
				holds := !strings.Contains(broken, place(i))
				want := strings.Contains(strings.Join(test.holds, "\n"), x)
				if holds != want || !strings.Contains(broken, place(i)+test.says[x]) && !want {
					t.Errorf("%s holds: %v, want %v %q; all that is said:\n%s", x, holds, want, test.says[x], broken)
				}
			}
		})
	}
}

func TestExpectMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"[[expect]]\n": "s/scenario.toml:1: 0 things are expected; write one below each [[expect]]: handshake, close, first, reset, refused, unreachable, resent or call",
		"[[expect]]\nreset = false\nfirst = \"client\"\n":                   "s/scenario.toml:1: 2 things are expected; write one",
		"[[expect]]\nreset = false\n[[expect]]\nhandshake = [\"client\"]\n": `s/scenario.toml:4: handshake names 1 processes; it must be two, as in ["client", "server"]`,
		"[[expect]]\nfirst = \"cleint\"\n":                                  `s/scenario.toml:2: first: no process "cleint"; did you mean client?`,
		"[[expect]]\nresets = false\n":                                      "s/scenario.toml:2: no such key: expect.resets; did you mean reset?",
		"[[expect]]\nreset = 0\n":                                           "s/scenario.toml:2:9: expect.reset is true or false",
		"[[expect]]\ncall = \"read\"\n":                                     `s/scenario.toml:2: call is "read"; it must be a process and a system call, as in "client read"`,
		"[[expect]]\ncall = \"cleint read\"\n":                              `s/scenario.toml:2: call: no process "cleint"; did you mean client?`,
		"[[expect]]\ncall = \"client reed\"\n":                              `s/scenario.toml:2: call: no call reed on sockets is told of; did you mean read?`,
		"[[expect]]\ncall = \"client futex\"\n":                             `s/scenario.toml:2: call: no call futex on sockets is told of; there are accept, accept4, bind, close, connect,`,
		"[[expect]]\nreset = true\nat-most = 8\n":                           "s/scenario.toml:3: at-most is about the result of a call",
		"[[expect]]\nat-most = 8\n":                                         "s/scenario.toml:2: at-most is about the result of a call",
		"[[expect]]\ncall = \"client read\"\nat-most = -1\n":                "s/scenario.toml:3: at-most is -1; a call that succeeds returns 0 or more",
		"packets = \"all\"\n":                                               "s/scenario.toml:1:11: packets is true or false",
	} {
		_, err := NewSnippet("s", map[string]string{"server/main.go": "package main", "client/main.go": "package main", "scenario.toml": text})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
}

// What a kernel says of a connection that both ends have closed is no reset of it; what
// it says to data that came too late is, though both have sent a FIN.
func TestResetAfterBothClosed(t *testing.T) {
	for text, count := range map[string]int{
		"server.7 > client.50000  RST  seq 9  [reset: both closed before this came]": 0,
		"server.7 > client.50000  RST  seq 9  [reset: closed before this came]":      1,
	} {
		var events []Event
		for _, line := range []string{
			"client.50000 > server.7  FIN ACK  seq 1  ack 8  [fin]",
			"server.7 > client.50000  FIN ACK  seq 8  ack 2  [fin]", text,
		} {
			p, err := wire.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, Event{Kind: Segment, Packet: &p})
		}
		w := newExchange(events)
		if err := w.resets(count > 0); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if err := w.resets(count == 0); err == nil {
			t.Errorf("%s: counts %d resets", text, 1-count)
		}
	}
}
