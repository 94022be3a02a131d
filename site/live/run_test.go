package live

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bothends/runner"
	"bothends/runner/wire"
)

// ask asks the server at addr for a run, as the page's script does.
func ask(ctx context.Context, t *testing.T, addr string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "POST", "http://"+addr+"/run", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", formType)
	r.Header.Set("Accept", streamType)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { got.Body.Close() })
	return got
}

// events reads a stream, one message at a time, and how it ended.
func events(t *testing.T, body io.Reader, each func(message)) (end ending) {
	t.Helper()
	lines := bufio.NewScanner(body)
	name := ""
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "event":
			name = value
		case "data":
			var err error
			switch name {
			case "run":
			case "end":
				err = json.Unmarshal([]byte(value), &end)
			case "wire":
				var w drawing
				err = json.Unmarshal([]byte(value), &w)
				each(message{Item: w.Figure})
			default:
				var m message
				err = json.Unmarshal([]byte(value), &m)
				each(m)
			}
			if err != nil {
				t.Fatalf("%v: %s", err, value)
			}
		case "":
			name = ""
		}
	}
	return end
}

func TestStream(t *testing.T) {
	addr := start(t, testServer(t, Options{}))
	source := testBook(t).Snippets["hello"].File("server/main.go").Source
	got := ask(t.Context(), t, addr, url.Values{
		"snippet":        {"hello"},
		"lesson":         {"part/hello.html"},
		"server/main.go": {strings.ReplaceAll(strings.Replace(source, "hello from", "<b>greetings</b> from", 1), "\n", "\r\n")},
	})
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "text/event-stream" ||
		got.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %v", got.StatusCode, got.Header)
	}
	var lines, rows []string
	end := events(t, got.Body, func(m message) {
		if m.Event.Kind == runner.Stdout {
			lines = append(lines, m.Event.Process+": "+m.Event.Text)
			rows = append(rows, m.Row)
		}
	})
	if want := []string{"client: <b>greetings</b> from the server, <nil>"}; !slices.Equal(lines, want) {
		t.Errorf("lines %q; want %q", lines, want)
	}
	if len(rows) != 1 || !strings.HasPrefix(rows[0], "<li ") || !strings.Contains(rows[0], "&lt;b&gt;greetings&lt;/b&gt;") {
		t.Errorf("rows %q; want one <li> with the markup escaped", rows)
	}
	if want := (ending{Text: "Your run ended as planned."}); end != want {
		t.Errorf("end %+v; want %+v", end, want)
	}
}

// Each packet comes as an item of a list, and in the end the ladder of all.
func TestStreamOfPackets(t *testing.T) {
	book := testBook(t)
	addr := start(t, testServer(t, Options{Book: book}))
	form := url.Values{"snippet": {"hello"}}
	items := func() (items []string) {
		events(t, ask(t.Context(), t, addr, form).Body, func(m message) {
			if m.Item != "" {
				items = append(items, m.Item)
			}
		})
		return items
	}
	if got := items(); len(got) > 0 {
		t.Errorf("%q of a scenario that asks for no packets", got)
	}
	book.Snippets["hello"].Scenario.Packets = true
	got := items()
	const first = "client to server: SYN; client is now SYN-SENT"
	if len(got) < 5 || !strings.HasPrefix(got[0], "<li>") || !strings.Contains(got[0], first) {
		t.Fatalf("%q; want each packet, from %q on", got, first)
	}
	figure := got[len(got)-1]
	if !strings.HasPrefix(figure, `<figure class="ladder" id="wire:hello"`) || !strings.Contains(figure, first) {
		t.Errorf("at the end comes %q; want the ladder", figure)
	}
	captured(t, figure, len(got)-1)
}

// captured checks that a page links to the capture of its own run.
func captured(t *testing.T, text string, packets int) {
	t.Helper()
	const link = `<a href="data:application/x-pcapng;base64,`
	_, rest, _ := strings.Cut(text, link)
	encoded, _, found := strings.Cut(rest, `" download="hello.pcapng"`)
	file, err := base64.StdEncoding.DecodeString(html.UnescapeString(encoded))
	if !found || err != nil {
		t.Fatalf("no link to a capture: %t, %v", found, err)
	}
	c, err := wire.ReadPcap(bytes.NewReader(file))
	if err != nil || len(c.Packets) != packets || c.Comment != "a reader's run of hello" {
		t.Errorf("the capture is %q with %d frames, %v; want %d", c.Comment, len(c.Packets), err, packets)
	}
}

