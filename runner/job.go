package runner

import (
	"encoding/json"
	"fmt"
	"os"

	"bothends/runner/gocheck"
	"bothends/runner/yaegi"
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

func printOutcome(programs []Program) {
	found := outcome{Programs: map[string]checkedProgram{}}
	for _, p := range programs {
		for _, problem := range gocheck.Check(p.Files) {
			found.Problems = append(found.Problems, foundProblem{p.Name, problem.String()})
		}
		found.Programs[p.Name] = checkedProgram{Files: p.Files}
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		os.Exit(StatusUnavailable)
	}
}
