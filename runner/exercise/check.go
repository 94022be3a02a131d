package exercise

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bothends/runner"
	"bothends/runner/recording"
)

// NoReport begins what is said where the peer has ended and reported nothing.
const NoReport = "the peer ended without a report"

// PeerProcess is how the peer is called in a run.
const PeerProcess = "peer"

// A State is what is known about a property.
type State string

// The states of a property.
const (
	Held    State = "held"
	Failed  State = "failed"
	Untried State = "untried" // one before it failed, or the program does not compile
)

// A Verdict says of one property whether the program has it.
type Verdict struct {
	Property string `json:"property"`
	State    State  `json:"state"`
	Text     string `json:"text"`             // the exercise's own words: Held, or Failed
	Detail   string `json:"detail,omitempty"` // what was seen
}

// Options change how a check is made. The zero value is right for most.
type Options struct {
	Engine runner.Engine
	Event  func(property string, e runner.Event) // gets what happens in each run, the peer's part too

	// Finding gets what go vet and gofmt would say about the programs, the peer's
	// too, once for each run.
	Finding func(runner.Finding)
}

// An Outcome sums a check up.
type Outcome struct {
	Held     int      `json:"held"`               // how many properties the program has
	Failed   string   `json:"failed,omitempty"`   // the first one it has not
	Problems []string `json:"problems,omitempty"` // why it does not compile: FILE:LINE:COLUMN: message
	Refused  bool     `json:"-"`                  // it compiles, and nothing on this machine runs it as Go would: Problems say why
}

// A RefusedError says why nothing on this machine runs the peer as Go would.
type RefusedError struct{ Text string }

func (e *RefusedError) Error() string { return e.Text }

// OK reports that the program has every property.
func (o Outcome) OK() bool { return o.Failed == "" && len(o.Problems) == 0 }

// Check runs the reader's files, named like main.go, against the peer, property
// by property until one fails, and reports a verdict on each, in order. Errors
// are those of [runner.Runner.Run], and a program that cannot be run at all.
func (x *Exercise) Check(ctx context.Context, r *runner.Runner, files map[string]string, o Options, report func(Verdict)) (Outcome, error) {
	var out Outcome
	for _, p := range x.Properties {
		if !out.OK() {
			report(Verdict{Property: p.ID, State: Untried, Text: p.Held})
			continue
		}
		v, problems, err := x.try(ctx, r, p, files, o, &out)
		switch {
		case err != nil:
			return out, err
		case len(problems) > 0:
			out.Problems = problems
		case v.State == Failed:
			out.Failed = p.ID
		default:
			out.Held++
		}
		report(v)
	}
	return out, nil
}

// snippet is the run of one property.
func (x *Exercise) snippet(p Property, files map[string]string) (*runner.Snippet, error) {
	all := map[string]string{}
	for name, source := range files {
		all[x.Reader+"/"+name] = source
	}
	for name, source := range x.Peer {
		all[PeerProcess+"/"+name] = source
	}
	s, err := runner.NewSnippet(x.Name, all)
	if err != nil {
		return nil, err
	}
	yes, no := true, false
	reader := runner.Process{Name: x.Reader, Program: x.Reader, Args: p.Args, Stdin: p.Stdin, Count: 1, Wait: runner.WaitNone, Serves: &no}
	peer := runner.Process{Name: PeerProcess, Program: PeerProcess, Args: p.Peer, Count: 1, Wait: runner.WaitNone, Serves: &no}
	if x.Reader == "server" {
		reader.Wait, reader.Serves = runner.WaitListen, &yes
		s.Scenario.Processes = []runner.Process{reader, peer}
	} else {
		// The peer ends by itself, when it has seen what it wants to see: were it
		// stopped as a server is, its report might come too late.
		peer.Wait = runner.WaitListen
		s.Scenario.Processes = []runner.Process{peer, reader}
	}
	s.Scenario.Limits.Time = x.limits.Time
	s.Scenario.Names = x.names
	return s, nil
}

