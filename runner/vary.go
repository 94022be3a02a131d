package runner

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"bothends/runner/box"
	"bothends/runner/link"
	"bothends/runner/nearest"
	"bothends/runner/strict"
)

// A Variation is what a reader may change of how a snippet runs. What it leaves
// out stays as the scenario has it.
type Variation struct {
	Args   map[string][]string // of the processes of these names in the scenario
	Counts map[string]int      // how many of a process run at once, of one that does not serve
	Link   *link.Spec          // a line between two hosts, see ParseLink
}

// ParseLink reads what can be written below [link] in a scenario.
func ParseLink(text string) (*link.Spec, error) {
	const name = "link"
	var s struct {
		Link Link `toml:"link"`
	}
	whole := "[link]\n" + text
	if wrong := strict.Decode([]byte(whole), &s); len(wrong) > 0 {
		wrong[0].Line-- // as who wrote the text counts
		return nil, tomlError(name, wrong[0])
	}
	at := newPlaces(name, []byte(whole))
	for key := range at.lines {
		at.lines[key]--
	}
	return s.Link.spec(at)
}

// FormatLink writes a line as ParseLink reads it, one key a line.
func FormatLink(l *link.Spec) string {
	var b strings.Builder
	if l.Delay != 0 {
		fmt.Fprintf(&b, "delay = %q\n", l.Delay)
	}
	if l.Rate != 0 {
		fmt.Fprintf(&b, "rate = %d\n", l.Rate)
	}
	if l.MTU != link.MaxMTU {
		fmt.Fprintf(&b, "mtu = %d\n", l.MTU)
	}
	if l.Seed != 0 {
		fmt.Fprintf(&b, "seed = %d\n", l.Seed)
	}
	for host, faults := range l.Sends {
		var some []string
		for _, f := range []struct {
			key  string
			pick link.Pick
		}{{"lose", faults.Lose}, {"duplicate", faults.Duplicate}, {"reorder", faults.Reorder}, {"lose-acks", faults.LoseACKs}} {
			switch {
			case len(f.pick.Numbers) > 0:
				some = append(some, f.key+" = "+strings.Join(strings.Fields(fmt.Sprint(f.pick.Numbers)), ", "))
			case f.pick.Share != 0:
				some = append(some, fmt.Sprintf("%s = %v", f.key, strconv.FormatFloat(f.pick.Share, 'f', -1, 64)))
			}
		}
		if len(some) > 0 {
			fmt.Fprintf(&b, "%s = { %s }\n", hostNames[host], strings.Join(some, ", "))
		}
	}
	if b.Len() == 0 {
		return "# a line without faults\n"
	}
	return b.String()
}

// Vary returns a copy of the snippet that runs in another way. A scenario's bounds
// hold for it, too.
func (s *Snippet) Vary(v Variation) (*Snippet, error) {
	out := *s
	out.Scenario.Processes = slices.Clone(s.Scenario.Processes)
	processes := map[string]*Process{}
	for i := range out.Scenario.Processes {
		processes[out.Scenario.Processes[i].Name] = &out.Scenario.Processes[i]
	}
	names := slices.Sorted(maps.Keys(processes))
	if v.Link != nil {
		if err := out.join(v.Link); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v.Args)) {
		p := processes[name]
		if p == nil {
			return nil, fmt.Errorf("snippet %s: arguments of %q, which is no process%s", s.Name, name, nearest.Hint(name, names))
		}
		p.Args = v.Args[name]
	}
	for _, name := range slices.Sorted(maps.Keys(v.Counts)) {
		p := processes[name]
		switch {
		case p == nil:
			return nil, fmt.Errorf("snippet %s: %d of %q, which is no process%s", s.Name, v.Counts[name], name, nearest.Hint(name, names))
		case *p.Serves && v.Counts[name] != p.Count:
			return nil, fmt.Errorf("snippet %s: %s serves, and there is one of it", s.Name, name)
		}
		p.Count = v.Counts[name]
	}
	return &out, out.checkProcesses()
}

// checkProcesses checks what a Variation may have changed.
func (s *Snippet) checkProcesses() error {
	seen, total := map[string]bool{}, 0
	for i := range s.Scenario.Processes {
		p := &s.Scenario.Processes[i]
		if err := p.complete(s.Programs, true); err != nil {
			return fmt.Errorf("snippet %s: %w", s.Name, err)
		}
		for _, arg := range p.Args {
			if strings.ContainsRune(arg, 0) {
				return fmt.Errorf("snippet %s: process %q: an argument has a byte 0, which ends one", s.Name, p.Name)
			}
		}
		if total += p.Count; p.Count > MaxProcesses || total > MaxProcesses {
			return fmt.Errorf("snippet %s: %d processes in one run; at most %d", s.Name, total, MaxProcesses)
		}
		for _, name := range p.Names() {
			if seen[name] {
				return fmt.Errorf("snippet %s: two processes would be named %q", s.Name, name)
			}
			seen[name] = true
		}
	}
	return nil
}

// join puts a line between the processes that serve and the others. Where they shared
// one loopback before, an argument that says where the server is then says so by the
// name of its host.
func (s *Snippet) join(line *link.Spec) error {
	before := s.Scenario.Link
	s.Scenario.Link = line
	if before != nil {
		return nil
	}
	if s.Scenario.Names != nil {
		return fmt.Errorf("snippet %s: its names lead to the loopback, which two hosts do not share; a line cannot be put between its processes", s.Name)
	}
	for i := range s.Scenario.Processes {
		p := &s.Scenario.Processes[i]
		if s.Scenario.hostOf(p) != box.ClientHost {
			continue
		}
		p.Args = slices.Clone(p.Args)
		for j, arg := range p.Args {
			p.Args[j] = acrossLink(arg)
		}
	}
	return nil
}

// acrossLink is the server's host where the loopback was meant.
func acrossLink(arg string) string {
	if host, port, err := net.SplitHostPort(arg); err == nil && host != "" {
		return net.JoinHostPort(acrossLink(host), port)
	}
	a, err := netip.ParseAddr(strings.Trim(arg, "[]"))
	switch {
	case arg == "localhost", err == nil && a.Is4() && a.IsLoopback():
		return "server"
	case err == nil && a.IsLoopback():
		return "ip6-server"
	}
	return arg
}
