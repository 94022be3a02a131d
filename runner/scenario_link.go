package runner

import (
	"fmt"
	"maps"
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"bothends/runner/box"
	"bothends/runner/link"
	"bothends/runner/wire"
)

// A Link puts the processes of a scenario on two hosts, server and client, with a
// line between them. Those that serve are on the first, all others on the second:
//
//	[link]
//	delay  = "20ms"           # from one host to the other; none by default, at most 1s
//	rate   = 1_000_000        # bits a second in each direction; no limit by default
//	mtu    = 1500             # bytes of the largest IP packet, 1280 to 1500, which is the default
//	seed   = 7                # sets the dice: another number, other packets
//	client = { lose = [2] }   # what befalls packets that the client's host sends …
//	server = { lose = 0.1 }   # … and the server's
//
// All of that can be left out: the heading alone is a line without faults. Of
// what a host sends can be said
//
//	lose      = [1, 3]   # the first and the third packet do not arrive
//	duplicate = 0.05     # one in twenty arrives twice, as the dice fall
//	reorder   = [2]      # the second arrives after the third
//	lose-acks = [1]      # as lose, of segments that only acknowledge; the others do not count these
//
// The hosts are 192.0.2.1 and 2001:db8::1 for the server, 192.0.2.2 and
// 2001:db8::2 for the client. The programs find them by the names server and
// client, which are those of the IPv4 addresses, so that nobody has to wait for
// one family over a slow line before the other is tried, and by ip6-server and
// ip6-client. Each host has a loopback of its own, which the other cannot reach,
// and where the scenario has [names] a name server of its own; the names may then
// lead to these addresses, too.
type Link struct {
	Delay  Duration       `toml:"delay"`  // from one host to the other; none by default, at most 1 s
	Rate   int64          `toml:"rate"`   // bits a second in each direction; no limit by default
	MTU    int64          `toml:"mtu"`    // bytes of the largest IP packet, 1280 to 1500, which is the default
	Seed   int64          `toml:"seed"`   // sets the dice: another number, other packets
	Client map[string]any `toml:"client"` // what befalls the client's packets: lose, duplicate, reorder and lose-acks, each a list of numbers or a share
	Server map[string]any `toml:"server"` // the same of the server's
}

// The bounds of a list of packets.
const (
	maxPicked = 100
	maxNumber = link.MaxCarried
)

// spec checks what is written below [link].
func (l *Link) spec(at places) (*link.Spec, error) {
	if l.MTU == 0 && !at.has("link.mtu") {
		l.MTU = link.MaxMTU
	}
	wrong := func(key, format string, args ...any) error {
		return fmt.Errorf("%s: "+format, append([]any{at.of("link." + key)}, args...)...)
	}
	switch {
	case l.Delay < 0 || l.Delay > Duration(link.MaxDelay):
		return nil, wrong("delay", "delay is %v; at most %v, written with its unit, such as \"20ms\"", time.Duration(l.Delay), link.MaxDelay)
	case at.has("link.rate") && (l.Rate < link.MinRate || l.Rate > link.MaxRate):
		return nil, wrong("rate", "rate is %d; between %d and %d bits a second, or leave it out for no limit", l.Rate, link.MinRate, link.MaxRate)
	case l.MTU < link.MinMTU || l.MTU > link.MaxMTU:
		return nil, wrong("mtu", "mtu is %d; between %d, the least that IPv6 needs, and %d bytes, Ethernet's", l.MTU, link.MinMTU, link.MaxMTU)
	case l.Seed < 0:
		return nil, wrong("seed", "seed is %d; it must be 0 or more", l.Seed)
	}
	s := &link.Spec{Delay: time.Duration(l.Delay), Rate: l.Rate, MTU: int(l.MTU), Seed: uint64(l.Seed)}
	for host, faults := range [link.Hosts]map[string]any{box.ServerHost: l.Server, box.ClientHost: l.Client} {
		name := hostNames[host]
		picks := map[string]*link.Pick{
			"lose": &s.Sends[host].Lose, "duplicate": &s.Sends[host].Duplicate,
			"reorder": &s.Sends[host].Reorder, "lose-acks": &s.Sends[host].LoseACKs,
		}
		for _, key := range slices.Sorted(maps.Keys(faults)) {
			pick, ok := picks[key]
			if !ok {
				return nil, wrong(name+"."+key, "no such key: link.%s.%s%s", name, key, instead([]string{"link", name, key}))
			}
			if err := parsePick(pick, faults[key]); err != nil {
				return nil, wrong(name+"."+key, "%s %s %v", name, key, err)
			}
		}
	}
	return s, nil
}

