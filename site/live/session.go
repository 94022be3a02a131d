package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"bothends/runner"
)

// Bounds on what is kept of a run for readers whose connection drops.
const (
	maxKept      = 4 << 20          // bytes of one run's events; of more, the oldest go
	maxKeptEnded = 32 << 20         // bytes of the runs that have ended, together
	keepEnded    = 30 * time.Second // how long a run that has ended is kept
	followers    = 4                // streams of one run at once: tabs, and connections whose end nobody has noticed yet
)

// retry is how soon an EventSource is to come again: well within a session's grace.
const retry = time.Second

// Why a run was ended.
var (
	errAbandoned = errors.New("its reader went")
	errStopped   = errors.New("its reader stopped it")
	errStopping  = errors.New("the server stops")
)

// A session is one run and what it has told so far, as the lines of a stream of
// Server-Sent Events. Any number of readers may come, go and come again: each
// gets what it has not had. When the last has gone, the run goes too: at once,
// or after the grace that a reader asked for who can come again.
type session struct {
	id     string
	grace  time.Duration // how long the run goes on without a reader
	cancel context.CancelCauseFunc
	input  *runner.Input // nil if no process reads what is typed

	terminals *terminals // nil if it is a run

	mu      sync.Mutex
	news    chan struct{} // closed when there is any, and made anew
	first   int           // the number of kept[0]
	kept    [][]byte      // events, whole
	bytes   int           // of kept
	end     *ending       // set when there will be no more
	readers int
	known   bool        // a reader was told of it, and can come again
	leaving *time.Timer // ends the run when its grace is over; nil while there is a reader
}

func newSession(id string, grace time.Duration, cancel context.CancelCauseFunc) *session {
	return &session{id: id, grace: grace, cancel: cancel, news: make(chan struct{}), first: 1}
}

// publish adds an event; name is empty for an ordinary one.
func (s *session) publish(name string, v any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end != nil {
		return nil
	}
	if s.first == 1 && len(s.kept) == 0 {
		if err := s.add("run", runStarted{s.id, s.grace.Milliseconds()}); err != nil {
			return err
		}
	}
	return s.add(name, v)
}

func (s *session) add(name string, v any) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "id: %d\n", s.first+len(s.kept))
	if name != "" {
		fmt.Fprintf(&b, "event: %s\n", name)
	}
	if name == "run" {
		fmt.Fprintf(&b, "retry: %d\n", retry.Milliseconds())
	}
	b.WriteString("data: ")
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // nobody reads it as HTML, and the rows are full of it
	if err := enc.Encode(v); err != nil {
		return err
	}
	b.WriteString("\n") // Encode ended the line; this ends the event
	s.kept = append(s.kept, b.Bytes())
	s.bytes += b.Len()
	for s.bytes > maxKept && len(s.kept) > 1 {
		s.bytes -= len(s.kept[0])
		s.kept = s.kept[1:]
		s.first++
	}
	s.tell()
	return nil
}

// tell wakes whoever waits for news.
func (s *session) tell() {
	close(s.news)
	s.news = make(chan struct{})
}

// finish says how the run ended. A run of which nothing was told has no event
// of its end, either: a reader gets an answer instead of a stream.
func (s *session) finish(end ending) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) > 0 || end.status == http.StatusOK {
		if len(s.kept) == 0 {
			s.add("run", runStarted{s.id, s.grace.Milliseconds()})
		}
		s.add("end", end)
	}
	s.end = &end
	s.tell()
}

// after returns the events that follow the one of that number, how many of them
// are not kept any more, how the run ended if there will be no others, and what
// to wait for.
func (s *session) after(number int) (events [][]byte, last, lost int, end *ending, news <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number < s.first-1 {
		lost = s.first - 1 - number
		number = s.first - 1
	}
	last = s.first - 1 + len(s.kept)
	if number < last {
		events = s.kept[number-s.first+1:]
	}
	return events, last, lost, s.end, s.news
}

// join adds a reader, if there are not too many.
func (s *session) join() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readers >= followers {
		return false
	}
	s.readers++
	if s.leaving != nil {
		s.leaving.Stop()
		s.leaving = nil
	}
	return true
}

// leave takes a reader away, who was told something or nothing.
func (s *session) leave(told bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = s.known || told
	if s.readers--; s.readers > 0 || s.end != nil {
		return
	}
	if s.grace == 0 || !s.known {
		s.cancel(errAbandoned)
		return
	}
	s.leaving = time.AfterFunc(s.grace, s.abandon)
}

// abandon ends the run if nobody has come again.
func (s *session) abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readers == 0 {
		s.cancel(errAbandoned)
	}
}
