package live

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"bothends/runner"
	"bothends/runner/gocheck"
	"bothends/runner/gocheck/assist"
)

// The protocol of the Go Playground: golang/playground's server, as its own clients
// speak it. Each path is served bare and under /_/.

// playgroundName is what the Playground calls a program's one file.
const playgroundName = "prog.go"

// tookTooLong is, exactly, what makes its clients play what was printed by then.
const tookTooLong = "process took too long"

// A compileRequest asks for a run.
type compileRequest struct {
	Body    string
	WithVet bool

	version string // of the protocol; only a form has one
}

// A compiled answers it.
type compiled struct {
	Errors      string
	Events      []played
	Status      int
	IsTest      bool
	TestsFailed int
	VetErrors   string `json:",omitempty"`
	VetOK       bool   `json:",omitempty"`
}

// A played is something printed.
type played struct {
	Message string
	Kind    string        // stdout or stderr
	Delay   time.Duration // since the one before, in nanoseconds
}

// playground ties the protocol to its addresses.
func (s *Server) playground(mux *http.ServeMux, prefix string) {
	for _, at := range []string{prefix, prefix + "_/"} {
		mux.HandleFunc("POST "+at+"compile", s.compile)
		mux.HandleFunc("POST "+at+"fmt", s.format)
		mux.HandleFunc("GET "+at+"version", version)
		mux.HandleFunc("POST "+at+"share", func(w http.ResponseWriter, _ *http.Request) {
			answer(w, refuse(http.StatusNotFound, "nothing is stored here: a program is shared by a link that has it in itself"))
		})
	}
}

// compile runs a program, and answers with all that it printed.
func (s *Server) compile(w http.ResponseWriter, r *http.Request) {
	q := compileRequest{version: "2"}
	if err := s.readPlayground(w, r, &q, func() {
		q.Body, q.WithVet = r.PostForm.Get("body"), r.PostForm.Get("withVet") == "true"
		if r.PostForm.Has("version") {
			q.version = r.PostForm.Get("version")
		}
	}); err != nil {
		answer(w, asRefusal(err))
		return
	}
	var got compiled
	snippet, err := runner.ParseTxtar(playgroundName, []byte(q.Body))
	if err != nil {
		got.Errors = playgroundName + ": " + unnamed(playgroundName, err) + "\n"
	} else {
		a := s.stranger(r, snippet)
		ctx, cancel := context.WithDeadline(r.Context(), s.last(a))
		defer cancel()
		p := s.perform(ctx, a)
		if p.end.status != http.StatusOK {
			answer(w, refuse(p.end.status, "%s", p.end.Text))
			return
		}
		got = p.compiled(q.WithVet)
	}
	if q.version != "2" {
		answerJSON(w, got.old())
		return
	}
	answerJSON(w, got)
}

// compiled is how the Playground tells of a run.
func (p *performed) compiled(vet bool) compiled {
	got := compiled{Events: []played{}}
	if len(p.problems) > 0 {
		got.Errors = strings.Join(p.problems, "\n") + "\n"
		return got
	}
	before := time.Duration(0)
	for _, o := range p.output {
		if n := len(got.Events); n > 0 && got.Events[n-1].Kind == string(o.kind) && o.at-before < time.Millisecond {
			got.Events[n-1].Message += o.text // as one write, which it was to a reader
			continue
		}
		got.Events = append(got.Events, played{o.text, string(o.kind), o.at - before})
		before = o.at
	}
	if vet {
		got.VetErrors = strings.Join(p.findings, "\n")
		got.VetOK = got.VetErrors == ""
	}
	switch {
	case p.limit == runner.LimitTime:
		got.Errors = tookTooLong
	case p.end.Status == runner.StatusLimit:
		got.Errors = p.end.Failed
	default:
		got.Status = p.end.Status
	}
	return got
}

// old is the answer of versions before 2: all of the output at once.
func (c compiled) old() map[string]string {
	var all strings.Builder
	for _, e := range c.Events {
		all.WriteString(e.Message)
	}
	return map[string]string{"compile_errors": c.Errors, "output": all.String()}
}

// readPlayground reads JSON into v, or a form, which take then reads.
func (s *Server) readPlayground(w http.ResponseWriter, r *http.Request, v any, take func()) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return s.readForeign(w, r, v)
	}
	if err := s.readBody(w, r, func() error { return parseForm(r) }); err != nil {
		return err
	}
	take()
	return nil
}

// format writes a program, or each file of an archive, as gofmt does.
func (s *Server) format(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Body    string
		Imports bool
	}
	if err := s.readPlayground(w, r, &q, func() {
		q.Body, q.Imports = r.PostForm.Get("body"), r.PostForm.Get("imports") == "true"
	}); err != nil {
		answer(w, asRefusal(err))
		return
	}
	type formatted struct{ Body, Error string }
	archive := txtar.Parse([]byte(q.Body))
	files := slices.Clone(archive.Files)
	if len(files) == 0 || len(strings.TrimSpace(string(archive.Comment))) > 0 {
		files = slices.Insert(files, 0, txtar.File{Name: playgroundName, Data: archive.Comment})
	}
	if len(q.Body) > runner.MaxSource {
		answer(w, errTooLarge)
		return
	}
	if len(files) > runner.MaxProcesses { // each is a question of its own
		answer(w, refuse(http.StatusRequestEntityTooLarge, "%d files; at most %d are formatted at once", len(files), runner.MaxProcesses))
		return
	}
	for i, f := range files {
		if path.Ext(f.Name) != ".go" {
			continue
		}
		a, err := s.assist(r.Context(), s.proxies.clientOf(r), assist.Request{
			Do: assist.DoFormat, Files: map[string]string{f.Name: string(f.Data)}, File: f.Name, Imports: q.Imports,
		})
		if err != nil {
			answer(w, asRefusal(err))
			return
		}
		if a.Format.Error != "" {
			answerJSON(w, formatted{Error: a.Format.Error})
			return
		}
		files[i].Data = []byte(a.Format.Source)
	}
	if len(files) > len(archive.Files) {
		archive.Comment, files = files[0].Data, files[1:]
	}
	archive.Files = files
	answerJSON(w, formatted{Body: string(txtar.Format(archive))})
}

// version says what the programs are taken for.
func version(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, struct{ Version, Release, Name string }{
		runtime.Version(), gocheck.GoVersion, fmt.Sprint("Go ", strings.TrimPrefix(gocheck.GoVersion, "go")),
	})
}
