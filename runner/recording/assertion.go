package recording

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bothends/runner"
	"bothends/runner/nearest"
)

// An Assertion is one thing that a recording must show. It is written as
//
//	client prints "got 3 bytes"            a line of either stream holds that text
//	client prints "reset" or "broken pipe" … or that
//	client stdout contains "got"           of one stream alone, or of what else a recording says:
//	server listen contains "[::]:7"        the kind stands in the recording's third column
//	client prints "got" in 3 lines         in that many, and no more
//	client prints "sent" before "got"      in lines of the same stream, the first of each
//	server never prints "error"
//	client exit 1                          or: client exit signal killed
//	run limit contains "time"              what is about the run as a whole
//
// Where a scenario starts several of a process, such as client-1 and client-2, or
// several that execute the program client, client means each of them. Only what is compared between two runs should be
// asserted: package comment.
type Assertion struct {
	Process string // as written
	kind    string // prints, or a kind of event
	never   bool
	texts   []string // any of them
	lines   int      // in that many lines; -1 for at least one
	after   []string // of which one comes later in the same stream; nil for none
	text    string   // the whole
}

func (a Assertion) String() string { return a.text }

// howToAssert is the end of messages about one that cannot be read.
const howToAssert = `write, say, client prints "got 3 bytes", server never prints "error", or client exit 1`

// assertable lists the words that may stand after the process: what is not
// compared between two runs is not to be relied upon.
func assertable() []string {
	all := []string{"prints", "never"}
	for _, k := range compared {
		all = append(all, string(k))
	}
	return all
}

// ParseAssertion reads an assertion.
func ParseAssertion(text string) (Assertion, error) {
	a := Assertion{text: strings.TrimSpace(text), lines: -1}
	p := words{rest: a.text}
	a.Process, a.kind = p.next(), p.next()
	if a.kind == "never" {
		a.never, a.kind = true, p.next()
	}
	switch {
	case a.Process == "" || a.kind == "":
		return a, fmt.Errorf("this asserts nothing; %s", howToAssert)
	case a.kind == "exit":
		a.texts = []string{strings.Trim(p.rest, " ")}
		if _, err := strconv.Atoi(a.texts[0]); err != nil && !strings.HasPrefix(a.texts[0], "signal ") {
			return a, fmt.Errorf(`%s exit what? a status, such as 1, or "signal terminated"`, a.Process)
		}
		return a, nil
	case !slices.Contains(assertable(), a.kind):
		return a, fmt.Errorf("%q cannot be asserted%s; %s", a.kind, nearest.Hint(a.kind, assertable()), howToAssert)
	case a.kind != "prints" && p.next() != "contains":
		return a, fmt.Errorf(`after %s comes contains; %s`, a.kind, howToAssert)
	}
	if a.texts = p.alternatives(); a.texts == nil {
		return a, fmt.Errorf("what is asserted stands in quotes; %s", howToAssert)
	}
	var err error
	switch word := p.next(); word {
	case "":
	case "in":
		if a.lines, err = strconv.Atoi(p.next()); err != nil || !strings.HasPrefix(p.next(), "line") {
			err = fmt.Errorf(`after the text: in how many lines? such as in 3 lines`)
		}
	case "before":
		if a.after = p.alternatives(); a.after == nil {
			err = fmt.Errorf("before what? %s", `a text in quotes, such as prints "sent" before "got"`)
		}
	default:
		err = fmt.Errorf(`%q is not understood here; after the text may come or "…", before "…", or in 3 lines`, word)
	}
	if err == nil && (strings.TrimSpace(p.rest) != "" || a.never && (a.lines >= 0 || a.after != nil)) {
		err = fmt.Errorf("one assertion in each line; %s", howToAssert)
	}
	return a, err
}

// words is what is left of an assertion.
type words struct{ rest string }

// next takes the next word.
func (w *words) next() string {
	word, rest, _ := strings.Cut(strings.TrimLeft(w.rest, " "), " ")
	w.rest = rest
	return word
}

