package runner

import (
	"encoding/json"
	"fmt"
	"os"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi"
	"bothends/runner/yaegi/certify"
	"bothends/runner/yaegi/lower"
)

// A job is what a worker is given: one of its fields is set.
type job struct {
	Check   []Program      `json:",omitempty"` // print the outcome of checking these, as JSON
	Execute *yaegi.Program `json:",omitempty"`
}

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
	printOutcome(j.Check)
}

// examine rewrites a program into what the interpreter gets right, and lists
// what then is left of which that is not known.
func examine(c *gocheck.Checked) checkedProgram {
	files, err := lower.Program(c)
	if err != nil {
		return checkedProgram{Refused: []string{err.Error()}}
	}
	lowered, problems := gocheck.Load(files)
	if len(problems) > 0 {
		return checkedProgram{Refused: []string{problems[0].String()}}
	}
	p := checkedProgram{Files: files, Init: yaegi.InitOrder(lowered.Fset, lowered.Info)}
	for _, refusal := range certify.Program(lowered) {
		p.Refused = append(p.Refused, refusal.String())
	}
	return p
}

func printOutcome(programs []Program) {
	found := outcome{Programs: map[string]checkedProgram{}}
	for _, p := range programs {
		checked, problems := gocheck.Load(p.Files)
		for _, problem := range problems {
			found.Problems = append(found.Problems, foundProblem{p.Name, problem.String()})
		}
		if len(problems) == 0 {
			found.Programs[p.Name] = examine(checked)
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		os.Exit(StatusUnavailable)
	}
}
