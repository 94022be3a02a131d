package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bothends/runner"
)

// A sent is one event as it came.
type sent struct {
	id         int
	name, data string
}

// streamed returns a function that reads the next event of a stream; one without
// data at its end.
func streamed(body io.Reader) func() sent {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	return func() (e sent) {
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch {
			case field == "id":
				e.id, _ = strconv.Atoi(value)
			case field == "event":
				e.name = value
			case field == "data":
				e.data = value
			case lines.Text() == "" && e.data != "":
				return e
			}
		}
		return sent{}
	}
}

// has says whether a stream's event is a line of output with that text.
func (e sent) has(text string) bool {
	var m message
	return e.name == "" && json.Unmarshal([]byte(e.data), &m) == nil && m.Event.Kind == runner.Stdout && strings.Contains(m.Event.Text, text)
}

// runOf is the name of a run, which its first event tells.
func runOf(t *testing.T, first sent) string {
	t.Helper()
	var started runStarted
	if err := json.Unmarshal([]byte(first.data), &started); err != nil || first.name != "run" || first.id != 1 || started.Run == "" {
		t.Fatalf("the first event is %+v, %v; want run", first, err)
	}
	return started.Run
}

// again comes to a run that goes on, having seen events up to the number.
func again(ctx context.Context, t *testing.T, addr, run string, last int) *http.Response {
	t.Helper()
	return call(ctx, t, "GET", "http://"+addr+"/runs/"+run+"/events", "", "Last-Event-ID", strconv.Itoa(last))
}

func call(ctx context.Context, t *testing.T, method, url, body string, header ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { got.Body.Close() })
	return got
}

// A reader whose connection breaks off gets, when he comes again, what he has
// missed and nothing twice; another tab gets all of it.
func TestResume(t *testing.T) {
	addr := start(t, testServer(t, Options{Grace: time.Minute}))
	ctx, drop := context.WithCancel(t.Context())
	first := streamed(ask(ctx, t, addr, url.Values{"snippet": {"endless"}, "resume": {"1"}}).Body)
	events := []sent{first()}
	run := runOf(t, events[0])
	for e := first(); ; e = first() {
		if e.data == "" {
			t.Fatal("the program never printed")
		}
		if e.has("for ever") {
			break // which he does not get to see: the connection is gone
		}
		events = append(events, e)
	}
	drop()
	second := streamed(again(t.Context(), t, addr, run, len(events)).Body)
	tab := streamed(again(t.Context(), t, addr, run, 0).Body)
	e := second()
	if !e.has("for ever") {
		t.Errorf("first he gets %+v; want what he has missed", e)
	}
	if got := call(t.Context(), t, "POST", "http://"+addr+"/runs/"+run+"/stop", ""); got.StatusCode != http.StatusNoContent {
		t.Errorf("stop is answered with %d", got.StatusCode)
	}
	for ; e.data != ""; e = second() {
		events = append(events, e)
	}
	for i, want := range events {
		if want.id != i+1 {
			t.Errorf("event %d has the number %d", i+1, want.id)
		}
		if got := tab(); got != want {
			t.Errorf("the other tab got %+v; want %+v", got, want)
		}
	}
	if last := events[len(events)-1]; last.name != "end" || !strings.Contains(last.data, `"text":"You stopped the run."`) {
		t.Errorf("the last event is %+v", last)
	}
	// Who comes after the end, because he has not seen it, sees it.
	if e := streamed(again(t.Context(), t, addr, run, len(events)-1).Body)(); e != events[len(events)-1] {
		t.Errorf("later he gets %+v; want the end", e)
	}
	if got := again(t.Context(), t, addr, run, len(events)); got.StatusCode != http.StatusNoContent {
		t.Errorf("who has seen all is answered with %d; want 204, which an EventSource takes for the end", got.StatusCode)
	}
	for _, path := range []string{"/runs/other/events", "/runs//events"} {
		if got := call(t.Context(), t, "GET", "http://"+addr+path, ""); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d; want 404", path, got.StatusCode)
		}
	}
}

