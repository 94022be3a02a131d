package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"runtime/debug"
	"time"

	"bothends/runner"
	"bothends/site/page"
)

const streamType = "text/event-stream"

// Bounds on a reader who does not read. The stream fills the kernel's buffers,
// then the queue; then a write misses its deadline and the run is ended.
const (
	streamQueue = 64              // events that wait to be written
	streamStall = 5 * time.Second // how long one write may take, see Server.stall
)

// A message is one event on the stream: as data, and as the row of the
// transcript that shows it.
type message struct {
	Event runner.Event `json:"event"`
	Row   string       `json:"row"`
	Item  string       `json:"item,omitempty"` // of a packet: how a list says it
}

// A drawing is the data of the event named "wire", which comes before the end of a
// run whose packets are captured.
type drawing struct {
	Figure string `json:"figure"` // the ladder and a link to the capture, as HTML
}

// A waiting is the data of the stream's first event, named so, if the run does
// not begin at once.
type waiting struct {
	Text string `json:"text"` // a sentence for the reader
}

// stream runs the snippet and writes its events as Server-Sent Events while
// they happen. The last one is named "end" and carries the [ending]. Where
// nothing could be run, the answer is no stream but a refusal, unless the
// reader has been told to wait.
func (s *Server) stream(ctx context.Context, w http.ResponseWriter, who client, snippet *runner.Snippet) ending {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	events := make(chan *runner.Event, streamQueue) // nil: it waits
	send := func(e *runner.Event) {
		select {
		case events <- e:
		case <-ctx.Done():
		}
	}
	var end ending
	trace := newTrace() // of it this goroutine takes no notice before the run has ended
	go func() {
		defer close(events)
		defer func() {
			// A fault of ours must end this run, not every reader's.
			if fault := recover(); fault != nil {
				s.log.Error("a run failed", "fault", fault, "stack", string(debug.Stack()))
				end = newEnding(runner.Result{}, errors.New("the run failed; the server's log says why"))
			}
		}()
		end = s.execute(ctx, who, snippet, trace, func() { send(nil) }, func(e runner.Event) { send(&e) })
	}()

	out, rows := newEventStream(ctx, w, s.stall), page.Rows{Scenario: snippet.Scenario, Language: s.now.Load().book.Index.Language}
	var shown []runner.Event
	for e := range events {
		if e != nil && snippet.Scenario.Packets {
			shown = append(shown, *e)
		}
		if e == nil {
			out.send("waiting", waiting{"Your run waits for its turn."})
		} else {
			out.send("", message{*e, string(rows.Row(*e)), string(page.WireItem(*e))})
		}
		if len(events) == 0 {
			out.flush()
		}
		if out.err != nil {
			cancel() // nobody reads; the loop goes on until the run is gone
		}
	}
	if !out.begun && end.status != http.StatusOK {
		answer(w, refuse(end.status, "%s", end.Text))
		return end
	}
	if out.begun && snippet.Scenario.Packets {
		capture := page.InLink(s.capture(snippet, trace))
		out.send("wire", drawing{string(page.WireFigure(snippet.Scenario, snippet.Name, shown, capture))})
	}
	out.send("end", end)
	out.flush()
	return end
}

// An eventStream writes Server-Sent Events. After an error it writes no more.
type eventStream struct {
	w     http.ResponseWriter
	c     *http.ResponseController
	stall time.Duration // how long one write may take
	last  time.Time     // when all must be written
	begun bool
	err   error
}

func newEventStream(ctx context.Context, w http.ResponseWriter, stall time.Duration) *eventStream {
	last, ok := ctx.Deadline()
	if !ok {
		last = time.Now().Add(runSlack)
	}
	return &eventStream{w: w, c: http.NewResponseController(w), stall: stall, last: last}
}

// send writes one event; name is empty for an ordinary one.
func (s *eventStream) send(name string, v any) {
	if s.err != nil {
		return
	}
	if !s.begun {
		h := s.w.Header()
		h.Set("Content-Type", streamType)
		h.Set("Cache-Control", never)
		h.Set("X-Accel-Buffering", "no") // a proxy is to pass each event on at once
		s.begun = true
	}
	var b bytes.Buffer
	if name != "" {
		b.WriteString("event: " + name + "\n")
	}
	b.WriteString("data: ")
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // nobody reads it as HTML, and the rows are full of it
	if s.err = enc.Encode(v); s.err != nil {
		return
	}
	b.WriteString("\n") // Encode ended the line; this ends the event
	if s.err = s.deadline(); s.err == nil {
		_, s.err = s.w.Write(b.Bytes())
	}
}

func (s *eventStream) flush() {
	if s.err != nil {
		return
	}
	if s.err = s.deadline(); s.err == nil {
		s.err = s.c.Flush()
	}
}

// deadline bounds the next write.
func (s *eventStream) deadline() error {
	next := time.Now().Add(s.stall)
	if next.After(s.last) {
		next = s.last
	}
	return s.c.SetWriteDeadline(next)
}
