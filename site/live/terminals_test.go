package live

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bothends/runner"
	"bothends/site/lesson"
)

// sessionBook has two ends that talk by package net.
func sessionBook(t *testing.T) *lesson.Book {
	t.Helper()
	return openBook(t, fstest.MapFS{
		"lessons/index.md":           {Data: []byte("+++\ntitle = \"A book\"\n+++\n")},
		"snippets/two/scenario.toml": {Data: []byte("packets = true\n")},
		"snippets/prog/main/main.go": {Data: []byte("package main\n\nfunc main() {}\n")},
		"snippets/two/session.txt": {Data: []byte(`-- server: listen --
server, err := net.Listen("tcp", "127.0.0.1:5000")
-- server: accept --
conn, err := server.Accept()
-- client: dial --
client, err := net.Dial("tcp", "127.0.0.1:5000")
-- client: write --
client.Write([]byte("<b>"))
`)},
	})
}

// A reader is one who has the terminals of a session open.
type reader struct {
	*testing.T
	addr, run string
	next      func() sent
	last      int
}

func openTerminals(ctx context.Context, t *testing.T, addr string) *reader {
	t.Helper()
	answer := call(ctx, t, "POST", "http://"+addr+"/session", `{"session": "two", "resume": true}`)
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %s", answer.StatusCode, body(t, answer))
	}
	r := &reader{T: t, addr: addr, next: streamed(answer.Body)}
	r.run = runOf(t, r.next())
	return r
}

// post asks for something, and is answered with that status.
func (r *reader) post(what string, q any, want int) {
	r.Helper()
	b, err := json.Marshal(q)
	if err != nil {
		r.Fatal(err)
	}
	if got := call(r.Context(), r.T, "POST", "http://"+r.addr+"/runs/"+r.run+"/"+what, string(b)); got.StatusCode != want {
		r.Errorf("%s %s: status %d, %s; want %d", what, b, got.StatusCode, body(r.T, got), want)
	}
}

// runs asks for cells, written terminal: text.
func (r *reader) runs(want int, cells ...string) {
	r.Helper()
	var all []map[string]string
	for _, c := range cells {
		terminal, text, _ := strings.Cut(c, ": ")
		all = append(all, map[string]string{"terminal": terminal, "name": "x", "text": text})
	}
	r.post("cells", map[string]any{"cells": all}, want)
}

// until reads to an event: its name, or kind and process, or for a value its outcome.
func (r *reader) until(wanted string) (e sent, m message) {
	r.Helper()
	for e = r.next(); e.data != ""; e = r.next() {
		r.last = max(r.last, e.id)
		if e.name == wanted {
			return e, m
		}
		if e.name != "" {
			continue
		}
		m = message{}
		if err := json.Unmarshal([]byte(e.data), &m); err != nil {
			r.Fatal(err)
		}
		what := m.Event.Process + " " + string(m.Event.Kind)
		if m.Event.Kind == runner.Value {
			what = m.Event.Process + " " + m.Event.Outcome
		}
		if what == wanted {
			return e, m
		}
	}
	r.Fatalf("the stream ended before %q", wanted)
	return e, m
}

