package runner_test

import (
	"strings"
	"testing"

	"bothends/runner"
)

// TestSessionWaits looks at which cells are told to wait: those that a socket keeps
// waiting, through package syscall as through package net, and no others.
func TestSessionWaits(t *testing.T) {
	l := open(t, session(t, "-- a: x --\n1\n-- b: x --\n1\n"))
	l.run(t, "a", "listen", `ln, err := net.Listen("tcp", "127.0.0.1:7")
raw, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
err = syscall.Bind(raw, &syscall.SockaddrInet4{Port: 8, Addr: [4]byte{127, 0, 0, 1}})
err = syscall.Listen(raw, 1)
err`, "done: nil")
	l.run(t, "b", "socket", `sock, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
udp, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
err = syscall.Bind(udp, &syscall.SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}})
part := make([]byte, 8)
err`, "done: nil")
	for _, test := range []struct {
		name, waiting, call string
		other, wakes        string // the cell that ends it
	}{
		{"net-accept", "conn, err := ln.Accept()\nerr", "accept", "b", `c, err := net.Dial("tcp", "127.0.0.1:7")`},
		{"raw-accept", "rc, _, err := syscall.Accept(raw)\nerr", "accept", "b", `err = syscall.Connect(sock, &syscall.SockaddrInet4{Port: 8, Addr: [4]byte{127, 0, 0, 1}})`},
		{"net-read", "n, err := conn.Read(make([]byte, 1))\nerr", "read", "b", `c.Write([]byte("x"))`},
		{"raw-read", "n, err = syscall.Read(rc, make([]byte, 1))\nerr", "read", "b", `syscall.Write(sock, []byte("x"))`},
	} {
		if err := l.Run(runner.Cell{Terminal: "a", Name: test.name, Text: test.waiting}, runner.Cell{Terminal: test.other, Name: "wakes-" + test.name, Text: test.wakes}); err != nil {
			t.Fatal(err)
		}
		l.await(t, "b wakes-"+test.name+" done: ")
		got := l.await(t, "a "+test.name+" done: nil\n")
		if want := "a " + test.name + " waits: " + test.call + "\nb wakes-" + test.name + " runs\n"; !strings.Contains(got, want) {
			t.Errorf("%s is not told before the other end's cell begins:\n%s", want, got)
		}
	}
	l.run(t, "b", "ready", "syscall.Write(sock, []byte(\"more\"))", "done: 4, nil")
	l.run(t, "a", "has-it", "n, err = syscall.Read(rc, make([]byte, 8))\nn, err", "done: 4, nil")
	l.run(t, "b", "asks", "n, _, err := syscall.Recvfrom(udp, part, syscall.MSG_DONTWAIT)\nerr", "done: resource temporarily unavailable")
	l.run(t, "b", "nonblock", "syscall.SetNonblock(udp, true)", "done: nil")
	got := l.await(t, "")
	for _, name := range []string{"a has-it", "b asks", "b nonblock", "a listen", "b socket"} {
		if strings.Contains(got, name+" waits") {
			t.Errorf("cell %s is told to wait\n%s", name, got)
		}
	}
	if err := l.Run(runner.Cell{Terminal: "b", Name: "full", Text: "for {\n\tif _, err := syscall.Write(sock, make([]byte, 1<<16)); err != nil {\n\t\tpanic(err)\n\t}\n}"}); err != nil {
		t.Fatal(err)
	}
	l.await(t, "b full waits: write\n")
	if err := l.Interrupt("b"); err != nil {
		t.Fatal(err)
	}
	l.await(t, "b full interrupted")
}

// A session does not end while a cell goes on that has waited, whatever it sleeps for then.
func TestSessionGoesOn(t *testing.T) {
	const cells = `-- a: listen --
ln, err := net.Listen("tcp", "127.0.0.1:7")
-- a: accept --
conn, err := ln.Accept()
time.Sleep(300 * time.Millisecond)
fmt.Println("slept")
-- b: dial --
c, err := net.Dial("tcp", "127.0.0.1:7")
`
	var events []runner.Event
	result, err := runner.Run(t.Context(), session(t, cells), runner.Options{}, func(e runner.Event) { events = append(events, e) })
	if got := told(events); err != nil || result != (runner.Result{}) || !strings.Contains(got, "a stdout: slept\na accept done: \n") {
		t.Errorf("%+v, %v\n%s", result, err, got)
	}
}

// What is given in one call stops where a cell fails; what is given in another does not.
func TestSessionBatches(t *testing.T) {
	l := open(t, session(t, "-- a: x --\n1\n-- b: x --\n1\n"))
	c := func(terminal, name, text string) runner.Cell {
		return runner.Cell{Terminal: terminal, Name: name, Text: text}
	}
	if err := l.Run(c("a", "one", "1"), c("b", "wrong", "nobody"), c("a", "never", "2"), c("b", "nor", "3")); err != nil {
		t.Fatal(err)
	}
	if err := l.Run(c("a", "other", "4")); err != nil {
		t.Fatal(err)
	}
	l.await(t, "b wrong problem: wrong:1:1: undefined: nobody\n")
	l.run(t, "a", "last", "5", "done: 5")
	l.run(t, "b", "last", "6", "done: 6")
	got := l.await(t, "a other done: 4\n")
	if strings.Contains(got, "never") || strings.Contains(got, "b nor") {
		t.Errorf("cells behind one that failed are run:\n%s", got)
	}
	for _, wrong := range []runner.Cell{c("nobody", "x", "1"), c("a", "", "1"), c("a", "x", " "), c("a", "x", strings.Repeat("x", runner.MaxCell+1))} {
		if err := l.Run(wrong); err == nil {
			t.Errorf("cell %.40q of terminal %s is taken", wrong.Name, wrong.Terminal)
		}
	}
	if err := l.Interrupt("nobody"); err == nil {
		t.Error("a terminal that is not there is interrupted")
	}
	many := make([]runner.Cell, runner.MaxCells)
	for i := range many {
		many[i] = c("a", "x", "1")
	}
	if err := l.Run(many...); err == nil {
		t.Error("more cells are taken than one session may run")
	}
}
