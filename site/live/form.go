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
	var b bytes.Buffer
	err := page.Render(&b, s.now.Load().book, l, s.assets, page.Options{Live: true, Paper: true, Base: s.base, Fresh: &page.Fresh{
		Snippet: a.snippet.Name,
		Sources: sources,
		Events:  events,
		Capture: s.capture(a.snippet, trace),
		Status:  end.Text,
	}})
	if err != nil {
		s.log.Error("rendering a page with a run", "lesson", l.File, "error", err)
		answer(w, asRefusal(err))
		return
	}
	// The time for writing began with the request; the run may have used it up.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	retryLater(w.Header(), end.status)
	newContent(end.status, htmlType, never, b.Bytes()).ServeHTTP(w, r)
}
