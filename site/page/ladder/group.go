package ladder

import (
	"fmt"
	"slices"
	"strings"

	"bothends/runner/wire"
)

// A group is steps that are shown together: open, or folded behind a line that
// says what they are.
type group struct {
	steps []step
	why   string // that line; empty if they are open
}

const (
	pieceSteps = 14 // an open group has no more, so that paper can be turned between two
	manyCalls  = 4  // so many of one process in a row are folded
	longLadder = 30 // from so many steps on, an exchange that was shown before is folded
)

// grouped folds what package net did on its own account, calls of one process that
// follow each other, and in a long ladder a connection that repeats what another
// one did before it, as far as no other mixes with it. What is folded stands where it happened.
func grouped(steps []step) []group {
	repeated := map[int]repetition{}
	if len(steps) >= longLadder {
		repeated = repetitions(steps)
	}
	var groups []group
	open := func() *group {
		if last := len(groups) - 1; last >= 0 && groups[last].why == "" && len(groups[last].steps) < pieceSteps {
			return &groups[last]
		}
		groups = append(groups, group{})
		return &groups[len(groups)-1]
	}
	open() // the names stand above it, even if nothing else is there
	for i := 0; i < len(steps); {
		n, why := 1, ""
		if r, ok := repeated[i]; ok {
			n, why = r.steps, r.why
		} else if n = runOf(steps[i:], isNoise); n > 0 {
			why = steps[i].say.count("wire-own-calls", n)
		} else if n = runOf(steps[i:], isCall); n >= manyCalls {
			why = steps[i].say.count("wire-calls", n) + ": " + names(steps[i:i+n])
		} else {
			n = 1
		}
		if why != "" {
			groups = append(groups, group{steps[i : i+n], why})
		} else {
			g := open()
			g.steps = append(g.steps, steps[i])
		}
		i += n
	}
	return groups
}

func isCall(s step) bool  { return s.Call != nil && !s.Call.Noise }
func isNoise(s step) bool { return s.Call != nil && s.Call.Noise }

// runOf returns how many steps from the first on are of that kind, and of one process.
func runOf(steps []step, kind func(step) bool) int {
	n := slices.IndexFunc(steps, func(s step) bool { return !kind(s) || s.Process != steps[0].Process })
	if n < 0 {
		return len(steps)
	}
	return n
}

// names lists the calls of some steps, each once.
func names(steps []step) string {
	var all []string
	for _, s := range steps {
		if !slices.Contains(all, s.Call.Name) {
			all = append(all, s.Call.Name)
		}
	}
	return strings.Join(all, ", ")
}

// A repetition is the steps of a connection, up to its last packet.
type repetition struct {
	steps int
	why   string
}

const fewRepeated = 8 // steps that are not worth a fold

// repetitions finds the connections that do what one did before, by the first step
// that is folded: that of their first packet or, if others mix with them, what follows
// the last packet of another one. They stand out of each other's way.
func repetitions(steps []step) map[int]repetition {
	type span struct{ first, last int }
	spans := map[string]span{}
	var order []string
	for i, s := range steps {
		if p := s.packet(); p == nil || !p.Segment() || s.conn == "" {
			continue
		}
		if _, seen := spans[s.conn]; !seen {
			spans[s.conn] = span{i, i}
			order = append(order, s.conn)
		}
		spans[s.conn] = span{spans[s.conn].first, i}
	}
	found, first := map[int]repetition{}, map[string]string{} // what a connection did, and which did it first
	for _, conn := range order {
		at := spans[conn]
		shape := exchange(steps[at.first:at.last+1], conn)
		before, again := first[shape]
		if !again {
			first[shape] = conn
			continue
		}
		from, to := ends(steps[at.first].Packet)
		start, does := at.first, "wire-again"
		for i := at.last; i > at.first; i-- {
			if s := steps[i]; s.packet() != nil && s.conn != conn {
				start, does = i+1, "wire-again-end"
				break
			}
		}
		if n := at.last + 1 - start; n >= fewRepeated || start == at.first {
			say := steps[start].say
			found[start] = repetition{n, say(does, strings.TrimSpace(conn), from, to, strings.TrimSpace(before), say.count("wire-rows", n))}
		}
	}
	return found
}

// exchange is what TCP guarantees of a connection's packets, without whose they
// are, and which end closed first.
func exchange(steps []step, conn string) string {
	var packets []wire.Packet
	more, closed := 0, "" // bytes that were folded, and who sent the first FIN or RST
	opener := steps[0].from
	for _, s := range steps {
		switch {
		case s.Packet == nil || s.conn != conn:
			continue
		case s.fold != nil:
			more += s.fold.bytes
			continue
		}
		p := *s.Packet
		client, server := &p.From, &p.To
		if s.from != opener {
			client, server = server, client
		}
		*client = wire.End{Process: "client", PortName: "{port 1}", Before: client.Before, State: client.State}
		*server = wire.End{Process: "server", Port: 1, Before: server.Before, State: server.State}
		if closed == "" && p.Flags&(wire.FIN|wire.RST) != 0 {
			closed = p.From.Process
		}
		packets = append(packets, p)
	}
	return fmt.Sprintf("%s%d more, closed by %s", wire.Normal(packets, wire.NormalOptions{Guaranteed: true}), more, closed)
}
