package live

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bothends/runner"
)

// argsBook has a client that prints its arguments and what the server knows of it.
const argsBook = `
-- lessons/index.md --
+++
title = "A book"
+++

-- snippets/args/server/main.go --
package main

import (
	"fmt"
	"net"
)

func main() {
	l, err := net.Listen("tcp", ":7")
	if err != nil {
		panic(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(conn, conn.RemoteAddr().(*net.TCPAddr).IP)
		conn.Close()
	}
}
-- snippets/args/client/main.go --
package main

import (
	"fmt"
	"io"
	"net"
	"os"
)

func main() {
	conn, err := net.Dial("tcp", os.Args[1])
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(conn)
	fmt.Printf("%q %q %v\n", os.Args[2:], text, err)
}
-- snippets/args/scenario.toml --
[[process]]
name = "server"
[[process]]
name = "client"
args = ["127.0.0.1:7"]
`

// A reader changes arguments, how many clients there are, and what is between them
// and the server; the server refuses what is too much, and says so.
func TestVariedRuns(t *testing.T) {
	s := testServer(t, Options{Book: openBook(t, txtarFS(t, argsBook)), Hosts: []string{"book.test"}})
	addr := start(t, s)
	for _, test := range []struct {
		name string
		form url.Values
		want []string
	}{
		{"as it is", nil, []string{`client [] "127.0.0.1\n" <nil>`}},
		{"arguments", url.Values{"args.client": {"127.0.0.1:7 'two words'"}}, []string{`client ["two words"] "127.0.0.1\n" <nil>`}},
		{"an argument of two lines", url.Values{"args.client": {"127.0.0.1:7 \"two\r\nlines\""}}, []string{`client ["two\nlines"] "127.0.0.1\n" <nil>`}},
		{"three clients", url.Values{"count.client": {"3"}}, []string{`client-1 [] "127.0.0.1\n" <nil>`, `client-2 [] "127.0.0.1\n" <nil>`, `client-3 [] "127.0.0.1\n" <nil>`}},
		{"a slow line", url.Values{"link": {`delay = "5ms"`}}, []string{`client [] "192.0.2.2\n" <nil>`}},
		{"the whole form of a page", url.Values{"link": {"delay = \"5ms\"\r\nmtu = 1280\r\n"}, "args.server": {""}, "args.client": {"127.0.0.1:7"}, "count.client": {"1"}}, []string{`client [] "192.0.2.2\n" <nil>`}},
	} {
		test.form = with(test.form, "snippet", []string{"args"})
		var got []string
		end := events(t, ask(t.Context(), t, addr, test.form).Body, func(m message) {
			if m.Event.Kind == runner.Stdout {
				got = append(got, m.Event.Process+" "+m.Event.Text)
			}
		})
		slices.Sort(got)
		if !slices.Equal(got, test.want) || end.Text != "Your run ended as planned." {
			t.Errorf("%s: %q, %+v; want %q", test.name, got, end, test.want)
		}
	}
	for asked, want := range map[string]string{
		`{"snippet":"args","counts":{"client":16}}`:                                  "17 processes in one run; at most 16",
		`{"snippet":"args","counts":{"server":2}}`:                                   "server serves, and there is one of it",
		`{"snippet":"args","args":{"nobody":[]}}`:                                    `"nobody", which is no process`,
		`{"snippet":"args","link":"rate = 1"}`:                                       "rate is 1",
		`{"snippet":"args","link":"[limits]"}`:                                       "limits",
		`{"snippet":"args","stdin":["client-2"]}`:                                    `no process "client-2" to type to`,
		`{"snippet":"args","args":{"client":["` + strings.Repeat("x", 5000) + `"]}}`: "bytes of arguments and input; at most 4096",
	} {
		got := do(s, request("POST", "/run", asked, "Content-Type", "application/json"))
		if text := body(t, got); got.StatusCode != http.StatusBadRequest || !strings.Contains(text, want) {
			t.Errorf("%.60s: status %d, %s; want %s", asked, got.StatusCode, text, want)
		}
	}
}

// A form's arguments are the scenario's, if nobody has changed them, to the byte: also
// those of which a form cannot say how their lines end.
func TestFormArguments(t *testing.T) {
	s, err := runner.NewSnippet("ask", map[string]string{
		"client/main.go": "package main\n\nfunc main() {}\n",
		"scenario.toml":  "[[process]]\nname = \"client\"\nargs = [\"GET / HTTP/1.0\\r\\n\\r\\n\"]\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		form      bool
		sent, got string
	}{
		{true, "GET / HTTP/1.0\n\n", "GET / HTTP/1.0\r\n\r\n"},
		{true, "GET /x HTTP/1.0\n\n", "GET /x HTTP/1.0\n\n"},
		{false, "GET / HTTP/1.0\n\n", "GET / HTTP/1.0\n\n"},
	} {
		q := runRequest{Args: map[string][]string{"client": {test.sent}}, form: test.form}
		out, err := q.edited(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := out.Scenario.Processes[0].Args; !slices.Equal(got, []string{test.got}) {
			t.Errorf("form %v, %q: runs with %q; want %q", test.form, test.sent, got, test.got)
		}
	}
}
