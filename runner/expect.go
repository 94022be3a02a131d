package runner

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bothends/runner/nearest"
	"bothends/runner/wire"
)

// An Expect is what an author expects to happen between the processes, in
// every run:
//
//	[[expect]]
//	handshake = ["client", "server"]  # client opens a connection to server, and it is established
//
//	[[expect]]
//	close = ["client", "server"]      # both ends close each of their connections
//
//	[[expect]]
//	first = "client"                  # it is the first to close each of its connections
//
//	[[expect]]
//	reset = false                     # nobody resets a connection that is not closed yet; true: somebody does
//
//	[[expect]]
//	refused = "client"                # a connection that it tries to open is refused
//
//	[[expect]]
//	unreachable = "client"            # a datagram of it is answered by port unreachable
//
//	[[expect]]
//	resent = "client"                 # a segment of it is sent again
//
//	[[expect]]
//	call = "client read"              # it makes this call on a socket
//	at-most = 8                       # if written: the first one succeeds, and its result is no more
//
// Processes go by their names in the scenario: of several with one name each is
// meant. [Scenario.Broken] tells which of these a run does not hold.
type Expect struct {
	Handshake   []string `toml:"handshake"`   // the first opens a connection to the second, and it is established
	Close       []string `toml:"close"`       // both ends close each of their connections
	First       string   `toml:"first"`       // it is the first to close each of its connections
	Reset       *bool    `toml:"reset"`       // false: nobody resets a connection; true: somebody does
	Refused     string   `toml:"refused"`     // a connection that it tries to open is refused
	Unreachable string   `toml:"unreachable"` // a datagram of it is answered by port unreachable
	Resent      string   `toml:"resent"`      // it sends a segment again
	Call        string   `toml:"call"`        // a process and a call on a socket that it makes: "client read"
	AtMost      *int64   `toml:"at-most"`     // beside call: the first one succeeds, and its result is no more

	place string // where it stands
}

// complete checks an expectation against the processes that there are.
func (x *Expect) complete(s *Scenario, at places, number int) error {
	key := fmt.Sprintf("expect.%d", number)
	x.place = at.of(key)
	set := 0
	for name, process := range map[string][]string{
		"handshake": x.Handshake, "close": x.Close,
		"first": one(x.First), "refused": one(x.Refused), "unreachable": one(x.Unreachable),
		"resent": one(x.Resent),
	} {
		if process == nil {
			continue
		}
		set++
		x.place = at.of(key + "." + name)
		if err := x.processes(s, name, process); err != nil {
			return fmt.Errorf("%s: %w", x.place, err)
		}
	}
	if x.Reset != nil {
		set++
		x.place = at.of(key + ".reset")
	}
	if x.Call != "" {
		set++
		x.place = at.of(key + ".call")
		if err := x.completeCall(s); err != nil {
			return fmt.Errorf("%s: %w", x.place, err)
		}
	}
	if x.AtMost != nil && x.Call == "" {
		return fmt.Errorf("%s: at-most is about the result of a call; write which, as in call = \"client read\"", at.of(key+".at-most"))
	}
	if x.AtMost != nil && *x.AtMost < 0 {
		return fmt.Errorf("%s: at-most is %d; a call that succeeds returns 0 or more", at.of(key+".at-most"), *x.AtMost)
	}
	if set != 1 {
		return fmt.Errorf("%s: %d things are expected; write one below each [[expect]]: handshake, close, first, reset, refused, unreachable, resent or call", at.of(key), set)
	}
	return nil
}

// processes checks the names of processes.
func (x *Expect) processes(s *Scenario, key string, names []string) error {
	if (key == "handshake" || key == "close") && len(names) != 2 {
		return fmt.Errorf(`%s names %d processes; it must be two, as in ["client", "server"]`, key, len(names))
	}
	var known []string
	for _, p := range s.Processes {
		known = append(known, p.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%s: no process %q%s", key, name, nearest.Hint(name, known))
		}
	}
	return nil
}

