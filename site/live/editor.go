package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"time"

	"bothends/runner"
	"bothends/runner/gocheck/assist"
)

// editing is how many questions of editors are answered at once. They take some
// hundredths of a second, and come with what is typed: one that has to wait longer
// than this has been asked anew.
func editing() limits {
	running := max(2, runtime.NumCPU())
	return limits{running: running, share: half(running), waiting: 16 * running, waitingShare: 4 * running, wait: 5 * time.Second}
}

// edit answers what an editor asks: do is one of assist's.
func (s *Server) edit(do string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var q assist.Request
		if err := s.readJSON(w, r, &q); err != nil {
			s.refuse(w, err)
			return
		}
		q.Do = do
		if err := checkFiles(q.Files); err != nil {
			s.refuse(w, err)
			return
		}
		if _, ok := q.Files[q.File]; !ok && do != assist.DoProblems {
			answer(w, refuse(http.StatusBadRequest, "file is %q, which is none of files", q.File))
			return
		}
		a, err := s.assist(r.Context(), s.proxies.clientOf(r), q)
		if err != nil {
			s.refuse(w, err)
			return
		}
		switch do {
		case assist.DoFormat:
			answerJSON(w, a.Format)
		case assist.DoProblems:
			if a.Problems == nil {
				a.Problems = []assist.Diagnostic{}
			}
			answerJSON(w, a.Problems)
		case assist.DoComplete:
			answerJSON(w, a.Completion)
		}
	}
}

// assist asks the runner when it is the client's turn.
func (s *Server) assist(ctx context.Context, who client, q assist.Request) (a assist.Answer, err error) {
	release, err := s.edits.acquire(ctx, who, nil)
	if err != nil {
		end := newEnding(runner.Result{}, err)
		return a, refuse(end.status, "%s", end.Text)
	}
	defer release()
	a, err = s.runner.Assist(ctx, q)
	var unavailable *runner.Unavailable
	switch {
	case err == nil:
		return a, nil
	case errors.Is(err, runner.ErrTooComplicated):
		return a, refuse(http.StatusUnprocessableEntity, "%v", err)
	case errors.As(err, &unavailable):
		return a, refuse(http.StatusServiceUnavailable, "This server %v.", unavailable)
	case ctx.Err() == nil:
		s.log.Error("an editor's question failed", "do", q.Do, "error", err)
	}
	return a, err
}

// checkFiles refuses what is no program's.
func checkFiles(files map[string]string) error {
	if len(files) == 0 {
		return refuse(http.StatusBadRequest, "no files")
	}
	size := 0
	for name, source := range files {
		if size += len(source); size > runner.MaxSource {
			return errTooLarge
		}
		if err := runner.CheckFileName(name); err != nil {
			return refuse(http.StatusBadRequest, "%v", err)
		}
	}
	return nil
}

// readJSON reads the body of a request when there is room for it, with nothing in it
// that is not known.
func (s *Server) readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	return s.readBody(w, r, func() error { return readJSON(r, v) })
}

// readForeign reads JSON of other people's clients, which may have more in it.
func (s *Server) readForeign(w http.ResponseWriter, r *http.Request, v any) error {
	return s.readBody(w, r, func() error {
		if err := json.NewDecoder(r.Body).Decode(v); err != nil {
			return refuseJSON(err)
		}
		return nil
	})
}

// readBody has a body read when there is room for it.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, read func() error) error {
	release, err := s.roomFor(r)
	if err != nil {
		return err
	}
	defer release()
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := read(); err != nil {
		return err
	}
	http.NewResponseController(w).SetReadDeadline(time.Time{}) // see readRequest
	return nil
}

// answerJSON writes an answer to a script.
func answerJSON(w http.ResponseWriter, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		answer(w, refuse(http.StatusInternalServerError, "the server failed"))
		return
	}
	// The time for writing began with the request.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", never)
	fmt.Fprintf(w, "%s\n", text)
}
