package live

import (
	"net/http"
	"strconv"
	"time"

	"bothends/runner"
)

const streamType = "text/event-stream"

// Bounds on a stream. A reader who does not read fills the kernel's buffers; then
// a write misses its deadline, and the reader counts as gone.
const (
	streamStall = 5 * time.Second  // how long one write may take, see Server.stall
	heartbeat   = 10 * time.Second // how long a stream may say nothing, see Server.beat: a comment then shows both ends that it lives
)

// A message is one event on the stream: as data, and as the row of the
// transcript that shows it.
type message struct {
	Event runner.Event `json:"event"`
	Row   string       `json:"row"`
	Item  string       `json:"item,omitempty"` // of a packet: how a list says it

	Property string `json:"property,omitempty"` // of an exercise: in whose run it happened
}

// A runStarted is the data of the stream's first event, named "run".
type runStarted struct {
	Run   string `json:"run"`   // the run's name in the paths below /runs/
	Grace int64  `json:"grace"` // milliseconds for which the run goes on when its last stream has broken off
}

// A gap is the data of the event named "gap": events that the reader has missed are
// not kept any more.
type gap struct {
	Missed int `json:"missed"`
}

// A drawing is the data of the event named "wire", which comes before the end of a
// run whose packets are captured.
type drawing struct {
	Figure string `json:"figure"` // the ladder and a link to the capture, as HTML
}

// follow streams what the reader has not had of a session, which is what follows
// the event of that number, until the run has ended or the reader has gone.
// Where nothing could be run, the answer is no stream but a refusal.
func (s *Server) follow(w http.ResponseWriter, r *http.Request, run *session, number int) {
	if !run.join() {
		s.refuse(w, refuseReader(http.StatusTooManyRequests, "refused-followed", followers))
		return
	}
	out := &eventStream{w: w, c: http.NewResponseController(w), stall: s.stall}
	defer func() { run.leave(out.begun) }()
	s.metrics.streams.Inc()
	defer s.metrics.streams.Dec()
	// A deadline for reading what was read already would end the stream: the server
	// listens for the reader's going.
	http.NewResponseController(w).SetReadDeadline(time.Time{})
	quiet := time.NewTimer(s.beat)
	defer quiet.Stop()
	for going := false; out.err == nil; {
		events, last, lost, end, news := run.after(number)
		if end != nil && last == 0 {
			answer(w, refuse(end.status, "%s", end.Text))
			return
		}
		if end != nil && len(events) == 0 && !out.begun {
			w.WriteHeader(http.StatusNoContent) // an EventSource then comes no more
			return
		}
		if lost > 0 {
			out.write([]byte("event: gap\ndata: {\"missed\":" + strconv.Itoa(lost) + "}\n\n"))
		}
		for _, e := range events {
			out.write(e)
		}
		if !out.begun && last > 0 { // who comes again has missed nothing, and is to know that it goes on
			out.comment()
		}
		out.flush()
		number = last
		if end != nil || going {
			return
		}
		quiet.Reset(s.beat)
		select {
		case <-news:
		case <-quiet.C:
			out.comment()
			out.flush()
		case <-r.Context().Done():
			going = true // the server, maybe, and not the reader, who then is to see the end
		}
	}
}

// An eventStream writes Server-Sent Events. After an error it writes no more.
type eventStream struct {
	w     http.ResponseWriter
	c     *http.ResponseController
	stall time.Duration // how long one write may take
	begun bool
	err   error
}

func (s *eventStream) write(b []byte) {
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
	if s.err = s.deadline(); s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

// comment says nothing.
func (s *eventStream) comment() { s.write([]byte(":\n\n")) }

func (s *eventStream) flush() {
	if s.err != nil || !s.begun {
		return
	}
	if s.err = s.deadline(); s.err == nil {
		s.err = s.c.Flush()
	}
}

// deadline bounds the next write.
func (s *eventStream) deadline() error { return s.c.SetWriteDeadline(time.Now().Add(s.stall)) }
