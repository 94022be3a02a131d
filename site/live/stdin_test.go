package live

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bothends/runner"
)

// chatBook has two programs that send each other what is typed.
const chatBook = `
-- lessons/index.md --
+++
title = "A book"
+++

-- snippets/chat/server/main.go --
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

func main() {
	l, err := net.Listen("tcp", ":7")
	if err != nil {
		panic(err)
	}
	conn, err := l.Accept()
	if err != nil {
		panic(err)
	}
	go func() {
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			fmt.Println("heard", lines.Text())
		}
	}()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Fprintln(conn, lines.Text())
	}
}
-- snippets/chat/client/main.go --
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

func main() {
	conn, err := net.Dial("tcp", "127.0.0.1:7")
	if err != nil {
		panic(err)
	}
	go func() {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			fmt.Fprintln(conn, lines.Text())
		}
	}()
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		fmt.Println("heard", lines.Text())
	}
}
`

// Two ends talk by what is typed to each, and the end of the server's input is the
// end of the run.
func TestTyping(t *testing.T) {
	addr := start(t, testServer(t, Options{Book: openBook(t, txtarFS(t, chatBook))}))
	next := streamed(ask(t.Context(), t, addr, url.Values{"snippet": {"chat"}, "stdin": {"server", "client"}}).Body)
	path := "http://" + addr + "/runs/" + runOf(t, next()) + "/stdin"
	give := func(process, text string, eof bool, want int) {
		t.Helper()
		b, err := json.Marshal(typing{process, text, eof})
		if err != nil {
			t.Fatal(err)
		}
		if got := call(t.Context(), t, "POST", path, string(b)); got.StatusCode != want {
			t.Errorf("%s: status %d, %s; want %d", b, got.StatusCode, body(t, got), want)
		}
	}
	give("nobody", "x", false, http.StatusNotFound)
	give("client", "", false, http.StatusBadRequest)
	give("client", strings.Repeat("x", maxTyped), false, http.StatusRequestEntityTooLarge)
	give("client", "hello\n", false, http.StatusNoContent)
	var told []string
	var end ending
	for e := next(); e.data != ""; e = next() {
		var m message
		if err := json.Unmarshal([]byte(e.data), map[bool]any{true: &end, false: &m}[e.name == "end"]); err != nil {
			t.Fatal(err)
		}
		if m.Event.Kind == runner.Stdin || m.Event.Kind == runner.Stdout {
			told = append(told, m.Event.Process+" "+string(m.Event.Kind)+" "+m.Event.Text)
		}
		switch {
		case m.Event.Kind == runner.Stdout && m.Event.Text == "heard hello":
			give("server", "good day\n", false, http.StatusNoContent)
		case m.Event.Kind == runner.Stdout && m.Event.Text == "heard good day":
			give("server", "", true, http.StatusNoContent)
			give("server", "late", false, http.StatusConflict)
		}
	}
	want := []string{"client stdin hello", "server stdout heard hello", "server stdin good day", "client stdout heard good day"}
	if !slices.Equal(told, want) || end.Text != "Your run ended as planned." {
		t.Errorf("%q, %+v; want %q", told, end, want)
	}
}

// Who thinks what to type keeps nobody from running.
func TestTalksHavePlacesOfTheirOwn(t *testing.T) {
	addr := start(t, testServer(t, Options{Book: openBook(t, txtarFS(t, chatBook)), Runs: 1, Queue: 1, Wait: time.Minute}))
	for _, form := range []url.Values{{"stdin": {"client"}}, {}} {
		form.Set("snippet", "chat")
		until(t, ask(t.Context(), t, addr, form), "")
		until(t, ask(t.Context(), t, addr, form), "waiting")
	}
}
