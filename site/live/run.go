package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"bothends/runner"
	"bothends/runner/wire"
	"bothends/site/lesson"
	"bothends/site/page"
)

// runSlack is what a request may take beyond its run's own limit and the wait
// for a slot.
const runSlack = 15 * time.Second

// run answers a request for one run.
func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	q, err := s.readRequest(w, r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	known := s.now.Load().book.Snippets[q.Snippet]
	if known == nil {
		answer(w, refuse(http.StatusNotFound, "there is no snippet %q in this book", q.Snippet))
		return
	}
	if known.Session != nil {
		answer(w, refuse(http.StatusBadRequest, "%s is a session, which is run cell by cell", q.Snippet))
		return
	}
	snippet, err := q.edited(known.Snippet)
	if err != nil {
		s.refuse(w, err)
		return
	}
	a := s.newAttempt(r, snippet.Name, time.Duration(snippet.Scenario.Limits.Time))
	a.snippet, a.edited = snippet, snippet.Sum() != known.Sum()
	if strings.Contains(r.Header.Get("Accept"), streamType) {
		if len(q.Stdin) > 0 {
			a.input, a.longest = runner.NewInput(q.Stdin...), runner.MaxTalk
		}
		s.follow(w, r, s.start(r.Context(), a, q.Resume, s.tell), 0)
		return
	}
	shownIn := s.now.Load().book.Lesson(q.Lesson)
	if shownIn == nil {
		answer(w, refuse(http.StatusNotFound, "there is no lesson %q in this book to show the run in", q.Lesson))
		return
	}
	ctx, cancel := context.WithDeadline(r.Context(), s.last(a))
	defer cancel()
	s.fresh(ctx, w, r, a, shownIn, q.Files)
}

// resume answers a reader who comes again, with what the stream's events after the
// one he names have told.
func (s *Server) resume(w http.ResponseWriter, r *http.Request) {
	run := s.sessions.get(r.PathValue("run"))
	if run == nil {
		s.refuse(w, noSuchRun())
		return
	}
	number, err := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	if err != nil || number < 0 {
		number = 0
	}
	s.follow(w, r, run, number)
}

// stop ends a run, whoever follows it: all of them see its end.
func (s *Server) stop(w http.ResponseWriter, r *http.Request) {
	run := s.sessions.get(r.PathValue("run"))
	if run == nil {
		s.refuse(w, noSuchRun())
		return
	}
	run.cancel(errStopped)
	w.WriteHeader(http.StatusNoContent)
}

func noSuchRun() *refusal {
	return refuseReader(http.StatusNotFound, "refused-gone")
}

// An attempt is one run that somebody asks for.
type attempt struct {
	name    string          // of a snippet or an exercise
	longest time.Duration   // that it may take from its turn on
	snippet *runner.Snippet // nil if it is not one
	edited  bool            // it is not as the book has it
	who     client
	began   time.Time
	turn    time.Time     // when it was its turn; zero if never
	first   time.Time     // when its first event came
	input   *runner.Input // nil if no process reads what is typed

	terminals *terminals // nil if it is a run
}

func (s *Server) newAttempt(r *http.Request, name string, longest time.Duration) *attempt {
	return &attempt{name: name, longest: longest, who: s.proxies.clientOf(r), began: time.Now()}
}

// last is when an attempt must have ended.
func (s *Server) last(a *attempt) time.Time { return a.began.Add(s.runs.wait + a.longest + runSlack) }

// start begins an attempt, which is work's to make and to publish. Its readers may
// leave and come to it again if resume says so. It is the session's, not the request's,
// and ends with it.
func (s *Server) start(ctx context.Context, a *attempt, resume bool, work func(context.Context, *attempt, *session) ending) *session {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	ctx, done := context.WithDeadline(ctx, s.last(a))
	grace := time.Duration(0)
	if resume {
		grace = s.grace
	}
	run := newSession(newID(), grace, cancel)
	run.input, run.terminals = a.input, a.terminals
	s.sessions.add(run)
	s.sessions.running.Go(func() {
		defer done()
		end := newEnding(runner.Result{}, errFault)
		defer func() {
			if fault := recover(); fault != nil {
				s.logFault(fault)
			}
			run.finish(end)
			s.sessions.retire(run)
		}()
		end = work(ctx, a, run)
	})
	return run
}

