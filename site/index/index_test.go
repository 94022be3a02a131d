package index

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"bothends/runner"
	"bothends/runner/recording"
	"bothends/site/lesson"
)

const program = `package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
)

type own struct{ net.Conn }

// ANCHOR: dial
func dial() (*net.TCPConn, error) {
	conn, err := net.Dial("tcp", "127.0.0.1:7")
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, io.ErrUnexpectedEOF
	}
	return conn.(*net.TCPConn), err
}

// ANCHOR_END: dial
func main() {
	c, _ := dial()
	c.SetNoDelay(true)
	c.CloseWrite()
	own{c}.Close()
	var other net.Conn = c
	other.Close()
	fmt.Println(syscall.SetsockoptInt(0, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1))
}
`

func TestOf(t *testing.T) {
	page := func(text string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("+++\ntitle = \"T\"\ngoal = \"G\"\n" + text)}
	}
	b, err := lesson.Open(fstest.MapFS{
		"lessons/index.md":          page("+++\n"),
		"lessons/01-p/index.md":     page("+++\n"),
		"lessons/01-p/010-run.md":   page("+++\n```run a\n```\n"),
		"lessons/01-p/020-show.md":  page("calls = [\"net.Pipe\", \"syscall.SO_LINGER\"]\n+++\n```show a/client/main.go#dial\n```\n"),
		"lessons/01-p/030-break.md": page("+++\n```break a/client/main.go x\n- c.CloseWrite()\n```\n"),
		"snippets/a/client/main.go": {Data: []byte(program)},
		"snippets/b/client/main.go": {Data: []byte(strings.Replace(program, "net.Dial(", "net.Bial(", 1))},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := b.Snippets["a"]
	s.Recording = recording.New(s.Snippet, []runner.Event{
		{Process: "client", Kind: runner.Stdout, Text: "dial tcp 127.0.0.1:7: connect: connection refused"},
		{Process: "client", Kind: runner.Stdout, Text: "connection refused? read: EOF"},
		{Process: "client", Kind: runner.Exit},
	})
	x := s.Break("x")
	x.Recording = recording.New(x.Edited, []runner.Event{{Process: "client", Kind: runner.Stderr, Text: "write: broken pipe"}})
	var got []string
	for heading, list := range map[string][]Entry{"call": Of(b).Calls, "option": Of(b).Options, "error": Of(b).Errors} {
		for _, e := range list {
			line := heading + " " + e.Name + ":"
			for _, l := range e.Lessons {
				line += " " + l.Slug
			}
			got = append(got, line)
		}
	}
	slices.Sort(got)
	want := []string{
		"call net.Conn.Close: run",
		"call net.Dial: run show",
		"call net.Pipe: show",
		"call net.TCPConn.CloseWrite: run",
		"call net.TCPConn.SetNoDelay: run",
		"call syscall.SetsockoptInt: run",
		"error io.EOF: run",
		"error io.ErrUnexpectedEOF: run show",
		"error syscall.ECONNREFUSED: run show",
		"error syscall.EPIPE: break",
		"option syscall.SOL_SOCKET: run",
		"option syscall.SO_LINGER: show",
		"option syscall.SO_REUSEADDR: run",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
