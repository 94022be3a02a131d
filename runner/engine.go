package runner

import (
	"cmp"
	"errors"
	"fmt"

	"bothends/runner/gobuild"
)

// Engine is what executes a program inside the box.
type Engine string

// The engines, and how one is chosen.
const (
	EngineAuto  Engine = ""      // the interpreter where it does exactly what Go does, else the compiler
	EngineYaegi Engine = "yaegi" // the interpreter, or a refusal
	EngineGo    Engine = "go"    // the machine's Go toolchain
)

// ParseEngine reads the name of an engine: auto, yaegi or go.
func ParseEngine(name string) (Engine, error) {
	switch name {
	case "auto", "":
		return EngineAuto, nil
	case string(EngineYaegi), string(EngineGo):
		return Engine(name), nil
	}
	return "", fmt.Errorf("no engine %q; there are auto, yaegi and go", name)
}

// toolchain is what compiles, or why there is none.
func (r *Runner) toolchain() (*gobuild.Toolchain, error) {
	if r.Toolchain == nil {
		return nil, errors.New("none was asked for")
	}
	return r.Toolchain()
}

// chooseEngines decides for every process what executes it, and compiles what
// must be compiled. A program for which there is no engine ends the run before
// it begins, with its reason: a result that Go would not give is never shown.
func (r *run) chooseEngines() error {
	for _, p := range r.processes {
		program := p.spec.Program
		refused := r.outcome.Programs[program].Refused
		if r.options.uncertified {
			refused = nil
		}
		p.engine = r.options.Engine
		if p.engine == EngineAuto {
			p.engine = EngineYaegi
			if why, ok := r.noted(program); ok {
				p.engine, p.why = EngineGo, why
			}
			if len(refused) > 0 {
				p.engine, p.why = EngineGo, refused[0]
			}
		}
		switch {
		case p.engine == EngineYaegi && len(refused) > 0:
			r.refuse(program, refused[0]+": the interpreter does not do exactly what Go does here; the engines auto and go have it compiled")
		case p.engine == EngineGo:
			if err := r.compile(p); err != nil {
				return err
			}
		}
		if r.result.Status != 0 {
			return nil
		}
	}
	return nil
}

// noted is why a program is to be compiled that another process was given up on, if it can be.
func (r *run) noted(program string) (why string, ok bool) {
	if why, ok = r.runner.Notes.why(r.snippet.programsSum(), program); ok {
		_, err := r.runner.toolchain()
		ok = err == nil
	}
	return why, ok
}

// compile makes the binary of a process. What the compiler refuses though the
// checker did not is the reader's to know.
func (r *run) compile(p *process) error {
	program := p.spec.Program
	chain, err := r.runner.toolchain()
	if err != nil {
		r.refuse(program, fmt.Sprintf("%s, and no Go toolchain is at hand to compile it: %v", cmp.Or(p.why, "the engine go was asked for"), err))
		return nil
	}
	p.binary, err = chain.Build(r.context, r.snippet.Program(program).Files)
	var said *gobuild.BuildError
	if errors.As(err, &said) {
		r.emitProblem(program, said.Output)
		r.result = Result{Problems: 1, Status: StatusProblems}
		return nil
	}
	return err
}

// refuse ends the run before it begins, as nothing here can do it right.
func (r *run) refuse(program, text string) {
	r.emitProblem(program, text)
	r.result = Result{Problems: 1, Failed: program + ": " + text, Status: StatusUnavailable}
}
