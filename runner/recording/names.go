package recording

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bothends/runner"
)

// The ports that the kernel of the box chooses from.
const (
	firstEphemeral = 49152
	lastEphemeral  = 65535
)

var (
	// A port stands after an IPv4 address, a bracketed IPv6 address, localhost
	// or nothing, and a colon; or after the word port, or htons( in a call.
	portPattern = regexp.MustCompile(`(?i)((?:\d{1,3}\.){3}\d{1,3}:|\[[0-9a-z:.%]*\]:|\blocalhost:|\bport[:=]? ?|\bhtons\(|(?:^|[\s"'(]):)(\d{5})\b`)

	// The date and time of package log, with or without microseconds.
	clockPattern = regexp.MustCompile(`\b\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(\.\d{6})?\b`)

	digits = regexp.MustCompile(`\d+`)

	// A name that a port got.
	portName = regexp.MustCompile(`\{port \d+\}`)
)

// A namer replaces what the machine chose by names. The same port gets the same
// name throughout a run.
type namer struct {
	order  []string          // the processes as the scenario starts them
	words  []string          // programs and arguments: what they name is no choice of the machine
	fixed  map[string]bool   // every number in words
	byPort map[string]string // port to name
}

func newNamer(s *runner.Snippet) *namer {
	n := &namer{fixed: map[string]bool{}, byPort: map[string]string{}}
	for _, p := range s.Scenario.Processes {
		n.order = append(n.order, instances(p)...)
		n.words = append(append(n.words, p.Args...), p.Stdin)
	}
	for _, p := range s.Programs {
		for _, source := range p.Files {
			n.words = append(n.words, source)
		}
	}
	for _, w := range n.words {
		for _, d := range digits.FindAllString(w, -1) {
			n.fixed[d] = true
		}
	}
	return n
}

// name replaces in place. Numbers are given along each process in turn, and in
// it along standard output, standard error, the values of cells and then its sockets and calls, so that they
// do not depend on how processes or streams happened to interleave.
func (n *namer) name(events []runner.Event) {
	order := slices.Clone(n.order)
	for _, e := range events {
		if !slices.Contains(order, e.Process) {
			order = append(order, e.Process)
		}
	}
	for _, process := range order {
		for _, kind := range []runner.Kind{runner.Stdout, runner.Stderr, runner.Value, runner.Limit, runner.Note} {
			for i := range events {
				if e := &events[i]; e.Process == process && e.Kind == kind {
					e.Text = n.times(n.ports(e.Text))
				}
			}
		}
		n.sockets(events, process)
		for _, e := range events {
			if e.Process == process && e.Kind == runner.Call {
				e.Call.Args = n.ports(e.Call.Args)
			}
		}
	}
}

// sockets names the ports that the process was seen to listen on. Those that
// it has not printed have no order of their own: the sockets are seen, not
// heard of. Sorted by the rest of their address they have one.
func (n *namer) sockets(events []runner.Event, process string) {
	var listens []*runner.Event
	for i := range events {
		if e := &events[i]; e.Process == process && e.Kind == runner.Listen {
			listens = append(listens, e)
		}
	}
	rest := func(e *runner.Event) string {
		return e.Network + " " + portPattern.ReplaceAllString(e.Address, "$1")
	}
	slices.SortStableFunc(listens, func(a, b *runner.Event) int { return cmp.Compare(rest(a), rest(b)) })
	for _, e := range listens {
		e.Address = n.ports(e.Address)
	}
}

// ports replaces the ephemeral ports in text.
func (n *namer) ports(text string) string {
	var out strings.Builder
	done := 0
	for _, m := range portPattern.FindAllStringSubmatchIndex(text, -1) {
		from, to := m[4], m[5]
		name := n.portNumber(text[from:to])
		if name == "" {
			continue
		}
		out.WriteString(text[done:from])
		out.WriteString(name)
		done = to
	}
	out.WriteString(text[done:])
	return out.String()
}

// portNumber names a port; one that the kernel did not pick has no name.
func (n *namer) portNumber(number string) string {
	if port, _ := strconv.Atoi(number); port < firstEphemeral || port > lastEphemeral || n.fixed[number] {
		return ""
	}
	name, known := n.byPort[number]
	if !known {
		name = fmt.Sprintf("{port %d}", len(n.byPort)+1)
		n.byPort[number] = name
	}
	return name
}

// times replaces dates that package log wrote.
func (n *namer) times(text string) string {
	return clockPattern.ReplaceAllStringFunc(text, func(t string) string {
		if slices.ContainsFunc(n.words, func(w string) bool { return strings.Contains(w, t) }) {
			return t
		}
		return "{time}"
	})
}
