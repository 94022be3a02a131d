package recording

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bothends/runner"
	"bothends/runner/wire"
)

// version is the format that Format writes and Parse reads.
const version = "1"

// Format writes the recording as text:
//
//	recording 1 8f3a12cd34ef5678 interleaved=server
//	   0.0   server  start    7
//	   3.1   server  listen   tcp 0.0.0.0:7
//	   3.4   client  start    127.0.0.1 "hello there"
//	  12     client  stdout   Received: hello there
//	  11     server  call     read(4, "hello there", 512) = 11  main.go:31
//	  12     client  stdout+  no newline after this
//	  12     -       segment  client.{port 1} > server.7  FIN ACK  seq 12  ack 1
//	  13     client  exit     0
//	  14     server  exit     signal terminated
//	  15     server  cell     accept
//	  15     server  waits    accept accept
//	  16     server  value    accept done 4, nil
//
// The header holds the version, the snippet's sum and the interleaved processes.
// Each further line is an event: milliseconds, process (- for the run as a
// whole), kind, and the rest. A text or word that would not survive, such as one
// with blanks at its ends or with control characters, stands in quotes, as Go
// writes them.
func (r *Recording) Format() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "recording %s %s", version, word(r.Sum))
	for _, p := range r.Interleaved {
		b.WriteString(" " + word("interleaved="+p))
	}
	b.WriteString("\n")
	width := 0
	for _, e := range r.Events {
		width = max(width, utf8.RuneCountInString(processWord(e.Process)))
	}
	for _, e := range r.Events {
		rest, known := describe(e)
		if !known {
			continue
		}
		kind := string(e.Kind)
		if e.Partial && isStream(e.Kind) {
			kind += "+"
		}
		line := fmt.Sprintf("%s  %-*s  %-7s  %s", milliseconds(e.Time), width, processWord(e.Process), kind, rest)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return []byte(b.String())
}

// describe writes what an event says beyond time, process and kind.
func describe(e runner.Event) (string, bool) {
	switch e.Kind {
	case runner.Start:
		words := make([]string, len(e.Args))
		for i, a := range e.Args {
			words[i] = word(a)
		}
		return strings.Join(words, " "), true
	case runner.Listen:
		return word(e.Network) + " " + text(e.Address), true
	case runner.Stdout, runner.Stderr, runner.Stdin, runner.Note, runner.Problem:
		return text(e.Text), true
	case runner.CellRun:
		return word(e.Cell), true
	case runner.Waits:
		return word(e.Cell) + " " + text(e.Text), true
	case runner.Value:
		if e.Text == "" {
			return word(e.Cell) + " " + word(e.Outcome), true
		}
		return word(e.Cell) + " " + word(e.Outcome) + " " + text(e.Text), true
	case runner.Exit:
		if e.Signal != "" {
			return "signal " + text(e.Signal), true
		}
		return strconv.Itoa(e.Status), true
	case runner.Segment, runner.Datagram:
		if e.Packet == nil {
			return "", false
		}
		return e.Packet.String(), true
	case runner.Arrival:
		if e.Arrives != nil {
			return e.Arrives.String(), true
		}
	case runner.Call:
		if e.Call != nil {
			return text(e.Call.Told()), true
		}
	case runner.Limit:
		return word(e.Limit) + " " + text(e.Text), true
	}
	return "", false
}

// milliseconds writes a time so that the points of all times stand in one column.
func milliseconds(d time.Duration) string {
	d = roundTime(d)
	if d >= 10*time.Millisecond {
		return fmt.Sprintf("%4d  ", d/time.Millisecond)
	}
	return fmt.Sprintf("%4d.%d", d/time.Millisecond, d%time.Millisecond/(time.Millisecond/10))
}

// text writes s as it is, or in quotes if it would not be read back.
func text(s string) string {
	if s == "" || s[0] == '"' || s[0] == ' ' || s[len(s)-1] == ' ' || !printable(s) {
		return strconv.Quote(s)
	}
	return s
}

// word is text that may hold no blank.
func word(s string) string {
	if strings.ContainsAny(s, ` "`) {
		return strconv.Quote(s)
	}
	return text(s)
}

// processWord writes the name of a process, - for none.
func processWord(s string) string {
	switch s {
	case "":
		return "-"
	case "-":
		return `"-"`
	}
	return word(s)
}

func printable(s string) bool {
	for i, r := range s {
		if !strconv.IsPrint(r) {
			return false
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return false
			}
		}
	}
	return true
}

// Parse reads what Format wrote. Errors read name:line: what is wrong.
func Parse(name string, b []byte) (*Recording, error) {
	lines := strings.Split(string(b), "\n")
	r, err := parseHeader(strings.TrimSuffix(lines[0], "\r"))
	if err != nil {
		return nil, fmt.Errorf("%s:1: %w", name, err)
	}
	for i, line := range lines[1:] {
		line = strings.TrimSuffix(line, "\r")
		if strings.Trim(line, " ") == "" {
			continue
		}
		e, err := parseEvent(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, i+2, err)
		}
		r.Events = append(r.Events, e)
	}
	return r, nil
}

func parseHeader(line string) (*Recording, error) {
	words, err := splitWords(line)
	if err != nil {
		return nil, err
	}
	if len(words) < 3 || words[0] != "recording" {
		return nil, fmt.Errorf(`not a recording: the first line must read "recording %s SUM"`, version)
	}
	if words[1] != version {
		return nil, fmt.Errorf("recording of format %s, and this bothends reads format %s; record it again with bothends verify -update", text(words[1]), version)
	}
	r := &Recording{Sum: words[2]}
	for _, w := range words[3:] {
		process, ok := strings.CutPrefix(w, "interleaved=")
		if !ok {
			return nil, fmt.Errorf("unknown word %s in the first line", text(w))
		}
		r.Interleaved = append(r.Interleaved, process)
	}
	return r, nil
}

