//go:build linux && (amd64 || arm64)

package box

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"time"
)

// Canary makes a box and attacks it from within, as a hostile program would, by
// what can be tried in a moment. It returns the layers that this machine has not
// got, of those that a box can do without. The error is an [*Unavailable] that
// names a layer that must hold and does not: nothing may be run then.
func Canary() (missing []*Unavailable, err error) {
	missing, err = canary(nil)
	var u *Unavailable
	if err != nil && !errors.As(err, &u) {
		err = &Unavailable{Layer: LayerSelfCheck, Cause: err.Error(), Cure: "see to the cause, and start again"}
	}
	return missing, err
}

// canaryTime is how long the canary may take; it takes a fraction of a second.
const canaryTime = time.Minute

func canary(w without) ([]*Unavailable, error) {
	p, end, err := canaryPrey()
	if err != nil {
		return nil, err
	}
	defer end()
	workers := canaryWorkers(p)
	spec := Spec{without: w}
	for range workers {
		spec.Workers = append(spec.Workers, Worker{Limits: Limits{Memory: 256 << 20, CPUSeconds: 10}})
	}
	b, err := Start(spec)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	ended, err := b.attack(p, workers, time.Now().Add(canaryTime))
	if err != nil {
		return nil, err
	}
	for _, a := range attacks() {
		if got, tried := ended[a.name]; tried && got != a.want {
			return nil, &Unavailable{
				Layer: a.layer(),
				Cause: fmt.Sprintf("an attack (%s: %s) ended with %q, where it must end with %q", a.line, a.name, got, a.want),
				Cure:  "please report this with the version of the kernel and the output of: bothends doctor",
			}
		}
	}
	return b.Missing(), nil
}

// canaryWorkers are the attacks of each worker of the canary: in the first all
// that it survives, in the others one each that it does not.
func canaryWorkers(p prey) [][]string {
	workers := [][]string{nil}
	for _, a := range attacks() {
		switch {
		case a.name == "the host's UNIX socket" && p.Path == "", a.name == "the host's ::1" && p.Port6 == 0, a.slow, a.greedy:
		case a.name == inherited:
			workers[0] = slices.Insert(workers[0], 0, a.name) // before others open something
		case a.want != "SIGSYS":
			workers[0] = append(workers[0], a.name)
		case a.canary:
			workers = append(workers, []string{a.name})
		}
	}
	return workers
}

// canaryPrey listens on the host for as long as the canary lives.
func canaryPrey() (p prey, end func(), err error) {
	p.Abstract = fmt.Sprintf("bothends-canary-%d-%d", os.Getpid(), time.Now().UnixNano())
	if p.File, err = os.Executable(); err != nil {
		return prey{}, nil, err
	}
	var all []net.Listener
	listen := func(network, address string) int {
		l, e := net.Listen(network, address)
		if e != nil {
			return 0 // the host has no IPv6, say
		}
		all = append(all, l)
		if a, ok := l.Addr().(*net.TCPAddr); ok {
			return a.Port
		}
		return 0
	}
	p.Port4, p.Port6 = listen("tcp4", "127.0.0.1:0"), listen("tcp6", "[::1]:0")
	listen("unix", "@"+p.Abstract)
	return p, func() {
		for _, l := range all {
			l.Close()
		}
	}, nil
}

// errLate says that attackers did not come to an end.
var errLate = errors.New("attacks did not come to an end")

// attack opens every gate: each worker tries its attacks. It returns how each
// ended once all workers have; one that was not come to is not there.
func (b *Box) attack(p prey, workers [][]string, last time.Time) (map[string]string, error) {
	for i, names := range workers {
		if err := b.open(i, nil, gateOrder{Attack: &attackOrder{names, p}}); err != nil {
			return nil, err
		}
	}
	said := make([]string, len(workers))
	for left := len(workers); left > 0; {
		r, err := b.Next(last)
		switch {
		case err != nil:
			return nil, err
		case r.Idle:
			return nil, fmt.Errorf("%w: %d workers are left, what all said is %q", errLate, left, said)
		case r.Output != nil && !r.Output.Stderr:
			said[r.Worker] += string(r.Output.Bytes)
		case r.Exited != nil:
			said[r.Worker] += exitedSignal(r.Exited)
			left--
		}
	}
	ended := map[string]string{}
	for i, text := range said {
		for line := range strings.Lines(text) {
			if name, end, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && slices.Contains(workers[i], name) {
				ended[name] = end
			}
		}
	}
	return ended, nil
}
