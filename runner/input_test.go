package runner

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// talker is one end of a chat: what is typed goes to the other end, what comes from
// there is printed.
const talker = `func talk(conn net.Conn) {
	go func() {
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			fmt.Println("heard", lines.Text())
		}
	}()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Fprintln(conn, lines.Text())
	}
	conn.Close()
}
`

// What is typed to two processes that run goes to each other, and the end of the
// client's input ends the run.
func TestChat(t *testing.T) {
	s, err := NewSnippet("chat", map[string]string{
		"server/main.go": withImports(talker + `func main() {
	l, err := net.Listen("tcp", ":7")
	if err != nil {
		panic(err)
	}
	conn, err := l.Accept()
	if err != nil {
		panic(err)
	}
	talk(conn)
}`),
		"client/main.go": withImports(talker + `func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	talk(conn)
}`),
		"scenario.toml": "[[process]]\nname = \"server\"\nserves = false\nwait = \"listen\"\n[[process]]\nname = \"client\"\nstdin = \"before\\n\"\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	in := NewInput("server", "client")
	give := func(process, text string) {
		if err := in.Write(process, text); err != nil {
			t.Errorf("to %s: %v", process, err)
		}
	}
	var told []string
	result, err := Run(t.Context(), s, Options{uncertified: true, Input: in}, func(e Event) {
		switch e.Kind {
		case Stdin, Stdout, Note:
			told = append(told, e.Process+" "+string(e.Kind)+" "+e.Text)
		case Exit:
			told = append(told, e.Process+" exit")
		}
		switch {
		case e.Kind == Start && e.Process == "server":
			give("client", "hel") // which has not begun
			give("client", "lo\n")
		case e.Kind == Stdout && e.Text == "heard hello":
			give("server", "good\nday\n")
		case e.Kind == Stdout && e.Text == "heard day":
			if err := errors.Join(in.End("server"), in.End("client")); err != nil {
				t.Error(err)
			}
			if err := in.Write("server", "late"); !errors.Is(err, ErrInputEnded) {
				t.Errorf("behind the end: %v", err)
			}
		}
	})
	if err != nil || result != (Result{}) {
		t.Errorf("the run ended with %+v, %v", result, err)
	}
	for _, order := range [][]string{
		{"client stdin before", "client stdin hello", "server stdout heard hello", "server stdin good", "server stdin day", "client stdout heard day", "server note server's standard input ends", "server exit"},
		{"client stdin before", "server stdout heard before", "server stdout heard hello"},
		{"client stdout heard good", "client stdout heard day", "client note client's standard input ends", "client exit"},
	} {
		at := -1
		for _, line := range order {
			next := slices.Index(told[at+1:], line)
			if next < 0 {
				t.Fatalf("%q is not told after what comes before it in %q:\n%s", line, order, strings.Join(told, "\n"))
			}
			at += 1 + next
		}
	}
	if err := in.Write("client", "late"); !errors.Is(err, ErrNotRunning) {
		t.Errorf("when it has ended: %v", err)
	}
}

// A process that reads nothing holds up nobody, and is given only so much.
func TestInputIsBounded(t *testing.T) {
	s, err := NewSnippet("deaf", map[string]string{"main.go": withImports(`func main() {
	fmt.Println("ready")
	conn, _ := net.ListenPacket("udp", ":7")
	conn.ReadFrom(make([]byte, 1))
}`), "scenario.toml": "[[process]]\nname = \"main\"\n[limits]\ntime = \"1s\"\n"})
	if err != nil {
		t.Fatal(err)
	}
	in := NewInput("main")
	lines := 0
	result, err := Run(t.Context(), s, Options{uncertified: true, Input: in}, func(e Event) {
		switch {
		case e.Kind == Stdin:
			lines++
		case e.Kind == Stdout:
			if err := in.Write("other", "x"); !errors.Is(err, ErrNoInput) {
				t.Errorf("to nobody: %v", err)
			}
			var err error
			for range MaxInput/1024 + 1 {
				if err == nil {
					err = in.Write("main", strings.Repeat("x", 1023)+"\n")
				}
			}
			if !errors.Is(err, ErrInputFull) {
				t.Errorf("too much: %v", err)
			}
		}
	})
	if err != nil || result.Status != StatusLimit || lines != MaxInput/1024 {
		t.Errorf("%+v, %v, %d lines", result, err, lines)
	}
}