func parseEvent(line string) (runner.Event, error) {
	var e runner.Event
	ms, rest, err := cutWord(line)
	if err != nil {
		return e, err
	}
	if e.Time, err = parseTime(ms); err != nil {
		return e, err
	}
	quoted := strings.HasPrefix(rest, `"`)
	if e.Process, rest, err = cutWord(rest); err != nil {
		return e, err
	}
	if e.Process == "-" && !quoted {
		e.Process = ""
	}
	kind, rest, err := cutWord(rest)
	if err != nil {
		return e, err
	}
	e.Kind = runner.Kind(kind)
	if k, partial := strings.CutSuffix(kind, "+"); partial && isStream(runner.Kind(k)) {
		e.Kind, e.Partial = runner.Kind(k), true
	}
	return e, parseRest(&e, strings.Trim(rest, " "))
}

// parseRest reads what describe wrote.
func parseRest(e *runner.Event, rest string) (err error) {
	switch e.Kind {
	case runner.Start:
		e.Args, err = splitWords(rest)
	case runner.Listen:
		if e.Network, rest, err = cutWord(rest); err == nil {
			e.Address, err = parseText(rest)
		}
	case runner.Stdout, runner.Stderr, runner.Stdin, runner.Note, runner.Problem:
		e.Text, err = parseText(rest)
	case runner.CellRun:
		e.Cell, _, err = cutWord(rest)
	case runner.Waits:
		if e.Cell, rest, err = cutWord(rest); err == nil {
			e.Text, err = parseText(rest)
		}
	case runner.Value:
		if e.Cell, rest, err = cutWord(rest); err == nil {
			e.Outcome, rest, err = cutWord(rest)
		}
		if err == nil {
			e.Text, err = parseText(rest)
		}
	case runner.Exit:
		if signal, ok := strings.CutPrefix(rest, "signal "); ok {
			if e.Signal, err = parseText(strings.TrimLeft(signal, " ")); e.Signal != "" || err != nil {
				return err
			}
		}
		if e.Status, err = strconv.Atoi(rest); err != nil || e.Status < 0 || e.Status > 255 {
			return fmt.Errorf(`exit %s: it must be a status of 0 to 255, or "signal" and its name`, text(rest))
		}
	case runner.Segment, runner.Datagram:
		e.Packet, err = parsePacket(rest, func(p wire.Packet) bool { return p.Segment() == (e.Kind == runner.Segment) })
	case runner.Arrival:
		e.Arrives, err = parsePacket(rest, func(wire.Packet) bool { return true })
	case runner.Call:
		if rest, err = parseText(rest); err == nil {
			e.Call, err = parseCall(rest)
		}
	case runner.Limit:
		if e.Limit, rest, err = cutWord(rest); err == nil {
			e.Text, err = parseText(rest)
		}
	default:
		return fmt.Errorf("unknown kind of event: %s", text(string(e.Kind)))
	}
	return err
}

// parsePacket reads a packet of the right kind, which has one form.
func parsePacket(text string, right func(wire.Packet) bool) (*wire.Packet, error) {
	p, err := wire.Parse(text)
	switch {
	case err != nil:
		return nil, err
	case !right(p):
		return nil, fmt.Errorf("%q is a packet of another kind", text)
	case p.String() != text:
		return nil, fmt.Errorf("%q is to be written %q", text, p.String())
	}
	return &p, nil
}

var timeForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,6})?$`)

func parseTime(ms string) (time.Duration, error) {
	if !timeForm.MatchString(ms) {
		return 0, fmt.Errorf("%s is no time; an event begins with milliseconds, such as 3.1", text(ms))
	}
	f, err := strconv.ParseFloat(ms, 64)
	if err != nil {
		return 0, err
	}
	return roundTime(time.Duration(math.Round(f * float64(time.Millisecond)))), nil
}

// cutWord takes the first word, quoted or not, off s and the blanks behind it.
func cutWord(s string) (w, rest string, err error) {
	s = strings.TrimLeft(s, " ")
	if strings.HasPrefix(s, `"`) {
		q, err := strconv.QuotedPrefix(s)
		if err != nil {
			return "", "", fmt.Errorf("quotes that do not close: %.40s", s)
		}
		rest = s[len(q):]
		if rest != "" && rest[0] != ' ' {
			return "", "", fmt.Errorf("no blank after %.40s", q)
		}
		w, err = strconv.Unquote(q)
		return w, strings.TrimLeft(rest, " "), err
	}
	w, rest, _ = strings.Cut(s, " ")
	if w == "" {
		return "", "", fmt.Errorf("the line ends too early; an event has a time, a process, a kind and what it says")
	}
	return w, strings.TrimLeft(rest, " "), nil
}

// splitWords splits s into words; none gives nil.
func splitWords(s string) (words []string, err error) {
	for s = strings.Trim(s, " "); s != ""; {
		var w string
		if w, s, err = cutWord(s); err != nil {
			return nil, err
		}
		words = append(words, w)
	}
	return words, nil
}

// parseText reads the rest of a line.
func parseText(s string) (string, error) {
	if !strings.HasPrefix(s, `"`) {
		return s, nil
	}
	t, err := strconv.Unquote(s)
	if err != nil {
		return "", fmt.Errorf("quotes that do not close, or close too early: %.40s", s)
	}
	return t, nil
}