// A recorded run's capture is a file of its own; a form is answered with that of the
// reader's run.
func TestCaptures(t *testing.T) {
	book := testBook(t)
	hello := book.Snippets["hello"]
	hello.Scenario.Packets = true
	hello.Capture = []byte("a capture")
	s := testServer(t, Options{Book: book, Hosts: []string{"book.test"}})
	got := do(s, request("GET", "/captures/hello.pcapng", ""))
	if text := body(t, got); got.StatusCode != 200 || got.Header.Get("Content-Type") != "application/x-pcapng" || text != "a capture" {
		t.Errorf("status %d, %v, %q", got.StatusCode, got.Header, text)
	}
	if got := do(s, request("GET", "/captures/endless.pcapng", "")); got.StatusCode != 404 {
		t.Errorf("of a run without packets: status %d", got.StatusCode)
	}
	form := url.Values{"snippet": {"hello"}, "lesson": {"part/hello.html"}}
	text := body(t, do(s, request("POST", "/run", form.Encode(), "Content-Type", formType, "Origin", "http://book.test")))
	_, list, _ := strings.Cut(text, `<ol id="wire:hello-list">`)
	packets := strings.Count(list, "client to server: ") + strings.Count(list, "server to client: ")
	captured(t, text, packets)
}

func TestStreamOfProblems(t *testing.T) {
	addr := start(t, testServer(t, Options{}))
	got := ask(t.Context(), t, addr, url.Values{"snippet": {"endless"}, "client/main.go": {"package main\n\nfunc main() {\n\tx := 1\n}\n"}})
	var problems []string
	end := events(t, got.Body, func(m message) { problems = append(problems, m.Event.Process+"/"+m.Event.Text) })
	if want := []string{"client/main.go:4:2: declared and not used: x"}; !slices.Equal(problems, want) {
		t.Errorf("problems %q; want %q", problems, want)
	}
	if end.Problems != 1 || end.Status != 1 || end.Text != "Nothing ran: the compiler found an error." {
		t.Errorf("end %+v", end)
	}
}

func TestFormIsAnsweredWithThePage(t *testing.T) {
	s := testServer(t, Options{Hosts: []string{"book.test"}})
	source := strings.Replace(testBook(t).Snippets["hello"].File("server/main.go").Source, "hello from", "<b>greetings</b> from", 1)
	form := url.Values{"snippet": {"hello"}, "lesson": {"part/hello.html"}, "server/main.go": {source}}
	got := do(s, request("POST", "/run", form.Encode(), "Content-Type", formType, "Origin", "http://book.test"))
	text := body(t, got)
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != htmlType || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, %v", got.StatusCode, got.Header)
	}
	for _, want := range []string{"&lt;b&gt;greetings&lt;/b&gt; from the server, &lt;nil&gt;", "Your run ended as planned.", "<html"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(text, "<b>greetings") {
		t.Error("the program's output is markup")
	}
}

// A reader who goes ends the run, and gives back its slot.
func TestReaderGoes(t *testing.T) {
	addr := start(t, testServer(t, Options{Runs: 1, Wait: time.Minute}))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got := ask(ctx, t, addr, url.Values{"snippet": {"endless"}})
	events(t, got.Body, func(m message) {
		if m.Event.Kind == runner.Stdout {
			cancel()
		}
	})
	if ctx.Err() == nil {
		t.Fatal("the program never printed")
	}
	again := ask(t.Context(), t, addr, url.Values{"snippet": {"hello"}})
	if end := events(t, again.Body, func(message) {}); end.Text != "Your run ended as planned." {
		t.Errorf("the next run: status %d, %+v", again.StatusCode, end)
	}
}

// askFrom asks for a run from a loopback address of the client's own, which is
// another client to the server.
func askFrom(ctx context.Context, t *testing.T, from, addr, snippet string, header ...string) *http.Response {
	t.Helper()
	local := &net.TCPAddr{IP: net.ParseIP(from)}
	transport := &http.Transport{DialContext: (&net.Dialer{LocalAddr: local}).DialContext}
	t.Cleanup(transport.CloseIdleConnections)
	form := url.Values{"snippet": {snippet}, "lesson": {"part/hello.html"}}.Encode()
	r := request("POST", "http://"+addr+"/run", form, append([]string{"Content-Type", formType, "Accept", streamType}, header...)...)
	r.RequestURI, r.Host = "", addr
	got, err := (&http.Client{Transport: transport}).Do(r.WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { got.Body.Close() })
	return got
}

