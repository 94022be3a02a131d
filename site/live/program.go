package live

import (
	"context"
	"net/http"
	"strings"
	"time"

	"bothends/runner"
)

// A printed is what a process printed at once.
type printed struct {
	kind runner.Kind // runner.Stdout or runner.Stderr
	text string
	at   time.Duration // since the program began
}

// A performed is one run of what somebody else's client sent: one program, or
// several of which each line has its process in front.
type performed struct {
	end      ending
	problems []string // FILE:LINE:COLUMN: message
	findings []string // of vet, likewise
	output   []printed
	limit    string // the name of the one that was reached
}

// perform runs programs that are no snippet of the book.
func (s *Server) perform(ctx context.Context, a *attempt) *performed {
	p := &performed{}
	var began time.Time
	add := func(kind runner.Kind, text string) {
		if text == "" {
			return
		}
		if began.IsZero() {
			began = time.Now()
		}
		p.output = append(p.output, printed{kind, text, time.Since(began)})
	}
	single := len(a.snippet.Scenario.Processes) == 1 && a.snippet.Scenario.Processes[0].Count == 1
	o := runner.Options{Findings: func(f runner.Finding) {
		if f.Tool == runner.ToolVet {
			p.findings = append(p.findings, place(a.snippet, f.Program, f.Text))
		}
	}}
	if single {
		o.Output = func(_ string, kind runner.Kind, b []byte) { add(kind, string(b)) }
	}
	p.end = s.inTurn(ctx, a, nil, func() ending {
		t := &transcript{show: func(e runner.Event) {
			a.happens()
			switch e.Kind {
			case runner.Start:
				if began.IsZero() {
					began = time.Now()
				}
			case runner.Problem:
				p.problems = append(p.problems, place(a.snippet, e.Process, e.Text))
			case runner.Limit:
				p.limit = e.Limit
			case runner.Stdout, runner.Stderr:
				if !single {
					add(e.Kind, e.Process+" | "+e.Text+"\n")
				}
			}
		}}
		return newEnding(s.runner.Run(ctx, a.snippet, o, t.add))
	})
	return p
}

// place names a file by its program where there are several.
func place(s *runner.Snippet, program, text string) string {
	if len(s.Programs) == 1 {
		return text
	}
	return program + "/" + text
}

// stranger is an attempt at programs that are no snippet of the book, in files or as an
// archive.
func (s *Server) stranger(r *http.Request, snippet *runner.Snippet) *attempt {
	a := s.newAttempt(r, snippet.Name, time.Duration(snippet.Scenario.Limits.Time))
	a.snippet, a.edited = snippet, true
	return a
}

// unnamed is what package runner says about a snippet that is none, without the name
// that nobody gave it.
func unnamed(name string, err error) string { return strings.TrimPrefix(err.Error(), name+": ") }
