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
	Check   []Program      `json:",omitempty"` // print the problems of these, as JSON
	Execute *yaegi.Program `json:",omitempty"`
}

// execute does a worker's job. in is the interpreter of a worker that has one.
func execute(text []byte, in *yaegi.Interpreter) {
	var j job
	if err := json.Unmarshal(text, &j); err != nil {
		fmt.Fprintln(os.Stderr, "job:", err)
		os.Exit(StatusUnavailable)
	}
	if j.Execute != nil {
		in.Execute(*j.Execute)
	}
	printProblems(j.Check)
}

// foundProblem is a problem of a program, on its way from the checker.
type foundProblem struct {
	Program string
	Text    string // FILE:LINE:COLUMN: message; further lines begin with a tab
}

func printProblems(programs []Program) {
	found := []foundProblem{}
	for _, p := range programs {
		for _, problem := range gocheck.Check(p.Files) {
			found = append(found, foundProblem{p.Name, problem.String()})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		os.Exit(StatusUnavailable)
	}
}