// Who comes again and has missed nothing is answered at once: until then his page says that the
// connection is lost.
func TestResumeWithoutNews(t *testing.T) {
	s := testServer(t, Options{Grace: time.Minute})
	s.beat = time.Hour
	addr := start(t, s)
	ctx, drop := context.WithCancel(t.Context())
	next := streamed(ask(ctx, t, addr, url.Values{"snippet": {"endless"}, "resume": {"1"}}).Body)
	e := next()
	run := runOf(t, e)
	for !e.has("for ever") {
		if e = next(); e.data == "" {
			t.Fatal("the program never printed")
		}
	}
	drop()
	patient, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	next = streamed(again(patient, t, addr, run, e.id).Body)
	call(t.Context(), t, "POST", "http://"+addr+"/runs/"+run+"/stop", "")
	for last := e.id; e.name != "end"; last++ {
		if e = next(); e.id != last+1 {
			t.Fatalf("after event %d came %+v", last, e)
		}
	}
}

// A reader who does not come again ends his run, and gives back its slot.
func TestReaderDoesNotComeAgain(t *testing.T) {
	addr := start(t, testServer(t, Options{Runs: 1, Wait: time.Minute, Grace: time.Millisecond}))
	ctx, drop := context.WithCancel(t.Context())
	first := streamed(ask(ctx, t, addr, url.Values{"snippet": {"endless"}, "resume": {"1"}}).Body)
	run := runOf(t, first())
	drop()
	next := ask(t.Context(), t, addr, url.Values{"snippet": {"hello"}})
	if end := events(t, next.Body, func(message) {}); end.Text != "Your run ended as planned." {
		t.Errorf("the next run: status %d, %+v", next.StatusCode, end)
	}
	for e, next := (sent{}), streamed(again(t.Context(), t, addr, run, 0).Body); e.name != "end"; {
		if e = next(); e.data == "" {
			t.Fatal("the stream of the run that was ended has no end")
		}
		if e.name == "end" && !strings.Contains(e.data, "while nobody was there") {
			t.Errorf("it ended with %s", e.data)
		}
	}
}

// A stream that has nothing to say shows that it lives.
func TestHeartbeat(t *testing.T) {
	s := testServer(t, Options{})
	s.beat = time.Millisecond
	addr := start(t, s)
	lines := bufio.NewScanner(ask(t.Context(), t, addr, url.Values{"snippet": {"endless"}}).Body)
	for lines.Scan() {
		if lines.Text() == ":" {
			return
		}
	}
	t.Errorf("no comment came: %v", lines.Err())
}

// A run is followed only so many times.
func TestFollowers(t *testing.T) {
	addr := start(t, testServer(t, Options{}))
	next := streamed(ask(t.Context(), t, addr, url.Values{"snippet": {"endless"}}).Body)
	run := runOf(t, next())
	for n := range followers {
		got := again(t.Context(), t, addr, run, 0)
		if want := n == followers-1; (got.StatusCode == http.StatusTooManyRequests) != want {
			t.Errorf("tab %d: status %d", n+2, got.StatusCode)
		}
	}
}

// What is kept of a run is bounded, and a reader is told what is lost.
func TestKeptIsBounded(t *testing.T) {
	s := newSession("x", 0, nil)
	long := strings.Repeat("x", maxKept/10)
	for range 20 {
		if err := s.publish("", long); err != nil {
			t.Fatal(err)
		}
	}
	events, last, lost, _, _ := s.after(3)
	if s.bytes > maxKept || last != 21 || lost+3+len(events) != 21 || !strings.HasPrefix(string(events[0]), fmt.Sprintf("id: %d\n", lost+4)) {
		t.Errorf("%d bytes, %d events after 3, %d lost, the last is %d", s.bytes, len(events), lost, last)
	}
}

// Runs that have ended are kept only so long, and only so many bytes of them.
func TestEndedRunsAreBounded(t *testing.T) {
	all := newSessions()
	for n := range 20 {
		s := newSession(fmt.Sprint(n), time.Second, nil)
		s.publish("", strings.Repeat("x", maxKept/2))
		all.add(s)
		all.retire(s)
	}
	if all.bytes > maxKeptEnded || all.get("0") != nil || all.get("19") == nil || len(all.byID) != len(all.ended) {
		t.Errorf("%d bytes of %d runs are kept", all.bytes, len(all.byID))
	}
}

// A run goes on for a reader who can come again, which takes its name: not for one who was gone
// before it was told.
func TestLeaveBeforeTold(t *testing.T) {
	for _, told := range []bool{false, true} {
		ctx, cancel := context.WithCancelCause(t.Context())
		run := newSession(newID(), time.Hour, cancel)
		run.join()
		run.leave(told)
		if ended := context.Cause(ctx) == errAbandoned; ended == told {
			t.Errorf("told %t: ended %t", told, ended)
		}
		cancel(nil)
	}
}
