package fidelity

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bothends/runner"
	"bothends/runner/gobuild"
	"bothends/runner/gocheck"
	"bothends/runner/yaegi"
	"bothends/runner/yaegi/certify"
	"bothends/runner/yaegi/lower"
)

// A Verdict is what became of a program on an engine.
type Verdict string

const (
	Same      Verdict = "same"      // the interpreter did what Go does
	Refused   Verdict = "refused"   // nothing was run, with a reason
	Compiled  Verdict = "compiled"  // the toolchain took it, and it did what Go does
	Unsure    Verdict = "unsure"    // the interpreter gave up on the way, with its reason, and was the same up to there
	Stopped   Verdict = "stopped"   // it met a limit of the box, which the reader is told, and was the same up to there
	Different Verdict = "different" // which must not be
)

// A Judgement is a verdict with its reason, or with the difference.
type Judgement struct {
	Verdict Verdict
	Why     string
}

// newRunner is a runner that can compile.
func newRunner(t testing.TB) *runner.Runner {
	t.Helper()
	chain, err := gobuild.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &runner.Runner{Toolchain: func() (*gobuild.Toolchain, error) { return chain, nil }}
}

// boxed runs a program as a reader's program is run, and compares with Go. Where the
// interpreter gives up on the way, whoever can have the program compiled runs it once more.
func boxed(ctx context.Context, r *runner.Runner, p *Program, engine runner.Engine) (Judgement, error) {
	j, err := boxedOnce(ctx, r, p, engine)
	if j.Verdict == Unsure && engine == runner.EngineAuto {
		if j, err = boxedOnce(ctx, r, p, engine); j.Verdict == Unsure {
			j.Verdict = Different
		}
	}
	return j, err
}

func boxedOnce(ctx context.Context, r *runner.Runner, p *Program, engine runner.Engine) (Judgement, error) {
	s, err := runner.NewSnippet("program", p.Files)
	if err != nil {
		return Judgement{Refused, err.Error()}, nil
	}
	s.Scenario.Limits.Time = runner.Duration(runner.MaxTime)
	s.Scenario.Limits.Output = runner.MaxOutput
	var got Outcome
	var ran runner.Engine
	var problems []string
	o := runner.Options{Engine: engine, Output: func(_ string, kind runner.Kind, b []byte) {
		if kind == runner.Stdout {
			got.Stdout += string(b)
		} else {
			got.Stderr += string(b)
		}
	}}
	result, err := r.Run(ctx, s, o, func(e runner.Event) {
		switch e.Kind {
		case runner.Start:
			ran = e.Engine
		case runner.Problem:
			problems = append(problems, e.Text)
		case runner.Limit:
			got.Limit = e.Text
		}
	})
	got.Status = result.Status
	switch {
	case err != nil:
		return Judgement{}, err
	case ran == "" && result.Status == runner.StatusUnavailable && len(problems) > 0:
		return Judgement{Refused, problems[0]}, nil
	case ran == "":
		return Judgement{Different, fmt.Sprintf("did not start: %s %q", result.Failed, problems)}, nil
	}
	return p.judge(got, ran), nil
}

// judge compares what a program did with what Go made of it.
func (p *Program) judge(got Outcome, ran runner.Engine) Judgement {
	if got.Limit != "" && strings.HasPrefix(p.Want.Stdout, got.Stdout) {
		return Judgement{Stopped, got.Limit}
	}
	said, why, gaveUp := strings.Cut(got.Stderr, yaegi.Cannot)
	if gaveUp && got.Status == runner.StatusUnavailable && strings.HasPrefix(p.Want.Stdout, got.Stdout) && strings.HasPrefix(p.Want.Stderr, said) {
		return Judgement{Unsure, strings.TrimSpace(why)}
	}
	if p.Recorded {
		got = asRecorded(got)
	}
	if d := diff(*p.Want, got); d != "" {
		return Judgement{Different, d}
	}
	if ran == runner.EngineGo {
		return Judgement{Compiled, ""}
	}
	return Judgement{Same, ""}
}

