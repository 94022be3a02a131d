package recording

import "bothends/runner"

// An AssertionForm is a way in which an assertion can be written, for a reference:
// words in capitals stand for an author's own.
type AssertionForm struct{ Form, Holds string }

// AssertionForms lists all of them.
func AssertionForms() []AssertionForm {
	forms := []AssertionForm{{`PROCESS prints "TEXT"`, "a line of either of its streams has that text"}}
	for _, k := range compared {
		if k != runner.Exit {
			forms = append(forms, AssertionForm{"PROCESS " + string(k) + ` contains "TEXT"`, aboutKind[k]})
		}
	}
	for _, more := range []AssertionForm{
		{` or "TEXT"`, "one of these texts; there may be more of them"},
		{" in N lines", "so many lines have it, and no more"},
		{` before "TEXT"`, "both are there, the first of each in this order, on one stream"},
	} {
		forms = append(forms, AssertionForm{forms[0].Form + more.Form, more.Holds})
	}
	return append(forms,
		AssertionForm{`PROCESS never prints "TEXT"`, "no line has it"},
		AssertionForm{"PROCESS exit N", "it ended with that status"},
		AssertionForm{"PROCESS exit signal NAME", "it was ended by that signal, such as `terminated`"},
	)
}

// aboutKind says what the assertions about a kind of event are about.
var aboutKind = map[runner.Kind]string{
	runner.Problem: "what the compiler says of its program has it",
	runner.Start:   "its arguments have it",
	runner.Listen:  "a network and address at which it listens has it, such as `tcp [::]:7`",
	runner.CellRun: "the name of a cell that the terminal runs has it",
	runner.Waits:   "a cell and the call that it waits in has it, such as `accept accept`; only `accept` is sure to wait in every run",
	runner.Value:   "a cell, how it ended and its value has it, such as `accept done 4, nil`",
	runner.Stdout:  "a line of its standard output has it",
	runner.Stderr:  "a line of its standard error has it",
	runner.Call:    "a call that it makes on a socket has it, if the scenario says `calls = true`",
	runner.Limit:   "a limit that it reached has it; the limits of time are those of `run`",
}
