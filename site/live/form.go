package live

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"bothends/runner"
	"bothends/site/lesson"
	"bothends/site/page"
)

// fresh runs the snippet and answers with the lesson's page, the reader's
// sources in its panes and the run in its transcript. The page is also where
// a reader without the script learns why nothing ran.
func (s *Server) fresh(ctx context.Context, w http.ResponseWriter, r *http.Request, a *attempt,
	l *lesson.Lesson, sources map[string]string) {

	var events []runner.Event
	trace := newTrace()
	end := s.execute(ctx, a, trace, nil, func(e runner.Event) { events = append(events, e) })
	s.answerForm(w, r, l, end, page.Options{Fresh: &page.Fresh{
		Snippet:  a.snippet.Name,
		Sources:  sources,
		Scenario: a.snippet.Scenario,
		Events:   events,
		Capture:  s.capture(a.snippet, trace),
		Status:   end.in(l.Language).Text,
	}})
}

// answerForm answers with the page of a lesson that shows what came of a form.
func (s *Server) answerForm(w http.ResponseWriter, r *http.Request, l *lesson.Lesson, end ending, o page.Options) {
	o.Live, o.Paper, o.Base = true, true, s.base
	var b bytes.Buffer
	if err := page.Render(&b, s.now.Load().book, l, s.assets, o); err != nil {
		s.log.Error("rendering the page of an answer", "lesson", l.File, "error", err)
		s.refuse(w, err)
		return
	}
	// The time for writing began with the request; the run may have used it up.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	retryLater(w.Header(), end.status)
	newContent(end.status, htmlType, never, b.Bytes()).ServeHTTP(w, r)
}