var hostNames = [link.Hosts]string{box.ServerHost: "server", box.ClientHost: "client"}

// parsePick reads a share or a list of numbers.
func parsePick(p *link.Pick, value any) error {
	switch v := value.(type) {
	case nil:
		return nil
	case float64:
		p.Share = v
	case int64:
		p.Share = float64(v)
	case []any:
		for _, n := range v {
			number, ok := n.(int64)
			if !ok || number < 1 || number > maxNumber {
				return fmt.Errorf("has %v in its list; packets have numbers, from 1 to %d", n, maxNumber)
			}
			p.Numbers = append(p.Numbers, int(number))
		}
		if len(v) > maxPicked {
			return fmt.Errorf("lists %d packets; at most %d", len(v), maxPicked)
		}
		return nil
	default:
		return fmt.Errorf("is %v; write which packets, such as [1, 3], or how many of them, such as 0.1", value)
	}
	if !(p.Share >= 0 && p.Share <= 1) || math.Signbit(p.Share) {
		return fmt.Errorf("is %v; it must be a list of packets, such as [1, 3], or a share from 0 to 1", value)
	}
	return nil
}

// hosts are those that the link adds to the loopback.
func (s *Scenario) hosts() map[string]netip.Addr {
	if s.Link == nil {
		return nil
	}
	return box.HostNames()
}

// hostOf is where a process is.
func (s *Scenario) hostOf(p *Process) int {
	if s.Link == nil || *p.Serves {
		return box.ServerHost
	}
	return box.ClientHost
}

// hostCount is how many hosts a run has.
func (s *Scenario) hostCount() int {
	if s.Link == nil {
		return 1
	}
	return link.Hosts
}

// settle waits for what the link has still to carry when all processes have ended,
// such as the last acknowledgement.
func (r *run) settle() error {
	if r.snippet.Scenario.Link == nil || r.killed {
		return nil
	}
	if err := r.box.Settle(); err != nil {
		return err
	}
	for {
		report, err := r.box.Next(r.deadline())
		switch {
		case err != nil:
			return err
		case report.Settled:
			return nil
		case report.Idle: // the time limit; nobody waits for what is left
			return nil
		}
		if err := r.handle(report); err != nil {
			return err
		}
	}
}

// tellLink says that there is a link, and how it is: a reader must not take what
// it does for a fault.
func (r *run) tellLink() {
	if l := r.snippet.Scenario.Link; l != nil {
		r.emit(Event{Kind: Note, Text: "two hosts, server and client, with a simulated link: " + l.Describe(hostNames)})
	}
}

// tellAlone says, once, to whom is refused by its own host what it seems to want of
// the other.
func (r *run) tellAlone(p wire.Packet, host int) {
	refused := p.Reset == wire.ResetRefused || p.About != nil && strings.Contains(p.Message, "port unreachable")
	if r.snippet.Scenario.Link == nil || r.alone || !refused || !p.From.Address.IsLoopback() {
		return
	}
	r.alone = true
	process := p.To.Process
	if process == "" {
		process = hostNames[host]
	}
	r.emitAt(Event{Kind: Note, Text: fmt.Sprintf("%s was refused at %s, which is its own host; over the link the other one goes by the name %s",
		process, p.From.Address, hostNames[1-host])})
}

// bothRan says whether programs ran on both hosts.
func (r *run) bothRan() bool {
	var ran [link.Hosts]bool
	for i, p := range r.processes {
		ran[r.hostOf(i)] = ran[r.hostOf(i)] || p.started
	}
	return ran[box.ServerHost] && ran[box.ClientHost]
}
