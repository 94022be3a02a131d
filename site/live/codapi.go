package live

import (
	"context"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"bothends/runner"
)

// The protocol of Codapi (nalgeon/codapi), as its widget speaks it.

// An execRequest asks for a run.
type execRequest struct {
	Sandbox string            `json:"sandbox"` // "go" is what there is
	Version string            `json:"version"`
	Command string            `json:"command"` // run
	Files   map[string]string `json:"files"`   // the main one has no name
}

// An executed answers it. The widget shows stdout, or stderr where that is empty.
type executed struct {
	ID       string `json:"id"`
	OK       bool   `json:"ok"`
	Duration int64  `json:"duration"` // milliseconds
	Stdout   string `json:"stdout"`
	Stderr   string `json:"stderr"`
}

// codapi ties the protocol to its addresses.
func (s *Server) codapi(mux *http.ServeMux, prefix string) {
	mux.HandleFunc("POST "+prefix+"v1/exec", s.exec)
	mux.HandleFunc("GET "+prefix+"v1/exec", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", http.MethodPost)
		answer(w, refuse(http.StatusMethodNotAllowed, "this is where runs are asked for"))
	})
	mux.HandleFunc("GET "+prefix+"v1/health", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", never)
		if why := s.unready(); why != "" {
			answer(w, refuse(http.StatusServiceUnavailable, "%s", why))
		}
	})
}

// exec runs a program and answers with what it printed. What is wrong with the
// program is an answer like another: of any other status the widget shows words of its
// own.
func (s *Server) exec(w http.ResponseWriter, r *http.Request) {
	snippet, err := s.readExec(w, r)
	var wrong *programError
	switch {
	case errors.As(err, &wrong):
		answerJSON(w, executed{ID: execID(), Stderr: wrong.Error() + "\n"})
		return
	case err != nil:
		answer(w, asRefusal(err))
		return
	}
	a := s.stranger(r, snippet)
	ctx, cancel := context.WithDeadline(r.Context(), s.last(a))
	defer cancel()
	p := s.perform(ctx, a)
	if p.end.status != http.StatusOK {
		answer(w, refuse(p.end.status, "%s", p.end.Text))
		return
	}
	got := executed{ID: execID(), OK: p.end.Status == 0, Duration: time.Since(a.began).Milliseconds()}
	for _, o := range p.output {
		if o.kind == runner.Stderr {
			got.Stderr += o.text
		} else {
			got.Stdout += o.text
		}
	}
	for _, text := range p.problems {
		got.Stderr += text + "\n"
	}
	if p.end.Status == runner.StatusLimit {
		got.Stderr += p.end.Failed + "\n"
	}
	answerJSON(w, got)
}

// A programError is one of the files that were sent.
type programError struct{ error }

func (s *Server) readExec(w http.ResponseWriter, r *http.Request) (*runner.Snippet, error) {
	if r.Header.Get("Content-Type") != "application/json" {
		return nil, refuse(http.StatusBadRequest, "content type is %q; it must be application/json", r.Header.Get("Content-Type"))
	}
	var q execRequest
	if err := s.readForeign(w, r, &q); err != nil {
		return nil, err
	}
	switch {
	case q.Sandbox != "go":
		return nil, refuse(http.StatusNotFound, "there is no sandbox %q here; there is go", q.Sandbox)
	case q.Command != "run":
		return nil, refuse(http.StatusNotFound, "sandbox go has no command %q; it has run", q.Command)
	case len(q.Files) == 0:
		return nil, refuse(http.StatusBadRequest, "no files")
	}
	const name = "main.go"
	files := map[string]string{}
	for file, source := range q.Files {
		if file == "" {
			file = name
		}
		files[file] = strings.ReplaceAll(source, "\r\n", "\n")
	}
	snippet, err := runner.NewSnippet(name, files)
	if err != nil {
		return nil, &programError{errors.New(unnamed(name, err))}
	}
	return snippet, nil
}

// execID names an answer, as the protocol has it. Nothing can be asked by it.
func execID() string {
	b := rand.Uint32()
	return "go_run_" + hex.EncodeToString([]byte{byte(b >> 24), byte(b >> 16), byte(b >> 8), byte(b)})
}
