package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"bothends/runner"
	"bothends/runner/wire"
	"bothends/site/page"
)

// Bounds on what is drawn of the packets of a session, which goes on for minutes.
const (
	drawPause   = 300 * time.Millisecond // after the first packet that is not drawn: others follow it
	maxDrawings = 60
)

// Terminals are those of a session that a reader has open: there is none before its
// turn, and for a moment none when they are started anew.
type terminals struct {
	snippet *runner.Snippet
	again   chan struct{} // holds that they are to be started anew

	mu   sync.Mutex
	live *runner.Live
}

// An openRequest asks for the terminals of a session.
type openRequest struct {
	Session string `json:"session"`
	Resume  bool   `json:"resume"`
}

// A cellsRequest asks for cells to be run, one after the other.
type cellsRequest struct {
	Cells []struct {
		Terminal string `json:"terminal"`
		Name     string `json:"name"`
		Text     string `json:"text"`
	} `json:"cells"`
}

// A terminalRequest names one terminal.
type terminalRequest struct {
	Terminal string `json:"terminal"`
}

// An opened is the data of the event named so: the terminals wait for cells.
type opened struct {
	Terminals []string `json:"terminals"`
	Text      string   `json:"text"` // a sentence for the reader
	Idle      int      `json:"idle"` // seconds after which they are closed if nothing is run
	Left      int      `json:"left"` // seconds after which they are closed in any case
}

// A told is the data of an event that has something to say to the reader.
type told struct {
	Text string `json:"text"`
}

// openSession answers with a stream of what happens in the terminals of a session.
func (s *Server) openSession(w http.ResponseWriter, r *http.Request) {
	var q openRequest
	if err := s.readJSON(w, r, &q); err != nil {
		s.refuse(w, err)
		return
	}
	known := s.now.Load().book.Snippets[q.Session]
	if known == nil || known.Session == nil {
		answer(w, refuse(http.StatusNotFound, "there is no session %q in this book", q.Session))
		return
	}
	a := s.newAttempt(r, known.Name, s.open)
	a.snippet, a.edited = known.Snippet, true
	a.terminals = &terminals{snippet: known.Snippet, again: make(chan struct{}, 1)}
	s.follow(w, r, s.start(r.Context(), a, q.Resume, s.tellSession), 0)
}

// tellSession keeps terminals open for a reader, and publishes what happens in them.
func (s *Server) tellSession(ctx context.Context, a *attempt, run *session) ending {
	language := s.now.Load().book.Index.Language
	end := s.inTurn(ctx, a, func(position int) { run.publish("waiting", newWaiting(position, language)) }, func() ending {
		until := time.Now().Add(s.open)
		for {
			anew, end := s.keepOpen(ctx, a, run, until)
			if !anew {
				return end
			}
			run.publish("restart", told{page.Say(language, "terminals-anew")})
		}
	})
	return end
}

// keepOpen starts the terminals, and returns when they are closed, and nothing of them is left:
// for good, or to be started anew.
func (s *Server) keepOpen(ctx context.Context, a *attempt, run *session, until time.Time) (anew bool, end ending) {
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	t := newTelling(a.snippet, s.now.Load().book.Index.Language, run)
	o := runner.Options{SessionTime: s.open, SessionIdle: s.idle}
	if a.snippet.Scenario.Packets {
		o.Frame = t.trace.Add
	}
	live, err := s.runner.Open(ctx, a.snippet, o, func(e runner.Event) { a.happens(); t.add(e) })
	if err != nil {
		return false, newEnding(runner.Result{}, err)
	}
	defer live.Close()
	a.terminals.set(live)
	defer a.terminals.set(nil)
	run.publish("open", newOpened(a.snippet, s.now.Load().book.Index.Language, s.idle, time.Until(until)))
	var pause <-chan time.Time
	for {
		select {
		case <-t.news:
			if pause == nil {
				pause = time.After(drawPause)
			}
		case <-pause:
			pause = nil
			t.draw(nil)
		case <-a.terminals.again:
			return true, ending{}
		case <-live.Done():
			t.draw(s.capture(a.snippet, t.trace))
			r, err := live.Result()
			return false, s.sessionEnding(ctx, r, err)
		}
	}
}

func newOpened(s *runner.Snippet, language string, idle, left time.Duration) opened {
	return opened{
		Terminals: s.Session.Terminals,
		Text:      page.Say(language, "terminals-limits", roughly(idle), roughly(left)),
		Idle:      int(idle.Seconds()),
		Left:      int(left.Seconds()),
	}
}

// roughly says a time to a reader, who need not know it to the second.
func roughly(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%d s", max(1, int(d.Seconds())))
	}
	return fmt.Sprintf("%d min", int(d.Round(time.Minute)/time.Minute))
}

// sessionEnding says how a session ended: it is no run, which could end as planned.
func (s *Server) sessionEnding(ctx context.Context, r runner.Result, err error) ending {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	end := newEnding(r, err)
	switch {
	case errors.Is(err, errStopped):
		end = end.say("end-closed-own")
	case errors.Is(err, errStopping):
		end = end.say("end-closed-stopping")
	case errors.Is(err, context.DeadlineExceeded):
		end = end.say("end-closed-long", roughly(s.open))
	case err == nil && r.Status == runner.StatusLimit:
		end = end.say("end-closed-limit", r.Failed)
	case err == nil:
		end = end.say("end-closed")
	}
	return end.in(s.now.Load().book.Index.Language)
}

