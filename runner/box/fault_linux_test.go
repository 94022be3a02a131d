//go:build linux && (amd64 || arm64)

package box

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bothends/runner/link"
)

// A fault of a tracer ends its run with an error that says so, and the worker with
// it, which stands still at the time; nothing of the box is left.
func TestTracerFault(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits, Calls: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.workers[0].tracer.begun = nil // where it is about to write
	if err := b.open(0, nil, gateOrder{Attack: &attackOrder{Names: []string{deepDown}}}); err != nil {
		t.Fatal(err)
	}
	awaitFault(t, b, "tracer")
	b.told.tracers.Wait()
	poll := []unix.PollFd{{Fd: int32(b.workers[0].process), Events: unix.POLLIN}}
	if n, err := unix.Poll(poll, int(time.Minute/time.Millisecond)); n != 1 || err != nil {
		t.Errorf("the worker still runs: %d, %v", n, err)
	}
}

// So does a fault of what carries the packets of a link.
func TestLinkFault(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits}}, Link: &link.Spec{MTU: link.MaxMTU}})
	if err != nil {
		t.Skipf("not tested: %v", err)
	}
	defer b.Close()
	b.told.mu.Lock()
	b.told.link.empty = append(b.told.link.empty, nil) // which it is about to call
	b.told.mu.Unlock()
	ringBell(b.told.link.wake)
	awaitFault(t, b, "link")
}

func awaitFault(t *testing.T, b *Box, who string) {
	t.Helper()
	for {
		r, err := b.Next(time.Now().Add(time.Minute))
		if err != nil {
			if !strings.Contains(err.Error(), "a fault of the "+who) {
				t.Errorf("the run ends with: %v", err)
			}
			return
		}
		if r.Idle || r.Exited != nil {
			t.Fatalf("%+v, where the run must end with an error", r)
		}
	}
}
