package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"bothends/runner"
	"bothends/runner/exercise"
	"bothends/site/lesson"
	"bothends/site/page"
)

// propertyTime is what the run of one property takes at most.
const propertyTime = runner.DefaultTime

// A checkRequest asks whether a reader's program has an exercise's properties.
type checkRequest struct {
	Exercise string            `json:"exercise"`
	Files    map[string]string `json:"files"` // "main.go" to the reader's source
	Resume   bool              `json:"resume"`
}

// check answers with a verdict on each property: as a stream, or when all is over as a page to
// whoever has sent a form, and as text to others.
func (s *Server) check(w http.ResponseWriter, r *http.Request) {
	var q checkRequest
	if err := s.readCheck(w, r, &q); err != nil {
		s.refuse(w, err)
		return
	}
	x := s.now.Load().book.Exercises[q.Exercise]
	if x == nil {
		answer(w, refuse(http.StatusNotFound, "there is no exercise %q in this book", q.Exercise))
		return
	}
	if err := checkFiles(q.Files); err != nil {
		s.refuse(w, err)
		return
	}
	a := s.newAttempt(r, x.Name, time.Duration(len(x.Properties))*propertyTime)
	a.edited = true
	work := func(ctx context.Context, a *attempt, run *session) ending { return s.examine(ctx, a, run, x, q.Files) }
	if strings.Contains(r.Header.Get("Accept"), streamType) {
		s.follow(w, r, s.start(r.Context(), a, q.Resume, work), 0)
		return
	}
	if isForm(r) {
		if l := s.now.Load().book.LessonOf(x.Name); l != nil {
			s.checked(w, r, a, l, x, q.Files)
			return
		}
	}
	s.verdicts(w, r, a, x, q.Files)
}

func isForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}

// readCheck reads JSON, or a form whose fields with a name like main.go are files.
func (s *Server) readCheck(w http.ResponseWriter, r *http.Request, q *checkRequest) error {
	if !isForm(r) {
		return s.readJSON(w, r, q)
	}
	if err := s.readBody(w, r, func() error { return parseForm(r) }); err != nil {
		return err
	}
	q.Exercise, q.Resume = r.PostForm.Get("exercise"), r.PostForm.Get("resume") == "1"
	for name, values := range r.PostForm {
		if strings.HasSuffix(name, ".go") {
			q.Files = with(q.Files, name, strings.ReplaceAll(values[0], "\r\n", "\n"))
		}
	}
	return nil
}

// examine checks a program and publishes what the reader's side of it shows, and
// the verdicts. The peer stays hidden.
func (s *Server) examine(ctx context.Context, a *attempt, run *session, x *exercise.Exercise, files map[string]string) ending {
	rows := page.Rows{Language: s.now.Load().book.Index.Language}
	end := s.judge(ctx, a, x, files,
		func(position int) { run.publish("waiting", newWaiting(position, rows.Language)) },
		func(property string, e runner.Event) {
			run.publish("", message{Event: e, Row: string(rows.Row(e)), Property: property})
		},
		func(v exercise.Verdict) { run.publish("verdict", v) })
	return end.in(rows.Language)
}

// verdicts checks a program and writes what came of it in words.
func (s *Server) verdicts(w http.ResponseWriter, r *http.Request, a *attempt, x *exercise.Exercise, files map[string]string) {
	ctx, cancel := context.WithDeadline(r.Context(), s.last(a))
	defer cancel()
	var words strings.Builder
	mark := map[exercise.State]string{exercise.Held: "ok", exercise.Failed: "FAIL", exercise.Untried: "-"}
	end := s.judge(ctx, a, x, files, nil,
		func(_ string, e runner.Event) {
			if e.Kind == runner.Problem {
				fmt.Fprintln(&words, e.Text)
			}
		},
		func(v exercise.Verdict) {
			fmt.Fprintf(&words, "%-4s %s\n", mark[v.State], v.Text)
			if v.Detail != "" {
				fmt.Fprintf(&words, "     %s\n", v.Detail)
			}
		})
	if end.status != http.StatusOK {
		answer(w, refuse(end.status, "%s", end.Text))
		return
	}
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", never)
	fmt.Fprintf(w, "%s%s\n", words.String(), end.Text)
}

// checked checks a program and answers with the lesson's page, the reader's program in the
// exercise and what came of it with each property.
func (s *Server) checked(w http.ResponseWriter, r *http.Request, a *attempt, l *lesson.Lesson, x *exercise.Exercise, files map[string]string) {
	ctx, cancel := context.WithDeadline(r.Context(), s.last(a))
	defer cancel()
	c := &page.Checked{Exercise: x.Name, Source: files["main.go"]}
	end := s.judge(ctx, a, x, files, nil,
		func(_ string, e runner.Event) { c.Events = append(c.Events, e) },
		func(v exercise.Verdict) {
			c.Verdicts = append(c.Verdicts, page.Verdict{State: string(v.State), Text: v.Text, Detail: v.Detail})
		})
	c.Status = end.in(l.Language).Text
	s.answerForm(w, r, l, end, page.Options{Checked: c})
}

// judge runs a program against the peer, property by property, when it is its turn.
func (s *Server) judge(ctx context.Context, a *attempt, x *exercise.Exercise, files map[string]string,
	waits func(int), show func(property string, e runner.Event), report func(exercise.Verdict)) ending {

	return s.inTurn(ctx, a, waits, func() ending {
		var t *transcript
		property := ""
		out, err := x.Check(ctx, s.runner, files, exercise.Options{Event: func(id string, e runner.Event) {
			if id != property {
				// Its bounds are those of one run, and its times count from the run's beginning.
				property, t = id, &transcript{show: func(e runner.Event) { show(id, e) }}
			}
			a.happens()
			if e.Process == x.Reader || e.Process == "" && e.Kind != runner.Segment && e.Kind != runner.Datagram {
				t.add(e)
			}
		}}, report)
		return checkEnding(x, out, err)
	})
}

// checkEnding says how a check ended.
func checkEnding(x *exercise.Exercise, out exercise.Outcome, err error) ending {
	var refused *exercise.RefusedError
	switch {
	case errors.As(err, &refused):
		return failed(http.StatusServiceUnavailable, err, "end-no-peer")
	case err != nil:
		return newEnding(runner.Result{}, err)
	case out.Refused:
		return ending{Text: "Nothing ran: no engine on this server does exactly what Go does with your program.", Problems: len(out.Problems), Status: runner.StatusUnavailable, status: http.StatusOK}
	case len(out.Problems) > 0:
		return newEnding(runner.Result{Problems: len(out.Problems), Status: runner.StatusProblems}, nil)
	}
	end := ending{Text: fmt.Sprintf("All %d hold.", out.Held), status: http.StatusOK}
	if !out.OK() {
		end.Text, end.Failed, end.Status = fmt.Sprintf("%d of %d hold.", out.Held, len(x.Properties)), out.Failed, 1
	}
	return end
}