// until reads a stream up to the event that follows the first, and fails if it has
// another name.
func until(t *testing.T, got *http.Response, name string) {
	t.Helper()
	next := streamed(got.Body)
	if e := next(); e.name != "run" {
		t.Fatalf("status %d, %+v; want run", got.StatusCode, e)
	}
	if e := next(); e.name != name || e.data == "" {
		t.Fatalf("%+v; want %q", e, name)
	}
}

const firstClient, secondClient = "127.0.0.2", "127.0.0.3"

func TestTooManyRuns(t *testing.T) {
	addr := start(t, testServer(t, Options{Runs: 1, Queue: 1, Wait: time.Minute}))
	until(t, askFrom(t.Context(), t, firstClient, addr, "endless"), "")
	until(t, askFrom(t.Context(), t, firstClient, addr, "endless"), "waiting")
	for from, want := range map[string]string{
		firstClient:  "Too many programs of yours are running or waiting here. Try again when one of them has ended.",
		secondClient: "Too many programs are running here at the moment. Try again in a few seconds.",
	} {
		got := askFrom(t.Context(), t, from, addr, "hello")
		if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "5" {
			t.Errorf("from %s: status %d, %v; want 429 and when to try again", from, got.StatusCode, got.Header)
		}
		if text := strings.TrimSpace(body(t, got)); text != want {
			t.Errorf("from %s: %q; want %q", from, text, want)
		}
		got = askFrom(t.Context(), t, from, addr, "hello", "Accept", "text/html")
		if text := body(t, got); got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") != "5" ||
			!strings.Contains(text, want) || !strings.Contains(text, "<html") {
			t.Errorf("form from %s: status %d; want 429 and the page, which says so", from, got.StatusCode)
		}
	}
}

// One client cannot have all the slots, and another goes before what it has
// waiting.
func TestClientsTakeTurns(t *testing.T) {
	addr := start(t, testServer(t, Options{Runs: 2, Queue: 8, Wait: time.Minute}))
	until(t, askFrom(t.Context(), t, firstClient, addr, "endless"), "")
	until(t, askFrom(t.Context(), t, firstClient, addr, "endless"), "waiting")
	running, stop := context.WithCancel(t.Context())
	until(t, askFrom(running, t, secondClient, addr, "endless"), "")

	// All is taken. When one slot comes free, each of these has to wait for
	// the one before it, but for the two of the first client, which never end.
	waits := askFrom(t.Context(), t, secondClient, addr, "hello")
	until(t, waits, "waiting")
	until(t, askFrom(t.Context(), t, firstClient, addr, "endless"), "waiting")
	third := askFrom(t.Context(), t, "127.0.0.4", addr, "hello")
	until(t, third, "waiting")
	stop()
	for name, got := range map[string]*http.Response{"second": waits, "third": third} {
		if end := events(t, got.Body, func(message) {}); end.Text != "Your run ended as planned." {
			t.Errorf("the %s client's run: %+v", name, end)
		}
	}
}

// Behind a proxy the header tells clients apart, if the server is told so.
func TestForwardedClients(t *testing.T) {
	for network, trust := range map[string]bool{"127.0.0.0/29": true, "192.0.2.0/24": false} {
		addr := start(t, testServer(t, Options{Runs: 2, Queue: 8, Wait: time.Minute, Proxies: []netip.Prefix{netip.MustParsePrefix(network)}}))
		until(t, askFrom(t.Context(), t, firstClient, addr, "endless", "X-Forwarded-For", "192.0.2.1"), "")
		next := map[bool]string{true: "", false: "waiting"}[trust]
		until(t, askFrom(t.Context(), t, firstClient, addr, "endless", "X-Forwarded-For", "192.0.2.2"), next)
		until(t, askFrom(t.Context(), t, firstClient, addr, "endless", "X-Forwarded-For", "192.0.2.1"), "waiting")
	}
}

