package runner

import (
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"bothends/runner/box"
	"bothends/runner/gobuild"
	"bothends/runner/link"
	"bothends/runner/wire"
	"bothends/runner/yaegi"
)

// grace is how long a server may take to end after SIGTERM. It is long, as the
// machine may be busy: only a program that is deaf to the signal makes a run wait.
const grace = 5 * time.Second

// cpuSeconds is the processor time that one process may use.
const cpuSeconds = 10

// idle is how long a line without a newline waits for its end before it is
// shown as it is: a prompt, most likely.
const idle = 20 * time.Millisecond

var errCancelled = errors.New("run cancelled")

// A run is one execution of a scenario. One goroutine owns it.
type run struct {
	context   context.Context
	runner    *Runner
	snippet   *Snippet
	options   Options
	emit      func(Event)
	box       *box.Box
	processes []*process
	began     time.Time
	stopping  time.Time     // when the servers were told to end; zero before
	killed    bool          // everything that is left was killed
	watching  bool          // the box looks for listeners …
	eagerly   bool          // … often
	now       time.Time     // when what is being handled happened
	last      time.Duration // the time of the last event
	extended  time.Duration // by input: how much longer than its limit it may take
	outcome   outcome       // of checking
	known     bool          // outcome is from an earlier run
	result    Result
	decoder   wire.Decoder
	sockets   [link.Hosts]owners // of the first alone, if there is no link
	alone     bool               // somebody was told that 127.0.0.1 is its own host's
}

// A process is one worker of the run.
type process struct {
	spec      *Process
	name      string
	engine    Engine
	why       string // why engine is not the interpreter
	binary    []byte // of the compiled program
	started   bool
	listening bool
	exited    bool
	told      bool // SIGTERM was sent
	out, err  lineSplitter
	traces    traceFilter // of stderr
	noise     noiseFilter // of calls
	sites     *callSites  // of calls; nil where no calls are told
	fatal     string      // the limit that the Go runtime said it met
	deep      bool        // the Go runtime said that a stack is full
	unsure    string      // what the interpreter said that it cannot
	muted     bool        // what follows on stderr is the runtime's account of itself
	trying    bool        // the interpreter has not said yet whether it can begin the program …
	answer    []byte      // … but this much of it
}

func newRun(ctx context.Context, runner *Runner, s *Snippet, o Options, emit func(Event)) (*run, error) {
	r := &run{context: ctx, runner: runner, snippet: s, options: o, emit: emit}
	spec := box.Spec{Packets: o.Packets || o.Frame != nil || s.Scenario.captures(), Link: s.Scenario.Link}
	calls := r.calls()
	limits := box.Limits{Memory: s.Scenario.Limits.Memory, CPUSeconds: cpuSeconds}
	for i := range s.Scenario.Processes {
		p := &s.Scenario.Processes[i]
		for n := range p.Count {
			name := p.Name
			if p.Count > 1 {
				name += "-" + strconv.Itoa(n+1)
			}
			r.processes = append(r.processes, &process{
				spec: p, name: name,
				out: lineSplitter{left: s.Scenario.Limits.Output}, err: lineSplitter{left: s.Scenario.Limits.Output},
				noise: newNoiseFilter(s.Program(p.Program).Files),
			})
			spec.Workers = append(spec.Workers, box.Worker{Stdin: []byte(p.Stdin), Open: o.Input.opens(p, name), Limits: limits, Calls: calls, Host: s.Scenario.hostOf(p)})
		}
	}
	if s.Scenario.Names != nil {
		for host := range s.Scenario.hostCount() {
			r.sockets[host].serveNames()
			spec.Workers = append(spec.Workers, box.Worker{Limits: nameServerLimits, Host: host})
		}
	}
	if r.outcome, r.known = runner.outcomes.get(s.programsSum()); !r.known {
		spec.Workers = append(spec.Workers, box.Worker{Limits: checkLimits, Rehearsal: []byte(rehearsal)})
	}
	var err error
	r.box, err = runner.Boxes.Start(spec)
	return r, err
}

