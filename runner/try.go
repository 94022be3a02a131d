package runner

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"syscall"
	"time"

	"bothends/runner/box"
	"bothends/runner/frame"
	"bothends/runner/yaegi"
)

// A program that is certified may still be one that the interpreter cannot begin. Where it
// could be compiled, the worker therefore says first whether it can: one frame on its
// standard output, before the program has done anything. If it cannot, the same worker
// becomes the compiled program.

// maxAnswer is how much a worker may say of why it cannot, in bytes.
const maxAnswer = 64 << 10

// tryProgram executes a program, or says why the interpreter cannot.
func tryProgram(program yaegi.Program, begin func()) {
	execute, err := yaegi.Prepare(program)
	why := ""
	if err != nil {
		why = err.Error()
		why = why[:min(len(why), maxAnswer)]
	}
	if say([]byte(why)) != nil {
		os.Exit(StatusUnavailable)
	}
	if err != nil {
		return
	}
	begin()
	execute()
}

// interpret has worker i interpret its program.
func (r *run) interpret(i int, program *yaegi.Program) error {
	_, err := r.runner.toolchain()
	try := r.options.Engine == EngineAuto && err == nil
	text, err := json.Marshal(job{Execute: program, Try: try})
	if err != nil {
		return err
	}
	if !try {
		return r.box.Release(i, text)
	}
	r.processes[i].trying = true
	return r.box.Try(i, text)
}

// takeAnswer takes what worker i writes until it has said whether it can begin.
func (r *run) takeAnswer(i int, o *box.Output) error {
	if r.killed {
		return nil // and there is nobody left to begin it
	}
	p := r.processes[i]
	p.answer = append(p.answer, o.Bytes...)
	why, printed, err := frame.Cut(p.answer, maxAnswer)
	if errors.Is(err, frame.ErrShort) {
		return nil
	}
	p.trying, p.answer = false, nil
	if err != nil {
		return fmt.Errorf("%s, before it began: %w", p.name, err)
	}
	if len(why) > 0 {
		return r.compileInstead(i, string(why))
	}
	r.box.Begun(i)
	if len(printed) > 0 {
		return r.handleOutput(p, &box.Output{Bytes: printed})
	}
	return nil
}

// compileInstead compiles the program of a process that the interpreter cannot begin, and
// starts it again. The time that this takes is not the program's.
func (r *run) compileInstead(i int, why string) error {
	p := r.processes[i]
	p.engine, p.why = EngineGo, "the interpreter cannot begin it: "+why
	p.traces.interpreted, p.sites = nil, nil
	r.rememberRefusal(p.spec.Program, p.why)
	began := time.Now()
	if err := r.compile(p); err != nil {
		return err
	}
	r.extended += time.Since(began)
	if r.result.Status != 0 {
		return r.killAll()
	}
	r.now = time.Now()
	r.tell(p, Event{Kind: Start, Args: p.spec.Args, Engine: p.engine, Why: p.why})
	return r.execute(i)
}

// noticeUnsure notices that the interpreter gives up, and why.
func (p *process) noticeUnsure(line string) {
	if p.engine == EngineYaegi && strings.HasPrefix(line, yaegi.Cannot) {
		p.unsure = strings.TrimPrefix(line, "bothends: ")
	}
}

// compileNextTime has a program compiled, of which the interpreter could not tell on the way
// what Go makes of it, or for which it is too slow. It is too late for this run: what the program
// did has been seen.
func (r *run) compileNextTime(p *process, why, compiler string) {
	if _, err := r.runner.toolchain(); r.options.Engine != EngineAuto || p.engine != EngineYaegi || r.snippet.Session != nil || err != nil {
		return
	}
	r.rememberRefusal(p.spec.Program, why)
	r.tell(p, Event{Kind: Note, Text: compiler + ": run this once more, or with -engine go, and it is compiled"})
}

// tooSlow reports whether a process met a limit of time, its own or that of the run, of which it
// had spent a quarter on computing, or more.
func (r *run) tooSlow(e *box.Exited) bool {
	atLimit := !r.killed || r.result.Status == StatusLimit
	return e.Signal == int(syscall.SIGKILL) && atLimit && 4*e.CPUTime > time.Duration(r.snippet.Scenario.Limits.Time)
}

// metCPULimit reports whether the kernel killed a process for the time that it computed
// (setrlimit(2), RLIMIT_CPU), which it counts by ticks of its clock, and reports by the
// nanosecond: on a busy machine the two lie apart by a second and more.
func metCPULimit(e *box.Exited) bool {
	return e.Signal == int(syscall.SIGKILL) && e.CPUTime > cpuSeconds*time.Second*3/4
}

// rememberRefusal has the program compiled from the beginning the next time.
func (r *run) rememberRefusal(program, why string) {
	programs := maps.Clone(r.outcome.Programs) // other runs read those of the same map
	checked := programs[program]
	checked.Refused = []string{why}
	programs[program] = checked
	r.outcome.Programs = programs
	sum := r.snippet.programsSum()
	r.runner.outcomes.put(sum, r.outcome, 0)
	r.runner.Notes.put(sum, program, why)
}