// alternatives takes texts in quotes with "or" between them; nil if the first
// has none.
func (w *words) alternatives() (texts []string) {
	for {
		left := strings.TrimLeft(w.rest, " ")
		q, err := strconv.QuotedPrefix(left)
		if err != nil || q == `""` {
			return nil
		}
		text, _ := strconv.Unquote(q)
		texts, w.rest = append(texts, text), strings.TrimLeft(left[len(q):], " ")
		more, ok := strings.CutPrefix(w.rest, "or ")
		if !ok {
			return texts
		}
		w.rest = more
	}
}

// processes lists those of the scenario that the assertion is about: one, the
// copies of one, or those that execute one program.
func (a Assertion) processes(s runner.Scenario) []string {
	var all []string
	for _, p := range s.Processes {
		switch names := instances(p); {
		case a.kind == string(runner.Problem) && p.Program == a.Process:
			return []string{p.Program} // the compiler knows programs, not processes
		case slices.Contains(names, a.Process):
			return []string{a.Process}
		case p.Name == a.Process:
			return names
		case p.Program == a.Process:
			all = append(all, names...)
		}
	}
	if all == nil && a.Process == "run" {
		return []string{""}
	}
	return all
}

// Of says what is wrong with an assertion about runs of that scenario.
func (a Assertion) Of(s runner.Scenario) error {
	if a.processes(s) != nil {
		return nil
	}
	known := []string{"run"}
	for _, p := range s.Processes {
		known = append(known, p.Name)
	}
	hint := nearest.Hint(a.Process, known)
	if hint == "" {
		hint = "; there are " + strings.Join(known[1:], ", ") + ", and run for the whole"
	}
	return fmt.Errorf("no process %s in this scenario%s", a.Process, hint)
}

// Check says how a recording of a run of that scenario does not bear the
// assertion out; nil if it does.
func (a Assertion) Check(s runner.Scenario, r *Recording) error {
	for _, process := range a.processes(s) {
		if err := a.check(process, r); err != nil {
			return err
		}
	}
	return nil
}

func (a Assertion) check(process string, r *Recording) error {
	who := process
	if who == "" {
		who = "the run"
	}
	said := map[string][]string{} // by kind
	for _, e := range r.Events {
		kind := string(e.Kind)
		if e.Process != process || a.kind != kind && !(a.kind == "prints" && (e.Kind == runner.Stdout || e.Kind == runner.Stderr)) {
			continue
		}
		text := e.Text
		if !isStream(e.Kind) && e.Kind != runner.Problem {
			text, _ = describe(e)
		}
		said[kind] = append(said[kind], text)
	}
	if a.kind == "exit" {
		if got := said["exit"]; !slices.Contains(got, a.texts[0]) != a.never {
			return fmt.Errorf("%s ended otherwise: %s", who, strings.Join(append([]string{"exit"}, got...), " "))
		}
		return nil
	}
	count := 0
	inOrder := false
	for _, lines := range said {
		first := slices.IndexFunc(lines, holds(a.texts))
		inOrder = inOrder || first >= 0 && slices.ContainsFunc(lines[first+1:], holds(a.after)) && slices.IndexFunc(lines, holds(a.after)) > first
		for _, l := range lines {
			if holds(a.texts)(l) {
				count++
			}
		}
	}
	switch {
	case a.never && count > 0:
		return fmt.Errorf("%s does, in %s", who, lines(count))
	case a.lines >= 0 && count != a.lines:
		return fmt.Errorf("%s does so in %s", who, lines(count))
	case !a.never && a.lines < 0 && count == 0:
		return fmt.Errorf("%s does not", who)
	case a.after != nil && !inOrder:
		return fmt.Errorf("%s does not, or not in that order", who)
	}
	return nil
}

func lines(n int) string {
	if n == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", n)
}

// holds reports whether a line holds one of the texts.
func holds(texts []string) func(string) bool {
	return func(line string) bool {
		return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(line, t) })
	}
}

// About reports whether the assertion is about events of that kind.
func (a Assertion) About(kind runner.Kind) bool { return a.kind == string(kind) }
