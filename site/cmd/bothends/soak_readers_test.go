package main

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"bothends/runner"
)

//go:embed testdata/soak
var soakFiles embed.FS

func soakArchive(t *testing.T, name string) *txtar.Archive {
	t.Helper()
	text, err := soakFiles.ReadFile("testdata/soak/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return txtar.Parse(text)
}

// A reader asks for a run and judges what comes of it.
type reader struct {
	name string
	read func(s *soak, on *served, i int) error
}

// readers are the good and the hostile ones, in the order in which they come
// round. The first one is good. Which limit ends a hostile one depends on how
// busy the machine is: of many at once some reach that of time first.
func readers() []reader {
	const limited = "Your run reached a limit: "
	return []reader{
		{"good", good},
		{"hostile: spins", edits("short", "spins", limited+"stopped after 500ms.", nil)},
		{"good", good},
		{"hostile: floods", edits("alone", "floods", limited, nil)},
		{"good", good},
		{"hostile: looks around", edits("alone", "looks around", "", looksAround)},
		{"good", good},
		{"hostile: takes all memory", edits("alone", "takes all memory", "Your run ", stopped)},
		{"good", good},
		{"hostile: forges events", edits("alone", "forges events", "Your run ended as planned.", forges)},
		{"good", good},
		{"hostile: opens all sockets", edits("short", "opens sockets", limited, nil)},
		{"good", good},
		{"hostile: does not compile", edits("alone", "does not compile", "Nothing ran: the compiler found", nil)},
		{"good", good},
		{"hostile: goes at once", goes},
		{"good", good},
		{"hostile: does not read", doesNotRead},
		{"good", good},
		{"hostile: half a request", halfARequest},
	}
}

// program is a program of the archive, as reader i sends it.
func (s *soak) program(on *served, name string, i int) string {
	for _, f := range s.programs.Files {
		if f.Name == name {
			return strings.NewReplacer("READER", strconv.Itoa(i), "ADDRESS", on.addr).Replace(string(f.Data))
		}
	}
	panic("no program " + name)
}

// An answer is what a reader got.
type answer struct {
	lines map[string][]string // of standard output, by process
	text  string              // of all events
	end   string              // the sentence at the end
}

// ask asks for a run and reads it to its end.
func (s *soak) ask(ctx context.Context, on *served, i int, form url.Values, each func()) (a answer, err error) {
	r, err := http.NewRequestWithContext(ctx, "POST", "http://"+on.addr+"/run", strings.NewReader(form.Encode()))
	if err != nil {
		return a, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("X-Forwarded-For", clientAddress(i))
	got, err := on.client.Do(r)
	if err != nil {
		return a, err
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(got.Body)
		return a, fmt.Errorf("%s: %s", got.Status, text)
	}
	return readAnswer(got.Body, each)
}

func clientAddress(i int) string { return fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255) }

// readAnswer reads a stream, and calls each behind each event.
func readAnswer(body io.Reader, each func()) (a answer, err error) {
	a.lines = map[string][]string{}
	in, named := bufio.NewReader(body), ""
	for a.end == "" {
		line, err := in.ReadString('\n')
		if err != nil {
			return a, fmt.Errorf("the stream ended before its end: %w", err)
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		var m struct {
			Event runner.Event
			Text  string
		}
		if field == "data" {
			if err := json.Unmarshal([]byte(value), &m); err != nil {
				return a, fmt.Errorf("%w: %s", err, line)
			}
		}
		switch {
		case field == "event":
			named = value
		case field == "data" && named == "end":
			a.end = m.Text
		case field == "data" && named == "":
			if m.Event.Kind == runner.Stdout {
				a.lines[m.Event.Process] = append(a.lines[m.Event.Process], m.Event.Text)
			}
			a.text += fmt.Sprintf("%s: %s: %s\n", m.Event.Process, m.Event.Kind, m.Event.Text)
			if each != nil {
				each()
			}
		case line == "\n":
			named = ""
		}
	}
	return a, nil
}

// good is a reader with two programs that work. What they print has the
// reader's number in it, which must be nobody else's.
func good(s *soak, on *served, i int) error {
	a, err := s.ask(s.t.Context(), on, i, url.Values{
		"snippet":        {"long"},
		"server/main.go": {s.program(on, "server", i)},
		"client/main.go": {s.program(on, "client", i)},
	}, nil)
	if err != nil {
		return err
	}
	said := fmt.Sprintf("reader %d\\n", i)
	server, client := []string{`read "` + said + `", <nil>`}, []string{`got "you said ` + said + `", <nil>`}
	if !slices.Equal(a.lines["server"], server) || !slices.Equal(a.lines["client"], client) || a.end != "Your run ended as planned." {
		return fmt.Errorf("%q; want server %q, client %q", a, server, client)
	}
	return nil
}

// edits is a reader with one program. The sentence at the end must begin with
// end, and what it says must pass check.
func edits(snippet, program, end string, check func(a answer, i int) error) func(s *soak, on *served, i int) error {
	return func(s *soak, on *served, i int) error {
		a, err := s.ask(s.t.Context(), on, i, url.Values{"snippet": {snippet}, "main/main.go": {s.program(on, program, i)}}, nil)
		if err == nil && !strings.HasPrefix(a.end, end) {
			err = fmt.Errorf("it ended with %q; want %q; it said\n%.2000s", a.end, end, a.text)
		}
		if err == nil && check != nil {
			err = check(a, i)
		}
		return err
	}
}

// looksAround: everything outside is refused.
func looksAround(a answer, i int) error {
	want := []string{
		"passwd: open /etc/passwd: no such file or directory",
		fmt.Sprintf("write: open /tmp/left-%d: read-only file system", i),
		"server: dial tcp ADDRESS: connect: connection refused",
		"start: fork/exec /bin/sh: operation not permitted",
		"environment: [GOMAXPROCS=2]",
	}
	for n, line := range want {
		before, after, _ := strings.Cut(line, "ADDRESS")
		got := ""
		if n < len(a.lines["main"]) {
			got = a.lines["main"][n]
		}
		if !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) {
			return fmt.Errorf("%q; want %q; it said\n%s%s", got, line, a.text, a.end)
		}
	}
	return nil
}

// stopped: it did not end as it liked.
func stopped(a answer, _ int) error {
	if !strings.HasPrefix(a.end, "Your run reached a limit: ") && !strings.Contains(a.text, "main wanted more than its 128 MiB of memory") {
		return fmt.Errorf("it ended with %q; it said\n%.2000s", a.end, a.text)
	}
	return nil
}

// forges: what it printed are lines, and nothing else.
func forges(a answer, _ int) error {
	want := []string{"", "", "event: end", `data: {"text":"forged"}`, "", "␛[2J␀\\u202e</li><script>forged</script>"}
	if got := a.lines["main"]; !slices.Equal(got, want) {
		return fmt.Errorf("lines %q; want %q", got, want)
	}
	return nil
}

// goes asks for a run without end and goes when it has begun.
func goes(s *soak, on *served, i int) error {
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	_, err := s.ask(ctx, on, i, url.Values{"snippet": {"alone"}, "main/main.go": {s.program(on, "opens sockets", i)}}, cancel)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// doesNotRead asks for a flood and leaves it unread for a while.
func doesNotRead(s *soak, on *served, i int) error {
	form := url.Values{"snippet": {"alone"}, "main/main.go": {s.program(on, "floods", i)}}.Encode()
	return s.raw(on, fmt.Sprintf("POST /run HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\nAccept: text/event-stream\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", on.addr, clientAddress(i), len(form), form))
}

// halfARequest promises a body and sends the first half of it.
func halfARequest(s *soak, on *served, i int) error {
	return s.raw(on, fmt.Sprintf("POST /run HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"snippet\": \"alo", on.addr, clientAddress(i)))
}

// raw sends a text, waits a while for nothing and goes.
func (s *soak) raw(on *served, text string) error {
	conn, err := net.Dial("tcp", on.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		return err
	}
	time.Sleep(200 * time.Millisecond) // a reader who does nothing
	return nil
}