func one(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// Broken says which expectations of the scenario the events of a run do not
// hold, each with its place and what was seen in place of it.
func (s Scenario) Broken(events []Event) []string {
	w := newExchange(events)
	var broken []string
	for _, x := range s.Expects {
		if err := x.check(s, w); err != nil {
			broken = append(broken, fmt.Sprintf("%s: %v", x.place, err))
		}
	}
	return broken
}

// check says why the expectation does not hold.
func (x *Expect) check(s Scenario, w exchange) error {
	each := func(name string, holds func(process string) error) error {
		for _, process := range s.instances(name) {
			if err := holds(process); err != nil {
				return err
			}
		}
		return nil
	}
	switch {
	case x.Handshake != nil:
		return each(x.Handshake[0], func(p string) error { return w.handshake(p, x.Handshake[1], s.instances(x.Handshake[1])) })
	case x.Close != nil:
		return each(x.Close[0], func(p string) error { return w.closes(p, x.Close[1], s.instances(x.Close[1])) })
	case x.First != "":
		return each(x.First, w.first)
	case x.Refused != "":
		return each(x.Refused, w.refused)
	case x.Unreachable != "":
		return each(x.Unreachable, w.unreachable)
	case x.Resent != "":
		return each(x.Resent, w.resent)
	case x.Call != "":
		process, name := x.processAndCall()
		return each(process, func(p string) error { return w.call(p, name, x.AtMost) })
	}
	return w.resets(*x.Reset)
}

// instances are the names in a run of the processes of that name.
func (s Scenario) instances(name string) []string {
	for i := range s.Processes {
		if s.Processes[i].Name == name {
			return s.Processes[i].Names()
		}
	}
	return nil
}

// An exchange is what crossed the wire in a run, and the calls on sockets, sorted
// for expectations.
type exchange struct {
	packets     []wire.Packet
	connections []*tcpConnection
	calls       []Event
}

// A tcpConnection is what became of one connection.
type tcpConnection struct {
	from, to    string // who opened it, to whom
	refused     bool
	established bool
	finished    []string // who sent a FIN, in order
	ends        []string // the same, with their ports: both may be one process's
	reset       *wire.Packet
}

func newExchange(events []Event) exchange {
	var w exchange
	byNumber := map[int]*tcpConnection{}
	for _, e := range events {
		if e.Call != nil && !e.Call.Noise {
			w.calls = append(w.calls, e)
		}
		if e.Packet == nil {
			continue
		}
		p := *e.Packet
		w.packets = append(w.packets, p)
		if !p.Segment() {
			continue
		}
		c := byNumber[p.Connection]
		if c == nil {
			c = &tcpConnection{from: p.From.Process, to: p.To.Process}
			byNumber[p.Connection] = c
			w.connections = append(w.connections, c)
		}
		c.add(p)
	}
	return w
}

func (c *tcpConnection) add(p wire.Packet) {
	if p.Has(wire.LabelSYNACK) {
		c.to = p.From.Process // the first segment may have come before the listener was seen
	}
	c.established = c.established || p.Has(wire.LabelHandshakeDone)
	if end := p.From.String(); p.Has(wire.LabelFIN) && !slices.Contains(c.ends, end) {
		c.finished, c.ends = append(c.finished, p.From.Process), append(c.ends, end)
	}
	// Of a connection that both have closed nothing is left to be reset: a kernel that
	// is late sends its FIN again, and gets such an answer to what it is answered.
	if p.Has(wire.LabelReset) && p.Reset != wire.ResetAfterBoth {
		c.reset, c.refused = &p, p.Reset == wire.ResetRefused
	}
}

// between returns the established connections between a process and others.
func (w exchange) between(process string, others []string) (all []*tcpConnection) {
	for _, c := range w.connections {
		if c.established && (c.from == process && slices.Contains(others, c.to) || c.to == process && slices.Contains(others, c.from)) {
			all = append(all, c)
		}
	}
	return all
}

func (w exchange) handshake(from, to string, instances []string) error {
	for _, c := range w.connections {
		if c.established && c.from == from && slices.Contains(instances, c.to) {
			return nil
		}
	}
	for _, c := range w.connections {
		if c.from == from && c.refused {
			return fmt.Errorf("a handshake between %s and %s is expected; %[1]s was refused", from, to)
		}
	}
	return fmt.Errorf("a handshake between %s and %s is expected; %[1]s opened no connection to it", from, to)
}

func (w exchange) closes(process, other string, instances []string) error {
	all := w.between(process, instances)
	if len(all) == 0 {
		return fmt.Errorf("%s and %s are expected to close their connections; they had none", process, other)
	}
	for _, c := range all {
		switch {
		case len(c.finished) == 2:
		case c.reset != nil:
			return fmt.Errorf("%s and %s are both expected to close; their connection was reset: %s", process, other, c.reset)
		case len(c.finished) == 1:
			return fmt.Errorf("%s and %s are both expected to close; only %s did", process, other, c.finished[0])
		default:
			return fmt.Errorf("%s and %s are both expected to close; neither did", process, other)
		}
	}
	return nil
}

func (w exchange) first(process string) error {
	closed := 0
	for _, c := range w.connections {
		if c.from != process && c.to != process || len(c.finished) == 0 {
			continue
		}
		if closed++; c.finished[0] != process {
			return fmt.Errorf("%s is expected to close first; %s did", process, c.finished[0])
		}
	}
	if closed == 0 {
		return fmt.Errorf("%s is expected to close first; no connection of it was closed", process)
	}
	return nil
}

func (w exchange) resets(expected bool) error {
	for _, c := range w.connections {
		switch {
		case c.reset != nil && expected:
			return nil
		case c.reset != nil:
			return fmt.Errorf("no reset is expected; there was one: %s", c.reset)
		}
	}
	if expected {
		return errors.New("a reset is expected; there was none")
	}
	return nil
}

func (w exchange) refused(process string) error {
	if slices.ContainsFunc(w.connections, func(c *tcpConnection) bool { return c.from == process && c.refused }) {
		return nil
	}
	return fmt.Errorf("%s is expected to be refused; it was not", process)
}

func (w exchange) unreachable(process string) error {
	for _, p := range w.packets {
		if p.About != nil && p.About.From.Process == process && strings.Contains(p.Message, "port unreachable") {
			return nil
		}
	}
	return fmt.Errorf("a datagram of %s is expected to be answered by port unreachable; none was", process)
}

func (w exchange) resent(process string) error {
	for _, p := range w.packets {
		if p.From.Process == process && p.Has(wire.LabelRetransmission) {
			return nil
		}
	}
	return fmt.Errorf("a segment of %s is expected to be sent again; none was", process)
}
