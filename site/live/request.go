package live

import (
	"encoding/json"
	"errors"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bothends/runner"
)

// maxBody bounds the body of a run's request. A form writes a newline as six
// bytes and every other byte as at most three; the slack is for names.
const maxBody = 4*runner.MaxSource + 16<<10

// A body of more than smallBody bytes is read only while fewer than largeBodies
// of them are, and half as many of one client: what is read is held until it is
// whole, before a run is asked for.
const (
	smallBody   = 64 << 10
	largeBodies = 16
)

// maxLink bounds the description of a link: 100 packets of each kind fit.
const maxLink = 4 << 10

// A runRequest asks for one run of a snippet.
type runRequest struct {
	Snippet string              `json:"snippet"`
	Lesson  string              `json:"lesson"` // the path of the page it was asked on
	Resume  bool                `json:"resume"` // whoever asks can come again when the stream breaks off
	Stdin   []string            `json:"stdin"`  // processes that read what is typed while they run
	Args    map[string][]string `json:"args"`   // of processes; the scenario's own where missing
	Counts  map[string]int      `json:"counts"` // how many of a process run at once
	Link    string              `json:"link"`   // what is between server and client, as below [link] in a scenario
	Files   map[string]string   `json:"files"`  // "server/main.go" to the reader's source; the snippet's own where missing

	form bool // it came as one
}

// readRequest reads a request when there is room for it.
func (s *Server) readRequest(w http.ResponseWriter, r *http.Request) (*runRequest, error) {
	release, err := s.roomFor(r)
	if err != nil {
		return nil, err
	}
	defer release()
	return readRequest(w, r)
}

// roomFor lets a body be read, if not too many large ones are. The caller calls
// release when it was.
func (s *Server) roomFor(r *http.Request) (release func(), err error) {
	if r.ContentLength >= 0 && r.ContentLength <= smallBody {
		return func() {}, nil
	}
	release, err = s.bodies.acquire(r.Context(), s.proxies.clientOf(r), nil)
	if err != nil {
		return nil, refuseReader(http.StatusServiceUnavailable, "refused-many")
	}
	return release, nil
}

// readRequest reads the body of a run's request, a JSON object or a form. In a
// form every field whose name has a slash is a file.
func readRequest(w http.ResponseWriter, r *http.Request) (*runRequest, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		kind = r.Header.Get("Content-Type")
	}
	q := &runRequest{Files: map[string]string{}}
	switch kind {
	case "application/json":
		err = readJSON(r, q)
	case "application/x-www-form-urlencoded":
		err = readForm(r, q)
	default:
		return nil, refuse(http.StatusUnsupportedMediaType, "a run is asked for by a form or in JSON, not as %q", kind)
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, err
	}
	// The body is read, and the time for reading it with it. From here on a
	// deadline would end the run: the server listens for the reader's going.
	http.NewResponseController(w).SetReadDeadline(time.Time{})
	size := 0
	for name, source := range q.Files {
		source = strings.ReplaceAll(source, "\r\n", "\n") // a form ends lines so
		q.Files[name] = source
		size += len(source)
	}
	if size > runner.MaxSource {
		return nil, errTooLarge
	}
	return q, nil
}

var errTooLarge = refuseReader(http.StatusRequestEntityTooLarge, "refused-large", runner.MaxSource>>10)

func readJSON(r *http.Request, q any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(q); err != nil {
		return refuseJSON(err)
	}
	return nil
}

// refuseJSON says what is wrong with a body that should be JSON.
func refuseJSON(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errTooLarge
	}
	return refuse(http.StatusBadRequest, "the request is not as it should be: %v", err)
}

// parseForm reads a form.
func parseForm(r *http.Request) error {
	err := r.ParseForm()
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case err != nil:
		return refuse(http.StatusBadRequest, "the form cannot be read: %v", err)
	}
	return nil
}