// asRecorded is an outcome in the form of an archive: text that ends in a newline, and of standard
// error the first line if the program failed.
func asRecorded(o Outcome) Outcome {
	if o.Stdout != "" && !strings.HasSuffix(o.Stdout, "\n") {
		o.Stdout += "\n"
	}
	if o.Status != 0 {
		o.Stderr, _, _ = strings.Cut(strings.TrimSpace(o.Stderr), "\n")
	}
	return o
}

// bareName is os.Args[0] of a process that is only the interpreter.
const bareName = "bare-interpreter"

// bare becomes the interpreter, if that is what this process was started for.
// It is quicker than a box, and only for programs that are made here.
func bare() {
	if os.Args[0] != bareName {
		return
	}
	const most = 1 << 30 // bytes of data
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
		panic(err)
	}
	var program yaegi.Program
	if err := json.NewDecoder(os.Stdin).Decode(&program); err != nil {
		panic(err)
	}
	yaegi.Execute(program)
}

// prepare makes of a program what the interpreter is to execute, and says what
// of it is refused.
func prepare(source string) (lowered string, imports []string, refusals []certify.Refusal, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the program makes the rewriting panic: %v", r)
		}
	}()
	checked, problems := gocheck.Load(map[string]string{"main.go": source})
	if len(problems) > 0 {
		return "", nil, nil, fmt.Errorf("does not compile: %v", problems[0])
	}
	after, err := lower.Program(checked)
	if err != nil {
		return "", nil, nil, err
	}
	for _, f := range after.Files {
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			imports = append(imports, path)
		}
	}
	return after.Sources["main.go"], imports, certify.Program(after), nil
}

// interpret runs a prepared program in a process of its own, without a box.
func interpret(ctx context.Context, lowered string, imports []string, most time.Duration) (Outcome, error) {
	files := map[string]string{"main.go": lowered}
	checked, problems := lower.Load(files)
	if len(problems) > 0 {
		return Outcome{}, fmt.Errorf("does not compile after lowering: %v", problems[0])
	}
	input, err := json.Marshal(yaegi.Program{Name: "main", Files: files, Imports: imports, Init: yaegi.InitOrder(checked.Fset, checked.Info)})
	if err != nil {
		return Outcome{}, err
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Args[0] = bareName
	cmd.Stdin = bytes.NewReader(input)
	return execute(ctx, cmd, most), nil
}

// execute runs a command to its end, or to a limit.
func execute(ctx context.Context, cmd *exec.Cmd, most time.Duration) Outcome {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	limited := &limitedBuffer{most: runner.MaxOutput, full: cancel}
	var stderr limitedBuffer
	stderr.most, stderr.full = runner.MaxOutput, cancel
	cmd.Stdout, cmd.Stderr = limited, &stderr
	if err := cmd.Start(); err != nil {
		return Outcome{Limit: err.Error()}
	}
	defer context.AfterFunc(ctx, func() { cmd.Process.Kill() })()
	cmd.Wait() // its end is the outcome
	got := Outcome{Stdout: limited.String(), Stderr: stderr.String(), Status: cmd.ProcessState.ExitCode()}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		got.Status = 128 + int(status.Signal())
	}
	if ctx.Err() != nil {
		got.Limit = fmt.Sprintf("stopped after %v or %d bytes, %v of processor time", most, runner.MaxOutput, cmd.ProcessState.UserTime())
	}
	return got
}

// A limitedBuffer calls full when it has taken as much as it may.
type limitedBuffer struct {
	bytes.Buffer
	most int
	full func()
}

func (b *limitedBuffer) Write(text []byte) (int, error) {
	if b.Len()+len(text) > b.most {
		b.full()
		return len(text), nil
	}
	return b.Buffer.Write(text)
}
