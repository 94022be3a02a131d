package runner

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// Datagrams between two processes, each of which has bound a path so that it
// can be answered.
func TestUnixDatagrams(t *testing.T) {
	for _, path := range []string{"/tmp/server", "@server"} {
		events, result := runFiles(t, map[string]string{
			"server/main.go": withImports(`func main() {
	c, err := net.ListenPacket("unixgram", "` + path + `"); if err != nil { log.Fatal(err) }
	b := make([]byte, 100)
	n, from, err := c.ReadFrom(b)
	fmt.Println(string(b[:n]), from, err)
	c.WriteTo([]byte("pong"), from)
	c.Close()
}`),
			"client/main.go": withImports(`func main() {
	c, err := net.DialUnix("unixgram", &net.UnixAddr{Name: "` + path + `-client", Net: "unixgram"}, &net.UnixAddr{Name: "` + path + `", Net: "unixgram"}); if err != nil { log.Fatal(err) }
	c.Write([]byte("ping"))
	b := make([]byte, 100)
	n, err := c.Read(b)
	fmt.Println(string(b[:n]), err)
}`)})
		if l := find(t, events, "server", Listen); l.Network != "unix" || l.Address != path {
			t.Errorf("listen %+v", l)
		}
		got := texts(events, "server", Stdout) + texts(events, "client", Stdout)
		if want := "ping " + path + "-client <nil>\npong <nil>\n"; got != want || result != (Result{}) {
			t.Errorf("printed %q, result %+v; want %q", got, result, want)
		}
	}
}

// A name in the abstract namespace is the box's as a path is.
func TestAbstractSocket(t *testing.T) {
	pair := echoPair()
	for name, source := range pair {
		source = strings.ReplaceAll(source, `"tcp", "127.0.0.1:7"`, `"unix", "@echo"`)
		pair[name] = strings.ReplaceAll(source, "*net.TCPConn", "*net.UnixConn")
	}
	events, _ := runFiles(t, pair)
	if l := find(t, events, "server", Listen); l.Network != "unix" || l.Address != "@echo" {
		t.Errorf("listen %+v", l)
	}
	if got := texts(events, "client", Stdout); got != "hello\n" {
		t.Errorf("client printed %q", got)
	}
}

// While one run listens on a path and an abstract name, another sees neither.
func TestUnixSocketsOfAnotherRun(t *testing.T) {
	s, err := NewSnippet("test", map[string]string{"main.go": withImports(`func main() {
	a, err := net.Listen("unix", "/tmp/own"); if err != nil { log.Fatal(err) }
	if _, err := net.Listen("unix", "@own"); err != nil { log.Fatal(err) }
	for _, name := range []string{"/tmp/own", "@own"} {
		c, err := net.Dial("unix", name)
		fmt.Println(c != nil, err)
	}
	fmt.Println("both")
	a.Accept()
	a.Accept()
}`), "scenario.toml": "[limits]\ntime = \"60s\"\n"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var own, other string
	_, err = Run(ctx, s, Options{uncertified: true}, func(e Event) {
		if e.Kind == Stdout {
			own += e.Text + "\n"
		}
		if e.Text != "both" {
			return
		}
		events, _ := runFiles(t, map[string]string{"main.go": withImports(`func main() {
	for _, name := range []string{"/tmp/own", "@own"} {
		_, err := net.Dial("unix", name)
		fmt.Println(err)
	}
	d, err := os.ReadDir("/tmp")
	fmt.Println(len(d), err)
}`)})
		other = texts(events, "main", Stdout)
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if want := "true <nil>\ntrue <nil>\nboth\n"; own != want {
		t.Errorf("the run itself printed %q; want %q", own, want)
	}
	if want := "dial unix /tmp/own: connect: no such file or directory\ndial unix @own: connect: connection refused\n0 <nil>\n"; other != want {
		t.Errorf("the other printed %q; want %q", other, want)
	}
}