func readForm(r *http.Request, q *runRequest) error {
	if err := parseForm(r); err != nil {
		return err
	}
	q.form = true
	q.Snippet, q.Lesson = r.PostForm.Get("snippet"), r.PostForm.Get("lesson")
	q.Resume, q.Stdin = r.PostForm.Get("resume") == "1", r.PostForm["stdin"]
	q.Link = strings.ReplaceAll(r.PostForm.Get("link"), "\r\n", "\n")
	for name, values := range r.PostForm {
		key, process, _ := strings.Cut(name, ".")
		switch {
		case strings.Contains(name, "/"):
			q.Files[name] = values[0]
		case key == "args":
			words, err := splitWords(strings.ReplaceAll(values[0], "\r\n", "\n"))
			if err != nil {
				return refuseReader(http.StatusBadRequest, "refused-arguments", process, err)
			}
			q.Args = with(q.Args, process, words)
		case key == "count":
			n, err := strconv.Atoi(values[0])
			if err != nil {
				return refuseReader(http.StatusBadRequest, "refused-count", values[0], process)
			}
			q.Counts = with(q.Counts, process, n)
		}
	}
	return nil
}

// with adds to a map that may be nil.
func with[V any](m map[string]V, key string, value V) map[string]V {
	if m == nil {
		m = map[string]V{}
	}
	m[key] = value
	return m
}

// edited applies the reader's edits to the snippet.
func (q *runRequest) edited(s *runner.Snippet) (*runner.Snippet, error) {
	for name := range q.Files {
		program, file, _ := strings.Cut(name, "/")
		p := s.Program(program)
		if p == nil {
			return nil, refuse(http.StatusBadRequest, "snippet %s has no program %q to edit", s.Name, program)
		}
		if _, ok := p.Files[file]; !ok {
			return nil, refuse(http.StatusBadRequest, "snippet %s has no file %q to edit", s.Name, name)
		}
	}
	out, err := s.With(q.Files)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "%v", err)
	}
	if out, err = q.varied(out); err != nil {
		return nil, err
	}
	if len(q.Stdin) > 0 {
		if err := q.checkTyped(out); err != nil {
			return nil, err
		}
		out.Scenario.Limits.Time = runner.Duration(runner.MaxTime) // people type slowly
	}
	return out, nil
}

// varied is the snippet as the reader wants it to run. A form has the arguments of all
// processes: those that are as the scenario has them are nobody's wish.
func (q *runRequest) varied(s *runner.Snippet) (*runner.Snippet, error) {
	v := runner.Variation{Args: maps.Clone(q.Args), Counts: q.Counts}
	for _, p := range s.Scenario.Processes {
		own := p.Args
		if q.form {
			own = formed(own)
		}
		if args, ok := v.Args[p.Name]; ok && slices.Equal(args, own) {
			delete(v.Args, p.Name)
		}
	}
	if q.Link != "" {
		if len(q.Link) > maxLink {
			return nil, refuseReader(http.StatusRequestEntityTooLarge, "refused-link", maxLink)
		}
		var err error
		if v.Link, err = runner.ParseLink(q.Link); err != nil {
			return nil, refuse(http.StatusBadRequest, "%v", err)
		}
	}
	out, err := s.Vary(v)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "%v", err)
	}
	return out, nil
}

// formed is what comes back of arguments that a form was filled in with: it knows one
// kind of line end.
func formed(args []string) []string {
	out := slices.Clone(args)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "\r\n", "\n")
	}
	return out
}

// checkTyped refuses to have typed to what is no process.
func (q *runRequest) checkTyped(s *runner.Snippet) error {
	var names []string
	for _, p := range s.Scenario.Processes {
		names = append(names, p.Names()...)
		if p.Count > 1 {
			names = append(names, p.Name)
		}
	}
	for _, name := range q.Stdin {
		if !slices.Contains(names, name) {
			return refuse(http.StatusBadRequest, "snippet %s has no process %q to type to; there are %s", s.Name, name, strings.Join(names, ", "))
		}
	}
	return nil
}
