package runner

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"bothends/runner/box"
	"bothends/runner/frame"
)

// checker is the index of the box's worker that checks the programs, the last.
//
// Checking is a worker's job because its time cannot be bounded from within: a
// few hundred bytes of generic calls keep the type checker busy for hours, as
// they do the compiler, and nothing can interrupt it but the end of its process.
func (r *run) checker() int {
	if r.snippet.Scenario.Names != nil {
		return len(r.processes) + r.snippet.Scenario.hostCount()
	}
	return len(r.processes)
}

// checkLimits are far beyond what an honest snippet takes, which is
// milliseconds. The clock is not the measure: the machine may be busy.
var checkLimits = box.Limits{Memory: DefaultMemory, CPUSeconds: 3}

// maxFindings bounds what the checker says, in bytes: the programs, rewritten,
// and their problems.
const maxFindings = 16 << 20

const tooComplicated = "stopped: the programs are too complicated to check"

// check lets the checker look at every program, unless it has done so before,
// and emits what it finds. What is wrong is in the result; an error is a fault
// of the machine.
func (r *run) check() error {
	r.began = time.Now()
	r.now = r.began // what does not compile does not begin
	if r.outcome.Problems == nil {
		r.outcome.Problems = garbled(r.snippet.Programs)
	}
	if r.known || r.outcome.Problems != nil {
		r.emitOutcome()
		return nil
	}
	text, err := json.Marshal(job{Check: r.snippet.Programs})
	if err != nil {
		return err
	}
	if err := r.box.Release(r.checker(), text); err != nil {
		return err
	}
	var output []byte
	for {
		report, err := r.box.Next(r.began.Add(MaxTime))
		switch {
		case err != nil:
			return err
		case report.Cancelled:
			return errCancelled
		case report.Idle:
			return r.stopAt(nil, LimitTime, fmt.Sprintf("stopped after %v: the programs could not be checked", MaxTime))
		case report.Output != nil:
			if output = append(output, report.Output.Bytes...); len(output) > maxFindings {
				return r.stopAt(nil, LimitMemory, tooComplicated)
			}
		case report.Exited != nil:
			return r.takeOutcome(output, report.Exited)
		}
	}
}

// garbled finds what is no text in the sources, which could not be told the checker as it is.
func garbled(programs []Program) (problems []foundProblem) {
	for _, p := range programs {
		for _, name := range slices.Sorted(maps.Keys(p.Files)) {
			line, at := 1, 0
			for text := p.Files[name]; at < len(text); {
				char, size := utf8.DecodeRuneInString(text[at:])
				if char == utf8.RuneError && size == 1 {
					problems = append(problems, foundProblem{p.Name, fmt.Sprintf("%s:%d:%d: invalid UTF-8 encoding", name, line, at+1)})
					break
				}
				if at += size; char == '\n' {
					line, text, at = line+1, text[at:], 0
				}
			}
		}
	}
	return problems
}

// takeOutcome reads what the checker said, one frame, when it has ended.
func (r *run) takeOutcome(output []byte, e *box.Exited) error {
	found, rest, err := frame.Cut(output, maxFindings)
	if err == nil {
		err = json.Unmarshal(found, &r.outcome)
	}
	if err != nil || len(rest) > 0 || e.Status != 0 || e.Signal != 0 {
		limit := LimitMemory
		if e.Signal == int(syscall.SIGKILL) {
			limit = LimitTime // RLIMIT_CPU; the Go runtime ends otherwise for want of memory
		}
		return r.stopAt(nil, limit, tooComplicated)
	}
	r.runner.outcomes.put(r.snippet.programsSum(), r.outcome, len(output))
	r.emitOutcome()
	return nil
}

// emitOutcome emits what is to be known before anything starts.
func (r *run) emitOutcome() {
	for _, f := range r.outcome.Problems {
		r.emitProblem(f.Program, f.Text)
	}
	if n := len(r.outcome.Problems); n > 0 {
		r.result = Result{Problems: n, Status: StatusProblems}
	} else if r.options.Findings != nil {
		for _, f := range r.outcome.Findings {
			r.options.Findings(f)
		}
	}
}

// emitFindings emits a note for each finding about the program of a process
// that has started, if it is the first of that program.
func (r *run) emitFindings(p *process) {
	program := p.spec.Program
	first := slices.IndexFunc(r.processes, func(q *process) bool { return q.started && q.spec.Program == program })
	if r.options.Findings != nil || r.processes[first] != p {
		return
	}
	for _, f := range r.outcome.Findings {
		if f.Program == program {
			r.tell(p, Event{Kind: Note, Text: f.String()})
		}
	}
}

// emitProblem emits an event for each line of a problem.
func (r *run) emitProblem(program, text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		r.emitAt(Event{Process: program, Kind: Problem, Text: clean([]byte(line))})
	}
}