// A telling publishes what happens while terminals are open.
type telling struct {
	snippet *runner.Snippet
	run     *session
	trace   *wire.Trace
	news    chan struct{} // holds that there are packets that are not drawn
	drawn   int           // how often they were

	mu         sync.Mutex // of what emit and the drawing share
	transcript transcript
	rows       page.Rows
	shown      []runner.Event // for the ladder, where packets are captured
	begun      map[string]int // how many cells each terminal has
}

func newTelling(s *runner.Snippet, language string, run *session) *telling {
	t := &telling{snippet: s, run: run, trace: newTrace(), news: make(chan struct{}, 1), rows: page.Rows{Scenario: s.Scenario, Language: language, Prompts: map[string]int{}}, begun: map[string]int{}}
	t.transcript.show = t.show
	return t
}

// add takes an event of the terminals.
func (t *telling) add(e runner.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.transcript.add(e)
}

func (t *telling) show(e runner.Event) {
	if e.Kind == runner.CellRun {
		t.begun[e.Process]++
		t.rows.Prompts[e.Process+"/"+e.Cell] = t.begun[e.Process]
	}
	if t.snippet.Scenario.Packets {
		t.shown = append(t.shown, e)
	}
	t.run.publish("", message{Event: e, Row: string(t.rows.Row(e)), Item: string(t.rows.WireItem(e))})
	if e.Packet != nil {
		select {
		case t.news <- struct{}{}:
		default:
		}
	}
}

// draw publishes the ladder of the packets so far; at the end with the capture.
func (t *telling) draw(capture []byte) {
	if !t.snippet.Scenario.Packets || t.drawn == maxDrawings && capture == nil {
		return
	}
	t.drawn++
	t.mu.Lock()
	defer t.mu.Unlock()
	t.run.publish("wire", drawing{string(t.rows.WireFigure(t.snippet.Name, t.shown, page.InLink(capture)))})
}

func (t *terminals) set(live *runner.Live) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.live = live
}

// open returns what is open.
func (t *terminals) open() (*runner.Live, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.live == nil {
		return nil, refuseReader(http.StatusConflict, "terminals-shut")
	}
	return t.live, nil
}

// terminalsOf finds the terminals that a request is about, and reads it.
func (s *Server) terminalsOf(w http.ResponseWriter, r *http.Request, q any) (*terminals, error) {
	run := s.sessions.get(r.PathValue("run"))
	if run == nil {
		return nil, noSuchRun()
	}
	if run.terminals == nil {
		return nil, refuse(http.StatusConflict, "this is a run, which has no terminals")
	}
	return run.terminals, s.readJSON(w, r, q)
}

// asked answers a request about terminals: 204 if it was done.
func (s *Server) asked(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, runner.ErrNoSession):
		s.refuse(w, refuseReader(http.StatusConflict, "terminals-shut"))
	case err != nil:
		s.refuse(w, err)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// runCells has cells run behind those that were asked for before.
func (s *Server) runCells(w http.ResponseWriter, r *http.Request) {
	s.asked(w, func() error {
		var q cellsRequest
		t, err := s.terminalsOf(w, r, &q)
		if err != nil {
			return err
		}
		if len(q.Cells) == 0 {
			return refuse(http.StatusBadRequest, "no cells to run")
		}
		var cells []runner.Cell
		for _, c := range q.Cells {
			cells = append(cells, runner.Cell{Terminal: c.Terminal, Name: c.Name, Text: c.Text})
		}
		live, err := t.open()
		if err != nil {
			return err
		}
		if err := live.Run(cells...); err != nil && !errors.Is(err, runner.ErrNoSession) {
			return refuse(http.StatusUnprocessableEntity, "%v", err)
		} else if err != nil {
			return err
		}
		return nil
	}())
}

// interrupt ends what a terminal runs.
func (s *Server) interrupt(w http.ResponseWriter, r *http.Request) {
	s.asked(w, func() error {
		var q terminalRequest
		t, err := s.terminalsOf(w, r, &q)
		if err != nil {
			return err
		}
		live, err := t.open()
		if err != nil {
			return err
		}
		if err := live.Interrupt(q.Terminal); err != nil && !errors.Is(err, runner.ErrNoSession) {
			return refuse(http.StatusUnprocessableEntity, "%v", err)
		} else if err != nil {
			return err
		}
		return nil
	}())
}

// restart starts the terminals anew, both: a connection has two ends.
func (s *Server) restart(w http.ResponseWriter, r *http.Request) {
	s.asked(w, func() error {
		t, err := s.terminalsOf(w, r, &struct{}{})
		if err != nil {
			return err
		}
		if _, err := t.open(); err != nil {
			return err
		}
		select {
		case t.again <- struct{}{}:
		default: // it was asked for already
		}
		return nil
	}())
}