// try tries one property.
func (x *Exercise) try(ctx context.Context, r *runner.Runner, p Property, files map[string]string, o Options, out *Outcome) (Verdict, []string, error) {
	s, err := x.snippet(p, files)
	if err != nil {
		return Verdict{}, nil, err
	}
	var events []runner.Event
	options := runner.Options{Engine: o.Engine, Findings: func(f runner.Finding) {
		if o.Finding != nil {
			o.Finding(f)
		}
	}}
	result, err := r.Run(ctx, s, options, func(e runner.Event) {
		events = append(events, e)
		if o.Event != nil {
			o.Event(p.ID, e)
		}
	})
	if err != nil {
		return Verdict{}, nil, err
	}
	var problems []string
	refused := result.Status == runner.StatusUnavailable
	out.Refused = out.Refused || refused
	for _, e := range events {
		if e.Kind == runner.Problem && e.Process == PeerProcess {
			file, text, _ := strings.Cut(e.Text, ":")
			place := x.Place(PeerProcess, file) + ":" + text
			if refused {
				return Verdict{}, nil, &RefusedError{place}
			}
			return Verdict{}, nil, errors.New(place)
		} else if e.Kind == runner.Problem {
			problems = append(problems, e.Text)
		}
	}
	if len(problems) == 0 && result.Problems > 0 {
		problems = []string{result.Failed}
	}
	if len(problems) > 0 {
		return Verdict{Property: p.ID, State: Untried, Text: p.Held}, problems, nil
	}
	rec := recording.New(s, events)
	v := x.judge(p, s, rec)
	if end := x.end(rec); v.State == Failed && end != "" {
		v.Detail += "; " + end
	}
	return v, nil, nil
}

// end says how the reader's program ended with an error of its own, which may be why
// the peer saw what it reports; empty if it did not.
func (x *Exercise) end(r *recording.Recording) string {
	status, last := 0, ""
	for _, e := range r.Events {
		switch {
		case e.Process != x.Reader:
		case e.Kind == runner.Exit && e.Signal == "":
			status = e.Status
		case e.Kind == runner.Stderr && strings.TrimSpace(e.Text) != "" && !strings.HasPrefix(last, "panic: ") && !strings.HasPrefix(last, "fatal error: "):
			last = e.Text // of a panic its first line, before the goroutines
		}
	}
	switch {
	case status == 0:
		return ""
	case last == "":
		return fmt.Sprintf("the %s ended with exit status %d", x.Reader, status)
	}
	return fmt.Sprintf("the %s ended with exit status %d: %s", x.Reader, status, last)
}

// judge says whether a property holds, and what was seen. Its own words are said of
// a program that was seen to fail it, and of no other.
func (x *Exercise) judge(p Property, s *runner.Snippet, r *recording.Recording) Verdict {
	held := false
	failed := func(detail string) Verdict {
		return Verdict{Property: p.ID, State: Failed, Text: p.Failed, Detail: detail}
	}
	missed := func(detail string) Verdict {
		return Verdict{Property: p.ID, State: Failed, Text: "There was no connection, so this was not seen: " + p.Held, Detail: detail}
	}
	for _, e := range r.Events {
		if e.Process != PeerProcess || e.Kind != runner.Stdout {
			continue
		}
		report, why, _ := strings.Cut(e.Text, ":")
		switch why = strings.TrimSpace(why); {
		case report == "FAIL "+p.ID:
			return failed(why)
		case report == "MISS "+p.ID:
			return missed(why)
		case e.Text == "PASS "+p.ID:
			held = true
		default:
			return failed(fmt.Sprintf("the peer printed %q, which is no report about %s", e.Text, p.ID))
		}
	}
	for _, a := range p.Assert {
		if err := a.Check(s.Scenario, r); err != nil {
			return failed(fmt.Sprintf("expected: %v; %v", a, err))
		}
	}
	switch {
	case held:
		return Verdict{Property: p.ID, State: Held, Text: p.Held}
	case !slices.ContainsFunc(r.Events, func(e runner.Event) bool { return e.Process == PeerProcess && e.Kind == runner.Start }):
		return missed(x.silent(r))
	}
	return failed(x.silent(r))
}

// silent says why the peer has reported nothing.
func (x *Exercise) silent(r *recording.Recording) string {
	seen := func(process string, kind runner.Kind) int {
		return slices.IndexFunc(r.Events, func(e runner.Event) bool { return e.Process == process && e.Kind == kind })
	}
	limit := time.Duration(x.limits.Time)
	switch {
	case seen(PeerProcess, runner.Start) < 0:
		return fmt.Sprintf("the %s was not seen to listen within %v", x.Reader, limit)
	case seen("", runner.Limit) >= 0:
		return fmt.Sprintf("the run was not over within %v", limit)
	}
	for i := len(r.Events) - 1; i >= 0; i-- {
		if e := r.Events[i]; e.Kind == runner.Limit {
			return e.Text
		}
	}
	if i := seen(PeerProcess, runner.Stderr); i >= 0 {
		return NoReport + ": " + r.Events[i].Text
	}
	return NoReport
}
