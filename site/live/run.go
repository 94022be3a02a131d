package live

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"bothends/runner"
	"bothends/runner/wire"
	"bothends/site/lesson"
)

// runSlack is what a request may take beyond its run's own limit and the wait
// for a slot.
const runSlack = 15 * time.Second

// run answers a request for one run.
func (s *Server) run(w http.ResponseWriter, r *http.Request) {
	q, err := s.readRequest(w, r)
	if err != nil {
		answer(w, asRefusal(err))
		return
	}
	known := s.now.Load().book.Snippets[q.Snippet]
	if known == nil {
		answer(w, refuse(http.StatusNotFound, "there is no snippet %q in this book", q.Snippet))
		return
	}
	snippet, err := q.edited(known.Snippet)
	if err != nil {
		answer(w, asRefusal(err))
		return
	}
	var page *lesson.Lesson
	streaming := strings.Contains(r.Header.Get("Accept"), streamType)
	if !streaming {
		if page = s.now.Load().book.Lesson(q.Lesson); page == nil {
			answer(w, refuse(http.StatusNotFound, "there is no lesson %q in this book to show the run in", q.Lesson))
			return
		}
	}

	began := time.Now()
	who := clientOf(r, s.trust)
	last := began.Add(s.runs.wait + time.Duration(snippet.Scenario.Limits.Time) + runSlack)
	ctx, cancel := context.WithDeadline(r.Context(), last)
	defer cancel()
	var end ending
	if streaming {
		end = s.stream(ctx, w, who, snippet)
	} else {
		end = s.fresh(ctx, w, r, who, snippet, page, q.Files)
	}
	s.logRun(r.Context(), snippet, snippet.Sum() != known.Sum(), time.Since(began), end)
}

// execute runs the snippet when it is its turn, and returns when nothing of the
// run is left. It calls waits if the turn has not come. Events go to show, one
// at a time; of packets, the frames to trace.
func (s *Server) execute(ctx context.Context, who client, snippet *runner.Snippet, trace *wire.Trace, waits func(), show func(runner.Event)) ending {
	release, err := s.runs.acquire(ctx, who, waits)
	if err != nil {
		return newEnding(runner.Result{}, err)
	}
	defer release()
	t := &transcript{show: show}
	var options runner.Options
	if snippet.Scenario.Packets {
		options.Frame = trace.Add
	}
	return newEnding(s.runner.Run(ctx, snippet, options, t.add))
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
func (s *Server) logRun(ctx context.Context, snippet *runner.Snippet, edited bool, took time.Duration, end ending) {
	level, attrs := slog.LevelInfo, []slog.Attr{
		slog.String("snippet", snippet.Name),
		slog.Bool("edited", edited),
		slog.Duration("took", took.Round(time.Millisecond)),
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
