//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Every attack, each in a worker of its own with all layers on, ends as it must,
// also where packets are captured and where the worker's calls are traced.
func TestAttacks(t *testing.T) {
	p := newPrey(t)
	for _, on := range []struct{ packets, calls bool }{{}, {packets: true}, {calls: true}, {packets: true, calls: true}} {
		spec := Spec{Packets: on.packets, Workers: []Worker{{Limits: attackLimits, Calls: on.calls}}}
		for name, ended := range attackAll(t, p, spec, attacks()) {
			a := attackNamed(t, name)
			if ended != a.want {
				t.Errorf("%s: %s: %s, packets captured: %t, calls traced: %t; want %s", a.line, a.name, ended, on.packets, on.calls, a.want)
			}
		}
	}
}

func TestAttackNames(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range attacks() {
		if seen[a.name] {
			t.Errorf("two attacks are named %q", a.name)
		}
		seen[a.name] = true
	}
}

func attackNamed(t *testing.T, name string) attack {
	t.Helper()
	i := slices.IndexFunc(attacks(), func(a attack) bool { return a.name == name })
	if i < 0 {
		t.Fatalf("no attack %q", name)
	}
	return attacks()[i]
}

// attackLimits are small, so that the attacks come to them soon.
var attackLimits = Limits{Memory: 256 << 20, CPUSeconds: 1}

// attacker is a worker for an attack that is not on processor time: of that it has more than
// even a slow machine needs to fill memory, or the limit would end what another layer should.
func attacker(w Worker, a attack) Worker {
	if a.name != spinning {
		w.Limits.CPUSeconds = 30
	}
	return w
}

// attackAll tries the attacks, each in a worker of its own, like the spec's if it
// has one, and says how each ended.
func attackAll(t *testing.T, p prey, spec Spec, list []attack) map[string]string {
	t.Helper()
	like := Worker{Limits: attackLimits}
	if len(spec.Workers) > 0 {
		like = spec.Workers[0]
	}
	ended := map[string]string{}
	for some := range slices.Chunk(list, 12) {
		spec.Workers = nil
		for _, a := range some {
			spec.Workers = append(spec.Workers, attacker(like, a))
		}
		b, err := Start(spec)
		if err != nil {
			t.Fatalf("without %q: %v", spec.without, err)
		}
		var workers [][]string
		for _, a := range some {
			workers = append(workers, []string{a.name})
		}
		outcomes, err := b.attack(p, workers, time.Now().Add(time.Minute))
		b.Close()
		if err != nil {
			t.Fatalf("without %q: %v", spec.without, err)
		}
		maps.Copy(ended, outcomes)
	}
	return ended
}

// newPrey makes on the host what attacks are after.
func newPrey(t *testing.T) prey {
	t.Helper()
	dir := t.TempDir()
	p := prey{Abstract: fmt.Sprintf("bothends-prey-%d", os.Getpid()), Path: filepath.Join(dir, "socket"), File: filepath.Join(dir, "file")}
	listen := func(network, address string) net.Addr {
		l, err := net.Listen(network, address)
		if err != nil {
			t.Logf("no prey: %v", err)
			return nil
		}
		t.Cleanup(func() { l.Close() })
		return l.Addr()
	}
	if a, ok := listen("tcp", "127.0.0.1:0").(*net.TCPAddr); ok {
		p.Port4 = a.Port
	}
	if a, ok := listen("tcp", "[::1]:0").(*net.TCPAddr); ok {
		p.Port6 = a.Port
	}
	listen("unix", "@"+p.Abstract)
	listen("unix", p.Path)
	if err := os.WriteFile(p.File, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for d := dir; d != os.TempDir() && len(d) > 1; d = filepath.Dir(d) {
		os.Chmod(d, 0o755) // within reach of any user
	}
	os.Chmod(p.Path, 0o777)
	return p
}
