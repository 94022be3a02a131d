package page

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"bothends/runner"
	"bothends/runner/printed"
)

// Rows makes the lines of a transcript. It is the only rendering of events
// there is: recordings, live streams and answers to forms all go through it.
type Rows struct {
	Scenario runner.Scenario // of the run: how each process is expected to end
	Language string          // of the page; English if it has no messages, or is empty
	Printed  *printed.Finder // of the run: finds the statement that printed a line; nil if that is not to be shown

	// Prompts are the numbers that a session's cells have, by TERMINAL/CELL: what a reader
	// knows them by, who does not know their names.
	Prompts map[string]int

	moved map[string]string // for programs of a break: where the page has a line, by PROGRAM/FILE:LINE
}

// NewRows makes the lines of a run of s, which say what statements printed them.
func NewRows(s *runner.Snippet, language string) Rows {
	return Rows{Scenario: s.Scenario, Language: language, Printed: printed.NewFinder(s)}
}

// A rower makes rows in one language.
type rower struct {
	Rows
	*words
}

// Row is one line: an <li> with the time, the process and what happened. Of a
// kind it does not know it makes nothing.
func (r Rows) Row(e runner.Event) template.HTML {
	w := rower{r, wordsIn(r.Language)}
	class, line := w.line(e)
	if class == "" {
		r.Printed.Find(e) // which wants to know of packets, too
		return ""
	}
	who := e.Process
	if who == "" {
		who = w.say("the-run")
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<li class="row %s %s"%s>`, class, hue(e.Process), r.place(e))
	fmt.Fprintf(&b, `<span class="time">%s</span> `, milliseconds(e.Time))
	fmt.Fprintf(&b, `<span class="who">%s</span> `, visible(who))
	fmt.Fprintf(&b, `<span class="line">%s</span></li>`, line)
	return template.HTML(b.String())
}

// place is an attribute that has the line of the program which printed this, for the
// script: 12, or log.go:12. What a call has behind it need not be said twice, unless
// the page has that line elsewhere: a break's program is there as it was before.
func (r Rows) place(e runner.Event) string {
	at := r.Printed.Find(e)
	if r.moved != nil {
		if e.Call != nil {
			at = e.Call.Line
		}
		if at != "" {
			at = r.moved[r.Printed.Program(e.Process)+"/"+at]
		}
	}
	if at == "" && (r.moved == nil || e.Call == nil) {
		return ""
	}
	return ` data-at="` + template.HTMLEscapeString(strings.TrimPrefix(at, "main.go:")) + `"`
}

// line says what happened, as HTML, and the class of the row.
func (r rower) line(e runner.Event) (class, line string) {
	switch e.Kind {
	case runner.Start:
		return "start", visible("$ "+Command(e.Process, e.Args)) + r.engine(e)
	case runner.Listen:
		verb := r.say("listens")
		if strings.HasPrefix(e.Network, "udp") {
			verb = r.say("bound")
		}
		return "listen", verb + " " + visible(e.Network+" ") + r.output(e.Address)
	case runner.Stdout:
		return "stdout", r.output(e.Text) + r.partial(e)
	case runner.Stderr:
		return "stderr", tag("stderr") + r.output(r.inCell(e, e.Text)) + r.partial(e)
	case runner.Stdin:
		return "stdin", tag("stdin") + r.output(e.Text) + r.partial(e)
	case runner.Exit:
		return r.exit(e)
	case runner.Call:
		return r.call(e)
	case runner.Limit:
		return "limit", tag(r.say("limit", e.Limit)) + r.output(e.Text)
	case runner.Note:
		return "note", r.output(e.Text)
	case runner.Waits, runner.Value:
		return r.cell(e)
	case runner.Problem:
		place, message := splitPlace(e.Text)
		return "problem", tag(r.say("error")) + place + r.output(message)
	}
	return "", ""
}

// exit tells an end that the scenario expects from another. A status that
// looks like the other kind says so in words.
func (r rower) exit(e runner.Event) (class, line string) {
	switch e.Signal {
	case "":
	case syscall.SIGTERM.String(): // a server is told to end when all else has
		return "exit signal", visible(r.say("signal", e.Signal))
	default:
		return "exit signal failed", visible(r.say("signal", e.Signal))
	}
	line = visible(r.say("exit-status", e.Status))
	switch expected := r.Scenario.Expected(e.Process); {
	case e.Status != expected:
		return "exit failed", line + " " + strings.TrimSpace(tag(r.say("expected-other", expected)))
	case expected != 0:
		return "exit", line + " " + strings.TrimSpace(tag(r.say("expected")))
	}
	return "exit", line
}

// call writes a call on a socket. One that package net made on its own account
// has a class of its own, by which it can be folded.
func (r rower) call(e runner.Event) (class, line string) {
	if e.Call == nil {
		return "", ""
	}
	class = "call"
	if e.Call.Noise {
		class += " noise"
	}
	if e.Call.Errno != "" {
		class += " error"
	}
	line = r.output(e.Call.String())
	if e.Call.Line != "" {
		line += ` <span class="at">` + visible(e.Call.Line) + `</span>`
	}
	return class, line
}

// engine says, in passing, that a program was compiled, and why.
func (r rower) engine(e runner.Event) string {
	if e.Engine != runner.EngineGo {
		return ""
	}
	title := r.say("compiled-with")
	if e.Why != "" {
		title = r.say("compiled-why", e.Why)
	}
	return ` <span class="engine" title="` + template.HTMLEscapeString(title) + `">` + visible(r.say("compiled")) + `</span>`
}

// tag is a small label before a line that says what kind of line it is, for
// those to whom its colour does not.
func tag(s string) string {
	return `<span class="tag">` + visible(s) + `</span> `
}

func (r rower) partial(e runner.Event) string {
	if !e.Partial {
		return ""
	}
	return ` <span class="tag" title="` + template.HTMLEscapeString(r.say("partial-why")) + `">` + visible(r.say("partial")) + `</span>`
}

// placePattern is what a message of the compiler begins with.
var placePattern = regexp.MustCompile(`^[^:\s]+:\d+(:\d+)?:`)

// splitPlace marks the place that a compiler's message begins with, so that
// the script can lead there.
func splitPlace(text string) (place, message string) {
	at := placePattern.FindString(text)
	if at == "" {
		return "", text
	}
	return `<span class="place">` + visible(at) + `</span>`, text[len(at):]
}

// milliseconds writes a time as a recording does: to a tenth below ten
// milliseconds, whole from there.
func milliseconds(d time.Duration) string {
	ms := float64(max(d, 0)) / float64(time.Millisecond)
	if s := strconv.FormatFloat(ms, 'f', 1, 64); len(s) == len("0.0") {
		return s + " ms"
	}
	return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
}

// hue is the class that colours a process: those that serve, those that call,
// and all others. The label beside it says the same in words.
func hue(process string) string {
	switch {
	case strings.HasPrefix(process, "server"):
		return "server"
	case strings.HasPrefix(process, "client"):
		return "client"
	}
	return "other"
}

// Command writes a program and its arguments as one would type them in a shell.
func Command(program string, args []string) string {
	words := []string{program}
	for _, a := range args {
		words = append(words, quote(a))
	}
	return strings.Join(words, " ")
}

// quote quotes a word as a shell needs it, and only then.
func quote(word string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:,@%+=[]", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	if !strings.ContainsAny(word, "\"$`\\!") {
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// A name stands in a recording for what the machine chose.
var namePattern = regexp.MustCompile(`\{port \d{1,5}\}|\{time\}`)

// output escapes a line, and marks the names in it.
func (r rower) output(s string) string {
	var b strings.Builder
	done := 0
	for _, m := range namePattern.FindAllStringIndex(s, -1) {
		b.WriteString(visible(s[done:m[0]]))
		name := s[m[0]:m[1]]
		fmt.Fprintf(&b, `<span class="name" title="%s">%s</span>`, template.HTMLEscapeString(r.explain(name)), name)
		done = m[1]
	}
	b.WriteString(visible(s[done:]))
	return b.String()
}

// explain says what a name stands for.
func (r rower) explain(name string) string {
	if name == "{time}" {
		return r.say("name-time")
	}
	return r.say("name-port")
}

// visible escapes markup, and writes out characters that would hide text,
// reorder it or move the cursor.
func visible(s string) string {
	if strings.IndexFunc(s, unplain) < 0 {
		return template.HTMLEscapeString(s)
	}
	var b strings.Builder
	for _, r := range s {
		if r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(`<span class="escape">` + q[1:len(q)-1] + `</span>`)
			continue
		}
		template.HTMLEscape(&b, []byte(string(r)))
	}
	return b.String()
}

// unplain holds for all but the characters of ASCII that are to be seen, and tabs:
// what most lines are made of.
func unplain(r rune) bool { return (r < ' ' || r > '~') && r != '\t' }