// A reader who goes while his run waits leaves his place to another.
func TestWaitingReaderGoes(t *testing.T) {
	ended := make(chan string, 8)
	log := slog.New(slog.NewTextHandler(lineWriter(ended), nil))
	addr := start(t, testServer(t, Options{Runs: 1, Queue: 1, Wait: time.Minute, Log: log}))
	until(t, askFrom(t.Context(), t, firstClient, addr, "endless"), "")
	ctx, cancel := context.WithCancel(t.Context())
	until(t, askFrom(ctx, t, secondClient, addr, "hello"), "waiting")
	cancel()
	if line := <-ended; !strings.Contains(line, `error="its reader went"`) {
		t.Errorf("the log says %s", line)
	}
	until(t, askFrom(t.Context(), t, "127.0.0.4", addr, "hello"), "waiting") // and not 429
}

// A lineWriter sends on what is written.
type lineWriter chan<- string

func (w lineWriter) Write(b []byte) (int, error) {
	w <- string(b)
	return len(b), nil
}

// A server that stops says so to those whose runs it ends.
func TestShutdownEndsRuns(t *testing.T) {
	s := testServer(t, Options{})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	urls, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- s.ListenAndServe(ctx, "127.0.0.1:0", func(url string) { urls <- url }) }()
	addr := strings.Trim(strings.TrimPrefix(<-urls, "http:"), "/")
	got := ask(t.Context(), t, addr, url.Values{"snippet": {"endless"}})
	end := events(t, got.Body, func(m message) {
		if m.Event.Kind == runner.Stdout {
			stop()
		}
	})
	if want := "The server is stopping, and your run ended with it."; end.Text != want {
		t.Errorf("end %+v; want %q", end, want)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// A reader who is there and does not read ends the run as well: what a program
// prints is not kept for him.
func TestReaderDoesNotRead(t *testing.T) {
	s := testServer(t, Options{Runs: 1, Hosts: []string{"book.test"}, Wait: time.Minute})
	s.stall = time.Second // who reads, on a busy machine, reads sooner than that
	ctx, stop := context.WithCancel(t.Context())
	ln, done := newPipes(), make(chan error, 1)
	go func() { done <- s.listen(ctx, ln, s.hosts) }()

	mute := ln.dial()
	defer mute.Close()
	form := url.Values{"snippet": {"endless"}}.Encode()
	fmt.Fprintf(mute, "POST /run HTTP/1.1\r\nHost: book.test\r\nAccept: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		streamType, formType, len(form), form)
	// Its run has the only slot from the first byte of the answer on.
	if _, err := mute.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	reads := &http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return ln.dial(), nil },
	}}
	r := request("POST", "http://book.test/run", url.Values{"snippet": {"hello"}}.Encode(), "Content-Type", formType, "Accept", streamType)
	r.RequestURI = ""
	got, err := reads.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reads.CloseIdleConnections()
	defer got.Body.Close()
	if end := events(t, got.Body, func(message) {}); end.Text != "Your run ended as planned." {
		t.Errorf("the next run: status %d, %+v", got.StatusCode, end)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// pipes is a listener for connections that hold nothing back: what one end
// writes waits until the other reads.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.conns <- there
	return here
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func TestLogHoldsNothingOfTheReader(t *testing.T) {
	var log bytes.Buffer
	s := testServer(t, Options{Hosts: []string{"book.test"}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	secret := "package main\n\nfunc main() { println(\"s3cret\") }\n"
	form := url.Values{"snippet": {"endless"}, "lesson": {"part/hello.html"}, "client/main.go": {secret}}
	do(s, request("POST", "/run", form.Encode(), "Content-Type", formType))
	do(s, request("POST", "/run", url.Values{"snippet": {"endless"}, "s3cret/main.go": {"x"}}.Encode(), "Content-Type", formType))
	if text := log.String(); !strings.Contains(text, "snippet=endless edited=true") || strings.Contains(text, "s3cret") {
		t.Errorf("the log reads:\n%s", text)
	}
}

// Large bodies are let in a few at a time; small ones always are.
func TestLargeBodiesTakeTurns(t *testing.T) {
	s := testServer(t, Options{Hosts: []string{"book.test"}})
	for range half(largeBodies) { // the share of whom httptest makes the client
		if _, err := s.bodies.acquire(t.Context(), s.proxies.clientOf(request("POST", "/run", "")), nil); err != nil {
			t.Fatal(err)
		}
	}
	for size, want := range map[int]int{smallBody + 1: http.StatusServiceUnavailable, 10: http.StatusUnsupportedMediaType} {
		r := httptest.NewRequest("POST", "http://book.test/run", strings.NewReader(strings.Repeat("x", size)))
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%d bytes: status %d; want %d", size, w.Code, want)
		}
	}
}