// importsOf lists what a checked program imports.
func importsOf(files map[string]string) []string {
	var paths []string
	for name, source := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		if err != nil {
			continue // checked before; a file that does not parse is not run
		}
		for _, spec := range f.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// loop runs the scenario until every process has ended.
func (r *run) loop() error {
	r.began = time.Now()
	r.tellLink()
	for {
		if err := r.advance(); err != nil {
			return err
		}
		if r.over() {
			return r.settle()
		}
		report, err := r.box.Next(r.deadline())
		if err != nil {
			return err
		}
		if err := r.handle(report); err != nil {
			return err
		}
		if err := r.expire(time.Now()); err != nil {
			return err
		}
	}
}

// over holds when every process has ended, or never will start.
func (r *run) over() bool {
	return !slices.ContainsFunc(r.processes, func(p *process) bool { return !p.exited && (p.started || !r.killed) })
}

// advance starts every process whose turn has come, and stops the servers
// when they are all that is left.
func (r *run) advance() error {
	if r.killed {
		return nil
	}
	for i, p := range r.processes {
		if p.started {
			continue
		}
		// Copies of one process start together; others wait for all before them.
		before := r.processes[:i]
		if slices.ContainsFunc(before, func(q *process) bool { return q.spec != p.spec && !q.passed() }) {
			break
		}
		if err := r.start(i); err != nil {
			return err
		}
		if err := r.takeInput(); err != nil { // typed before it began
			return err
		}
	}
	if err := r.watch(); err != nil {
		return err
	}
	waiting := func(p *process) bool { return !p.exited && !*p.spec.Serves }
	if r.stopping.IsZero() && slices.ContainsFunc(r.processes, func(p *process) bool { return !*p.spec.Serves }) &&
		!slices.ContainsFunc(r.processes, waiting) {
		return r.stopServers()
	}
	return nil
}

// watch asks the box to look for listeners, often while a process waits for one.
func (r *run) watch() error {
	eagerly := slices.ContainsFunc(r.processes, func(p *process) bool {
		return p.started && p.spec.Wait == WaitListen && !p.passed()
	})
	if r.watching && eagerly == r.eagerly {
		return nil
	}
	r.watching, r.eagerly = true, eagerly
	return r.box.Watch(eagerly)
}

// passed holds when the next process need not wait for p any longer. One that
// has ended keeps nobody waiting: its client gets to see that it is gone.
func (p *process) passed() bool {
	switch {
	case p.exited:
		return true
	case p.spec.Wait == WaitListen:
		return p.listening
	case p.spec.Wait == WaitExit:
		return false
	}
	return p.started
}

// calls is whether the calls of the processes are told.
func (r *run) calls() bool { return r.options.Calls || r.snippet.Scenario.Calls }

func (r *run) start(i int) error {
	p := r.processes[i]
	p.started = true
	r.now = time.Now()
	r.tell(p, Event{Kind: Start, Args: p.spec.Args, Engine: p.engine, Why: p.why})
	r.emitFindings(p)
	r.tellInput(p, p.spec.Stdin)
	if p.engine == EngineGo {
		return r.execute(i)
	}
	checked := r.outcome.Programs[p.spec.Program]
	p.traces.interpreted = checked.Files
	if r.calls() {
		p.sites = interpretedSites(checked.Files)
	}
	return r.interpret(i, &yaegi.Program{
		Name: p.spec.Name, Args: p.spec.Args, Files: checked.Files, Imports: importsOf(checked.Files), Init: checked.Init,
	})
}

// execute makes worker i the compiled program of its process.
func (r *run) execute(i int) error {
	p := r.processes[i]
	if r.calls() {
		p.sites = compiledSites(r.snippet.Program(p.spec.Program).Files, p.binary)
	}
	return r.box.Execute(i, box.Executable{Binary: p.binary, Args: append([]string{p.spec.Name}, p.spec.Args...)})
}

func (r *run) stopServers() error {
	r.stopping = time.Now()
	for i, p := range r.processes {
		if p.started && !p.exited {
			p.told = true
			if err := r.box.Terminate(i); err != nil {
				return err
			}
		}
	}
	return nil
}

// deadline is when the loop must look again if nothing happens.
func (r *run) deadline() time.Time {
	d := r.began.Add(r.limit())
	if !r.stopping.IsZero() && r.stopping.Add(grace).Before(d) {
		d = r.stopping.Add(grace)
	}
	if r.killed {
		d = time.Time{} // SIGKILL needs no second asking
	}
	for _, p := range r.processes {
		if p.out.waiting() || p.err.waiting() || p.traces.waiting() {
			return time.Now().Add(idle)
		}
	}
	return d
}

func (r *run) handle(report box.Report) error {
	r.now = report.At
	switch {
	case report.Cancelled:
		return errCancelled
	case report.Woken:
		return r.takeInput()
	case report.Idle:
		for _, p := range r.processes {
			r.flush(p, false) // it waits behind a prompt, most likely
		}
		return nil
	case report.TooManySockets > 0 && !r.killed:
		return r.stopAt(nil, LimitMemory, fmt.Sprintf("stopped: the programs held more than %d sockets at once; a connection that nobody accepts counts too", report.TooManySockets))
	case report.TooManyTables > 0 && !r.killed:
		return r.stopAt(nil, LimitMemory, fmt.Sprintf("stopped: a program used memory in so many places that the tables of them took more than %d MiB", report.TooManyTables>>20))
	}
	switch {
	case report.Packet != nil:
		r.handlePacket(report.Packet)
		return nil
	case report.Arrived != nil:
		r.handleArrival(report.Arrived)
		return nil
	case report.Listens != nil:
		r.sockets[r.hostOf(report.Worker)].willListen(r.senderName(report.Worker), report.Listens)
		return nil
	}
	if r.isNameServer(report.Worker) {
		return r.handleNameServer(report)
	}
	p := r.processes[report.Worker]
	switch {
	case report.Output != nil && p.trying && !report.Output.Stderr:
		return r.takeAnswer(report.Worker, report.Output)
	case report.Output != nil:
		return r.handleOutput(p, report.Output)
	case report.Listening != nil && !r.killed:
		r.sockets[r.hostOf(report.Worker)].listens(p.name, report.Listening)
		r.tell(p, Event{Kind: Listen, Network: report.Listening.Network, Address: clean([]byte(report.Listening.Address))})
	case report.Call != nil && p.started:
		r.handleCall(p, report)
	case report.FirstThread && p.started:
		r.tell(p, Event{Kind: Note, Text: p.name + " was killed: it made the system call by which a thread ends, on its first thread, and nobody can see what the others do after that"})
	case report.Leaving && p.started:
		r.flush(p, true) // what its end causes comes after all that it said
	case report.Found:
		p.listening = true
	case report.MoreListeners > 0 && p.started:
		r.tell(p, Event{Kind: Note, Text: fmt.Sprintf("%s has waited at more than %d sockets; where the others are is not shown, and whose their packets are may not be known", p.name, report.MoreListeners)})
	case report.MoreCalls > 0 && p.started:
		r.tell(p, Event{Kind: Note, Text: fmt.Sprintf("%s made %d more calls than are shown", p.name, report.MoreCalls)})
	case report.Exited != nil && p.started:
		r.handleExit(p, report.Exited)
	}
	return nil
}

// expire ends what has had its time.
func (r *run) expire(now time.Time) error {
	switch {
	case r.killed:
	case now.Sub(r.began) >= r.limit():
		r.now = now
		return r.stopAt(nil, LimitTime, r.timeText(r.limit().Round(time.Millisecond)))
	case !r.stopping.IsZero() && now.Sub(r.stopping) >= grace:
		return r.killAll()
	}
	return nil
}

// stopAt ends the run at a limit, that of a process or of the run as a whole.
func (r *run) stopAt(p *process, limit, text string) error {
	for _, q := range r.processes {
		r.flush(q, true)
	}
	e := Event{Kind: Limit, Limit: limit, Text: text}
	if p != nil {
		e.Process = p.name
	}
	r.emitAt(e)
	r.result.Status, r.result.Failed = StatusLimit, text
	return r.killAll()
}

// timeText says what the run was waiting for.
func (r *run) timeText(limit time.Duration) string {
	for _, p := range r.processes {
		if p.started && !p.passed() && p.spec.Wait == WaitListen && r.anyLeft() {
			return fmt.Sprintf("stopped after %v: %s was not seen to listen, so what follows it never started", limit, p.name)
		}
	}
	for _, p := range r.processes {
		if p.listening && !p.exited && !*p.spec.Serves && r.onlyOneLeft() {
			return fmt.Sprintf("stopped after %v: %s still ran when the others had ended; if it is a server, write serves = true in %s",
				limit, p.name, ScenarioFile)
		}
	}
	return fmt.Sprintf("stopped after %v", limit)
}

// onlyOneLeft holds when all of several processes but one have ended.
func (r *run) onlyOneLeft() bool {
	left := 0
	for _, p := range r.processes {
		if !p.exited {
			left++
		}
	}
	return left == 1 && len(r.processes) > 1
}

func (r *run) anyLeft() bool {
	return slices.ContainsFunc(r.processes, func(p *process) bool { return !p.started })
}

// killAll ends every process there is. What they print from now on is not
// shown: it is about each other's end, not about themselves.
func (r *run) killAll() error {
	r.killed = true
	return r.box.KillAll()
}

func (r *run) handleOutput(p *process, o *box.Output) error {
	kind, lines := Stdout, &p.out
	if o.Stderr {
		kind, lines = Stderr, &p.err
	}
	b := o.Bytes
	if r.killed {
		return nil
	}
	if o.Stderr && !p.muted {
		if b = p.traces.write(b); p.traces.fell {
			p.fatal = LimitMemory
		}
	}
	within := int64(len(b)) <= lines.left && !lines.over
	if !within {
		b = b[:min(int64(len(b)), lines.left)]
	}
	lines.left -= int64(len(b))
	if o.Stderr && p.muted {
		b = nil
	}
	r.show(p, kind, b)
	if within {
		return nil
	}
	if p.muted {
		return r.stopAt(p, p.fatal, r.fatalText(p))
	}
	return r.stopAt(p, LimitOutput, fmt.Sprintf("stopped: %s printed more than %d bytes", p.name, r.snippet.Scenario.Limits.Output))
}

// show shows what a process printed.
func (r *run) show(p *process, kind Kind, b []byte) {
	if r.options.Output != nil {
		r.options.Output(p.name, kind, b)
	}
	p.lines(kind).write(b, r.now, r.lineTo(p, kind))
}

// lines are those of standard output or error.
func (p *process) lines(kind Kind) *lineSplitter {
	if kind == Stderr {
		return &p.err
	}
	return &p.out
}

// lineTo returns what makes an event of a line.
func (r *run) lineTo(p *process, kind Kind) func(string, bool) {
	lines := p.lines(kind)
	return func(text string, partial bool) {
		if p.muted && kind == Stderr {
			return
		}
		e, then := Event{Process: p.name, Kind: kind, Text: text, Partial: partial}, r.now
		if partial {
			then = lines.since
		}
		r.showBegun(e)
		r.put(e, then)
		if kind == Stderr {
			p.noticeFatal(text)
			p.noticeUnsure(text)
		}
	}
}

// A begunLine has no newline yet.
type begunLine struct {
	process *process
	kind    Kind
	lines   *lineSplitter
}

// showBegun shows what was printed before e and held back, but for the line that e goes
// on with: it stands before what came after it, and may have come of it. The trace of a
// panic that ends its process waits for all of it.
func (r *run) showBegun(e Event) {
	var begun []begunLine
	var since time.Time // when the line began, if it is one
	for _, p := range r.processes {
		if p.traces.recovered() && (e.Kind != Stderr || e.Process != p.name) {
			r.showHeld(p, p.traces.flush(false), false)
		}
		for _, l := range []begunLine{{p, Stdout, &p.out}, {p, Stderr, &p.err}} {
			switch {
			case e.Kind == l.kind && e.Process == p.name:
				since = l.lines.since
			case l.lines.waiting():
				begun = append(begun, l)
			}
		}
	}
	slices.SortStableFunc(begun, func(a, b begunLine) int { return a.lines.since.Compare(b.lines.since) })
	for _, l := range begun {
		if !since.IsZero() && !l.lines.since.Before(since) {
			break // the line that is shown began first
		}
		l.lines.flush(false, func(text string, partial bool) {
			if !l.process.muted || l.kind != Stderr {
				r.put(Event{Process: l.process.name, Kind: l.kind, Text: text, Partial: partial}, l.lines.since)
			}
		})
	}
}

// noticeFatal notices the words with which the Go runtime says that it ran out
// of memory or of threads: the one witness of those limits where there is no
// cgroup. What the runtime prints after that is about the interpreter.
func (p *process) noticeFatal(line string) {
	if limit := fatalLimit(line); limit != "" {
		p.fatal = limit
	}
	p.deep = p.deep || strings.HasPrefix(line, stackExceeds)
	p.muted = p.fatal != "" && (strings.HasPrefix(line, "fatal error: ") || strings.HasPrefix(line, runtimeFalls))
}

// maxStack is where a process's stack overflows, in bytes.
func (p *process) maxStack() int {
	if p.engine == EngineYaegi {
		return yaegi.MaxStack
	}
	return gobuild.MaxStack
}

// fatalLimit is the limit that a line of the Go runtime tells of.
func fatalLimit(line string) string {
	for again := "fatal error: fatal error: "; strings.HasPrefix(line, again); { // two threads at once
		line = line[len("fatal error: "):]
	}
	for text, limit := range map[string]string{
		"runtime: out of memory":                       LimitMemory,
		"fatal error: out of memory":                   LimitMemory,
		"fatal error: runtime: out of memory":          LimitMemory,
		"fatal error: runtime: cannot allocate memory": LimitMemory,
		"runtime: failed to create new OS thread":      LimitProcesses,
	} {
		if strings.HasPrefix(line, text) {
			return limit
		}
	}
	return ""
}

func (r *run) flush(p *process, last bool) {
	r.showHeld(p, p.traces.flush(last), last)
	p.out.flush(last, r.lineTo(p, Stdout))
	p.err.flush(last, r.lineTo(p, Stderr))
}

// showHeld shows what was held back, within what the process may print: nobody has
// counted it yet.
func (r *run) showHeld(p *process, b []byte, last bool) {
	over := int64(len(b)) > p.err.left
	if over {
		b, p.err.over = b[:p.err.left], true // what comes next ends it
	}
	p.err.left -= int64(len(b))
	r.show(p, Stderr, b)
	if over && last {
		r.tell(p, Event{Kind: Note, Text: fmt.Sprintf("%s printed more than %d bytes; the rest is not shown", p.name, r.snippet.Scenario.Limits.Output)})
	}
}

func (r *run) handleExit(p *process, e *box.Exited) {
	p.exited = true
	if in := r.options.Input; in != nil {
		in.exits(p.name)
	}
	for host := range r.sockets {
		r.sockets[host].exits(p.name)
	}
	r.flush(p, true)
	exit := Event{Kind: Exit, Status: e.Status}
	const status = 2 // with which the Go runtime gives up
	switch {
	case e.Signal != 0:
		exit.Signal = syscall.Signal(e.Signal).String()
		if !r.killed && metCPULimit(e) {
			r.tell(p, Event{Kind: Limit, Limit: LimitTime, Text: fmt.Sprintf("%s used more than %d s of processor time", p.name, cpuSeconds)})
		}
	case e.Status == status && p.fatal != "":
		r.tell(p, Event{Kind: Limit, Limit: p.fatal, Text: r.fatalText(p)})
	case e.Status == status && p.deep:
		r.tell(p, Event{Kind: Limit, Limit: LimitMemory, Text: fmt.Sprintf("%s filled the stack that it has here, of %d MiB; Go's own ends at 1 GB", p.name, p.maxStack()>>20)})
		r.compileNextTime(p, "the interpreter's calls fill its stack sooner", "compiled, calls may go deeper")
	case e.Status == StatusUnavailable && p.unsure != "":
		r.compileNextTime(p, p.unsure, "Go's own compiler can tell")
	}
	switch {
	case p.fatal == LimitMemory && (e.Status == status || e.Signal == int(syscall.SIGKILL) && p.muted): // killed: its last words were too many
		r.compileNextTime(p, "the interpreter took too much memory", "compiled, it takes less")
	case r.tooSlow(e):
		r.compileNextTime(p, "the interpreter took too long", "compiled, it is faster")
	}
	r.tell(p, exit)
	r.judge(p, e)
}

// fatalText says what the Go runtime ran out of.
func (r *run) fatalText(p *process) string {
	if p.fatal == LimitProcesses {
		return p.name + " wanted more threads than a process may have"
	}
	return fmt.Sprintf("%s wanted more than its %d MiB of memory", p.name, r.snippet.Scenario.Limits.Memory>>20)
}

// judge compares an exit with what the scenario expects.
func (r *run) judge(p *process, e *box.Exited) {
	if p.told && (e.Signal == int(syscall.SIGTERM) || e.Signal == 0 && e.Status == p.spec.Exit) {
		return // a server that ended when it was told to
	}
	status := e.Status
	how := fmt.Sprintf("exit status %d", e.Status)
	if e.Signal != 0 {
		status = 128 + e.Signal
		how = "signal: " + syscall.Signal(e.Signal).String()
	}
	if e.Signal == 0 && e.Status == p.spec.Exit {
		return
	}
	if r.result.Status == 0 {
		r.result.Status = status
	}
	if r.result.Failed == "" {
		r.result.Failed = fmt.Sprintf("%s: %s, where the scenario expects %d", p.name, how, p.spec.Exit)
	}
}

// tell emits an event of a process.
func (r *run) tell(p *process, e Event) {
	e.Process = p.name
	r.emitAt(e)
}

// emitAt emits an event at the time of what caused it, but never before the
// event that came last: of things that no cause ties together, such as a
// listener and a line, the box may hear in either order.
func (r *run) emitAt(e Event) {
	r.showBegun(e)
	r.put(e, r.now)
}

// put is emitAt of what happened then, whatever has begun.
func (r *run) put(e Event, then time.Time) {
	e.Time = max(then.Sub(r.began), r.last)
	r.last = e.Time
	r.emit(e)
}