// Two ends are run cell by cell: one waits until the other comes; a wait is interrupted;
// both are started anew; the connection drops and is made again; somebody closes.
func TestTerminals(t *testing.T) {
	addr := start(t, testServer(t, Options{Book: sessionBook(t)}))
	for q, want := range map[string]int{`{"session": "no"}`: 404, `{"session": "prog"}`: 404, `{"session": 3}`: 400} {
		if got := call(t.Context(), t, "POST", "http://"+addr+"/session", q); got.StatusCode != want {
			t.Errorf("%s: status %d, %s; want %d", q, got.StatusCode, body(t, got), want)
		}
	}
	if got := ask(t.Context(), t, addr, map[string][]string{"snippet": {"two"}}); got.StatusCode != http.StatusBadRequest {
		t.Errorf("a session run as programs: status %d, %s", got.StatusCode, body(t, got))
	}

	ctx, drop := context.WithCancel(t.Context())
	r := openTerminals(ctx, t, addr)
	e, _ := r.until("open")
	if !strings.Contains(e.data, `"terminals":["server","client"]`) || !strings.Contains(e.data, "nothing is run for 3 min, and after 10 min in any case") {
		t.Errorf("open: %s", e.data)
	}
	r.runs(http.StatusNoContent, `server: l, err := net.Listen("tcp", "127.0.0.1:5000")`, "server: conn, err := l.Accept()", "server: 1+1")
	if _, m := r.until("server waits"); m.Event.Text != "accept" || !strings.Contains(m.Row, "waits in accept") {
		t.Errorf("%+v, %s; want that it waits in accept", m.Event, m.Row)
	}
	r.post("interrupt", terminalRequest{"nobody"}, http.StatusUnprocessableEntity)
	r.post("interrupt", terminalRequest{"server"}, http.StatusNoContent)
	r.until("server interrupted")
	r.runs(http.StatusNoContent, "server: conn, err = l.Accept()", `client: c, err := net.Dial("tcp", "127.0.0.1:5000")`, `client: fmt.Println("<b>")`)
	r.until("server waits")
	if _, m := r.until("client stdout"); !strings.Contains(m.Row, "&lt;b&gt;") {
		t.Errorf("printed: %s; want it escaped", m.Row)
	}

	// The connection drops, while packets have crossed the wire and the server came back.
	drop()
	answer := again(t.Context(), t, addr, r.run, r.last)
	r.next = streamed(answer.Body)
	if e, _ := r.until("wire"); !strings.Contains(e.data, "ladder") || !strings.Contains(e.data, "SYN") {
		t.Errorf("drawn: %s", e.data)
	}
	r.runs(http.StatusNoContent, "server: undefined", "server: 2")
	if _, m := r.until("server problem"); !strings.Contains(m.Row, `<span class="place">line 1:1:</span> undefined: undefined`) {
		t.Errorf("of what does not compile: %s", m.Row)
	}

	r.post("restart", struct{}{}, http.StatusNoContent)
	r.until("restart")
	r.until("open")
	r.runs(http.StatusNoContent, `server: l, err := net.Listen("tcp", "127.0.0.1:5000")`, "server: err == nil")
	r.until("server done")
	if _, m := r.until("server done"); m.Event.Text != "true" {
		t.Errorf("the port is taken again: %+v", m.Event)
	}

	r.runs(http.StatusUnprocessableEntity, "nobody: 1")
	r.runs(http.StatusUnprocessableEntity, "server: "+strings.Repeat("x", runner.MaxCell+1))
	r.runs(http.StatusBadRequest)
	r.post("stdin", typing{Process: "server", Text: "x"}, http.StatusConflict)
	r.post("stop", struct{}{}, http.StatusNoContent)
	if e, _ := r.until("end"); !strings.Contains(e.data, "You closed the terminals.") {
		t.Errorf("end: %s", e.data)
	}
	r.runs(http.StatusConflict, "server: 1")
}

// A session takes a place until its reader goes; the next one waits for it. When the server
// stops, those who have terminals open are told, and they are closed.
func TestTerminalsInTurn(t *testing.T) {
	s := testServer(t, Options{Book: sessionBook(t), Runs: 1, Wait: time.Minute, Grace: time.Nanosecond, Drain: time.Second})
	addr := start(t, s)
	ctx, leave := context.WithCancel(t.Context())
	openTerminals(ctx, t, addr).until("open")
	second := openTerminals(t.Context(), t, addr)
	second.until("waiting")
	second.runs(http.StatusConflict, "server: 1")
	leave()
	second.until("open")
	// A run has a place of its own.
	if end := events(t, ask(t.Context(), t, addr, map[string][]string{"snippet": {"prog"}}).Body, func(message) {}); end.Status != 0 {
		t.Errorf("a run beside a session: %+v", end)
	}
	go s.drain(func() {})
	if e, _ := second.until("stopping"); !strings.Contains(e.data, "close in 1 s") {
		t.Errorf("stopping: %s", e.data)
	}
	if e, _ := second.until("end"); !strings.Contains(e.data, "The server is stopping") {
		t.Errorf("end: %s", e.data)
	}
	if got := call(t.Context(), t, "POST", "http://"+addr+"/session", `{"session": "two"}`); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a session when the server stops: status %d, %s", got.StatusCode, body(t, got))
	}
}

// Terminals in which nothing is run are closed, and so are those that were open for as long
// as one may have them, however often they were started anew; their reader is told which it was.
func TestTerminalsClosed(t *testing.T) {
	for want, bound := range map[string]func(*Server){
		"The terminals were closed: ended: nothing was run for 200ms.": func(s *Server) { s.idle = 200 * time.Millisecond },
		"The terminals were open for 1 s, and were closed.":            func(s *Server) { s.open = 400 * time.Millisecond },
	} {
		s := testServer(t, Options{Book: sessionBook(t)})
		bound(s)
		r := openTerminals(t.Context(), t, start(t, s))
		r.until("open")
		// On a busy machine the time is over before they are started anew.
		body(t, call(t.Context(), t, "POST", "http://"+r.addr+"/runs/"+r.run+"/restart", "{}"))
		if e, _ := r.until("end"); !strings.Contains(e.data, want) {
			t.Errorf("end: %s; want %s", e.data, want)
		}
	}
}
