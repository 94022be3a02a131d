package live

import (
	"encoding/json"
	"errors"
	"net/http"

	"bothends/runner"
)

// maxTyped bounds what is typed at once, as JSON.
const maxTyped = 32 << 10

// typing is what a reader types to a process of a run.
type typing struct {
	Process string `json:"process"`
	Text    string `json:"text"` // with the newline at its end, or a part of a line
	EOF     bool   `json:"eof"`  // behind it the process's standard input ends
}

// typed hands to a process what a reader types. That it was given is told in the
// stream, as an event of kind stdin.
func (s *Server) typed(w http.ResponseWriter, r *http.Request) {
	if err := s.give(w, r); err != nil {
		s.refuse(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) give(w http.ResponseWriter, r *http.Request) error {
	run := s.sessions.get(r.PathValue("run"))
	if run == nil {
		return noSuchRun()
	}
	if run.input == nil {
		return refuse(http.StatusConflict, "no process of this run reads what is typed; ask for it with the run")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxTyped))
	d.DisallowUnknownFields()
	var t typing
	var tooLarge *http.MaxBytesError
	if err := d.Decode(&t); errors.As(err, &tooLarge) {
		return refuseReader(http.StatusRequestEntityTooLarge, "refused-typed", maxTyped>>10)
	} else if err != nil {
		return refuse(http.StatusBadRequest, "what is typed is a JSON object with process, text and eof: %v", err)
	}
	var err error
	if t.Text == "" && !t.EOF {
		return refuse(http.StatusBadRequest, "neither text nor the end of it")
	}
	if t.Text != "" {
		err = run.input.Write(t.Process, t.Text)
	}
	if err == nil && t.EOF {
		err = run.input.End(t.Process)
	}
	switch {
	case errors.Is(err, runner.ErrNoInput):
		return refuse(http.StatusNotFound, "%q: %v", t.Process, err)
	case errors.Is(err, runner.ErrInputFull):
		return refuseReader(http.StatusRequestEntityTooLarge, "refused-full", t.Process, runner.MaxInput>>10)
	case errors.Is(err, runner.ErrInputEnded):
		return refuseReader(http.StatusConflict, "refused-ended", t.Process)
	case err != nil:
		return refuse(http.StatusConflict, "%s: %v", t.Process, err)
	}
	return nil
}
