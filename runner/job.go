package runner

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"bothends/runner/frame"
	"bothends/runner/gocheck"
	"bothends/runner/gocheck/assist"
	"bothends/runner/gocheck/vet"
	"bothends/runner/nameserver"
	"bothends/runner/yaegi"
	"bothends/runner/yaegi/certify"
	"bothends/runner/yaegi/lower"
)

// A job is what a worker is given: one of its fields is set.
type job struct {
	Check   []Program        `json:",omitempty"` // say the outcome of checking these, as JSON
	Execute *yaegi.Program   `json:",omitempty"`
	Assist  *assist.Request  `json:",omitempty"` // say the answer, as JSON
	Names   *nameserver.Zone `json:",omitempty"` // serve these, and say serving when they are served
}

// say prints what a worker of ours has to tell the supervisor, as one frame. A
// program's output is its own, and never taken for one.
func say(message []byte) error {
	b, err := frame.Append(nil, message)
	if err == nil {
		_, err = os.Stdout.Write(b)
	}
	return err
}

// collectAt has the garbage of a checking worker collected for the first time at
// 32 MiB in place of 4 MiB: most have come to their end by then.
const collectAt = 800

// execute does a worker's job.
func execute(text []byte) {
	var j job
	if err := json.Unmarshal(text, &j); err != nil {
		fmt.Fprintln(os.Stderr, "job:", err)
		os.Exit(StatusUnavailable)
	}
	if j.Execute != nil {
		yaegi.Execute(*j.Execute)
	}
	if j.Names != nil {
		err := nameserver.Serve(*j.Names, func() { say([]byte(serving)) })
		fmt.Fprintln(os.Stderr, err)
		os.Exit(StatusUnavailable)
	}
	debug.SetGCPercent(collectAt)
	var found []byte
	var err error
	if j.Assist != nil {
		found, err = json.Marshal(assist.Do(*j.Assist))
	} else {
		found, err = json.Marshal(examineAll(j.Check))
	}
	if err == nil {
		err = say(found)
	}
	if err != nil {
		os.Exit(StatusUnavailable)
	}
}

// examine rewrites a program into what the interpreter gets right, and lists
// what then is left of which that is not known.
func examine(c *gocheck.Checked) checkedProgram {
	if runtime.GOARCH != "amd64" {
		return checkedProgram{Refused: []string{"the interpreter has the standard library for x86-64 alone"}}
	}
	lowered, err := lower.Program(c)
	if err != nil {
		return checkedProgram{Refused: []string{err.Error()}}
	}
	p := checkedProgram{Files: lowered.Sources, Init: yaegi.InitOrder(lowered.Fset, lowered.Info)}
	for _, refusal := range certify.Program(lowered) {
		p.Refused = append(p.Refused, refusal.String())
	}
	return p
}

// examineAll checks the programs of a snippet.
func examineAll(programs []Program) outcome {
	found := outcome{Programs: map[string]checkedProgram{}}
	for _, p := range programs {
		checked, problems := gocheck.Load(p.Files)
		for _, problem := range problems {
			found.Problems = append(found.Problems, foundProblem{p.Name, problem.String()})
		}
		if len(problems) > 0 {
			continue
		}
		// What is too much is neither lowered nor vetted, which could take longer
		// than to check it: advice must not keep a program from running.
		if refusal, ok := certify.TooMuch(checked); ok {
			found.Programs[p.Name] = checkedProgram{Files: checked.Sources, Init: yaegi.InitOrder(checked.Fset, checked.Info), Refused: []string{refusal.String()}}
			continue
		}
		for _, f := range vet.Program(checked) {
			found.Findings = append(found.Findings, Finding{p.Name, f.Tool, clean([]byte(f.String()))})
		}
		found.Programs[p.Name] = examine(checked)
	}
	return found
}
