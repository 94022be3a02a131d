package runner

import (
	"slices"
	"strings"
	"testing"

	"bothends/runner/wire"
)

// dialsItself has a connection with itself, c and d, before it goes on.
const dialsItself = `package main

import (
	"fmt"
	"net"
	"os"
)

func main() {
	l, _ := net.Listen("tcp", "127.0.0.1:7")
	c, _ := net.Dial("tcp", "127.0.0.1:7")
	d, _ := l.Accept()
	END
	fmt.Fprintln(os.Stderr, c != nil, d != nil)
}
`

// What a program printed stands before what came of it, newline or not.
func TestOutputStandsBeforeItsEffects(t *testing.T) {
	tests := map[string]struct{ end, first, then string }{
		"a prompt, and the end":      {`fmt.Print("prompt> "); os.Exit(4)`, "stdout prompt> ", "FIN"},
		"a prompt, and a close":      {`fmt.Print("prompt> "); c.Close(); fmt.Println("closed")`, "stdout prompt> ", "FIN"},
		"a prompt on standard error": {`fmt.Fprint(os.Stderr, "prompt> "); os.Exit(4)`, "stderr prompt> ", "FIN"},
		"a prompt, and a panic":      {`fmt.Print("prompt> "); panic("oh")`, "stdout prompt> ", "stderr panic: oh"},
		"a panic":                    {`panic("oh")`, "stderr \tmain.go:13", "FIN"},
		"standard output, and error": {`fmt.Print("out "); fmt.Fprintln(os.Stderr, "err"); fmt.Println("end")`, "stdout out ", "stderr err"},
		"lines in turns stay whole":  {`fmt.Print("out "); fmt.Fprint(os.Stderr, "err "); fmt.Println("end")`, "stdout out end", "stderr err true true"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := NewSnippet("test", map[string]string{"main.go": strings.Replace(dialsItself, "END", test.end, 1)})
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			if _, err := Run(t.Context(), s, Options{uncertified: true, Packets: true}, func(e Event) { all = append(all, inWords(e)) }); err != nil {
				t.Fatal(err)
			}
			first, then := slices.Index(all, strings.Replace(test.first, "13", "13", 1)), slices.Index(all, test.then)
			if first < 0 || then < first {
				t.Errorf("%q stands at %d, %q at %d of %q", test.first, first, test.then, then, all)
			}
		})
	}
}

// inWords is what an event says, as far as its place matters.
func inWords(e Event) string {
	switch {
	case e.Packet != nil && e.Packet.Flags&wire.FIN != 0:
		return "FIN"
	case e.Packet != nil && e.Packet.Flags&wire.SYN != 0:
		return "SYN"
	case e.Packet != nil:
		return string(e.Kind)
	case e.Call != nil:
		return "call " + e.Call.Name
	}
	return string(e.Kind) + " " + e.Text
}

// Where a process waits is told where it said so, before all that came of it.
func TestListenStandsBeforeItsEffects(t *testing.T) {
	tests := map[string]struct{ listen, dial, call, effect string }{
		"tcp":  {`net.Listen("tcp", "127.0.0.1:7")`, `net.Dial("tcp", "127.0.0.1:7")`, "call listen", "SYN"},
		"udp":  {`net.ListenPacket("udp", "127.0.0.1:7")`, `net.Dial("udp", "127.0.0.1:7")`, "call bind", "call connect"},
		"unix": {`net.Listen("unix", "/tmp/seven")`, `net.Dial("unix", "/tmp/seven")`, "call listen", "call connect"},
	}
	for network, test := range tests {
		for _, o := range []Options{{}, {Packets: true}, {Calls: true}, {Packets: true, Calls: true}} {
			s, err := NewSnippet("test", map[string]string{"main.go": `package main

import (
	"fmt"
	"net"
)

func main() {
	l, err := ` + test.listen + `
	fmt.Println("ready", err)
	c, err := ` + test.dial + `
	fmt.Println(l != nil, c != nil, err)
}
`})
			if err != nil {
				t.Fatal(err)
			}
			o.uncertified = true
			var all []string
			if _, err := Run(t.Context(), s, o, func(e Event) { all = append(all, inWords(e)) }); err != nil {
				t.Fatal(err)
			}
			at := slices.Index(all, "listen ")
			ready, call, effect := slices.Index(all, "stdout ready <nil>"), slices.Index(all, test.call), slices.Index(all, test.effect)
			if at < 0 || ready < at || call > at || effect >= 0 && effect < at {
				t.Errorf("%s, packets %t, calls %t: told at %d of %q", network, o.Packets, o.Calls, at, all)
			}
		}
	}
}

// However many sockets a process had bound, or listen, that never came to wait for
// anybody, those that do are told; and of too many of these it is said that there are more.
func TestListenersAreTold(t *testing.T) {
	tests := map[string]struct {
		program        string
		listens, notes int
	}{
		"after calls that fail": {`for range 70 {
		net.Listen("tcp", "192.0.2.9:7") // which is not here
	}`, 1, 0},
		"after a socket that listens again and again": {`s, _ := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	for range 70 {
		syscall.Listen(s, 1)
	}`, 2, 0},
		"after sockets of clients": {`for range 70 {
		p, _ := net.ListenPacket("udp", "127.0.0.1:0")
		p.Close()
	}`, 1, 0},
		"too many": {`for range 70 {
		p, err := net.Listen("tcp", "127.0.0.1:0")
		fmt.Println(err)
		p.Close()
	}`, 64, 1},
	}
	for name, test := range tests {
		for _, o := range []Options{{}, {Packets: true}, {Packets: true, Calls: true}} {
			s, err := NewSnippet("test", map[string]string{"main.go": `package main

import (
	"fmt"
	"net"
	"syscall"
)

func main() {
	fmt.Println(syscall.Getpid() > 0)
	` + test.program + `
	l, err := net.Listen("tcp", "127.0.0.1:7")
	fmt.Println(err)
	l.Close()
}
`})
			if err != nil {
				t.Fatal(err)
			}
			o.uncertified = true
			var all []string
			if _, err := Run(t.Context(), s, o, func(e Event) { all = append(all, inWords(e)) }); err != nil {
				t.Fatal(err)
			}
			listens, notes := 0, 0
			for _, e := range all {
				if e == "listen " {
					listens++
				}
				if strings.Contains(e, "more than 64 sockets") {
					notes++
				}
			}
			if listens != test.listens || notes != test.notes {
				t.Errorf("%s, %+v: %d listeners, %d notes; want %d, %d", name, o, listens, notes, test.listens, test.notes)
			}
		}
	}
}