// tell runs what was asked for and publishes it.
func (s *Server) tell(ctx context.Context, a *attempt, run *session) ending {
	trace, rows := newTrace(), page.NewRows(a.snippet, s.now.Load().book.Index.Language)
	var shown []runner.Event
	end := s.execute(ctx, a, trace,
		func(position int) { run.publish("waiting", newWaiting(position, rows.Language)) },
		func(e runner.Event) {
			if a.snippet.Scenario.Packets {
				shown = append(shown, e)
			}
			run.publish("", message{Event: e, Row: string(rows.Row(e)), Item: string(rows.WireItem(e))})
		})
	if a.snippet.Scenario.Packets && end.status == http.StatusOK {
		capture := page.InLink(s.capture(a.snippet, trace))
		run.publish("wire", drawing{string(rows.WireFigure(a.snippet.Name, shown, capture))})
	}
	return end.in(rows.Language)
}

// inTurn makes an attempt when it is its turn, and takes note of how it ended. It calls
// waits if the turn has not come.
func (s *Server) inTurn(ctx context.Context, a *attempt, waits func(position int), make func() ending) (end ending) {
	defer func() {
		if !a.turn.IsZero() {
			s.boxes.saw(end.err)
		}
		s.metrics.count(a, end)
		s.logRun(ctx, a, end)
	}()
	places := s.runs
	switch { // those that may go on for minutes, in which they do little, have places of their own
	case a.terminals != nil:
		places = s.opened
	case a.input != nil:
		places = s.talks
	}
	release, err := places.acquire(ctx, a.who, waits)
	if err != nil {
		return newEnding(runner.Result{}, err)
	}
	defer release()
	a.turn = time.Now()
	defer func() {
		// A fault of ours must end this run, not every reader's, and be told as one.
		if fault := recover(); fault != nil {
			s.logFault(fault)
			end = newEnding(runner.Result{}, errFault)
		}
	}()
	return make()
}

// errFault is why a run ended that met with a fault of ours.
var errFault = errors.New("the run failed; the server's log says why")

// logFault writes down what recover has returned. A text may have what a reader wrote in it;
// the runtime's own errors have not.
func (s *Server) logFault(fault any) {
	what := fmt.Sprintf("%T", fault)
	if err, ok := fault.(runtime.Error); ok {
		what = err.Error()
	}
	s.log.Error("a run failed", "fault", what, "stack", string(debug.Stack()))
}

// happens takes note of an attempt's first event.
func (a *attempt) happens() {
	if a.first.IsZero() {
		a.first = time.Now()
	}
}

// execute runs the snippet when it is its turn, and returns when nothing of the
// run is left. It calls waits if the turn has not come. Events go to show, one
// at a time; of packets, the frames to trace.
func (s *Server) execute(ctx context.Context, a *attempt, trace *wire.Trace, waits func(position int), show func(runner.Event)) ending {
	return s.inTurn(ctx, a, waits, func() ending {
		t := &transcript{show: func(e runner.Event) { a.happens(); show(e) }}
		options := runner.Options{Input: a.input}
		if a.snippet.Scenario.Packets {
			options.Frame = trace.Add
		}
		return newEnding(s.runner.Run(ctx, a.snippet, options, t.add))
	})
}

// newTrace keeps as much of a reader's run as a recording may have.
func newTrace() *wire.Trace { return &wire.Trace{Most: lesson.MaxCapture} }

// capture is the file of what was traced, nil if nothing was.
func (s *Server) capture(snippet *runner.Snippet, trace *wire.Trace) []byte {
	if trace.Len() == 0 {
		return nil
	}
	file, err := trace.Pcap("a reader's run of " + snippet.Name)
	if err != nil {
		s.log.Error("writing the capture of a run", "snippet", snippet.Name, "error", err)
		return nil
	}
	return file
}

// logRun writes down that there was a run, and nothing of what the reader
// wrote or the programs printed.
func (s *Server) logRun(ctx context.Context, a *attempt, end ending) {
	level, attrs := slog.LevelInfo, []slog.Attr{
		slog.String("snippet", a.name),
		slog.Bool("edited", a.edited),
		slog.Duration("took", time.Since(a.began).Round(time.Millisecond)),
		slog.String("outcome", end.outcome()),
		slog.Int("status", end.Status),
	}
	if end.err != nil {
		attrs = append(attrs, slog.String("error", end.err.Error()))
		if end.status == http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	s.log.LogAttrs(ctx, level, "run", attrs...)
}
