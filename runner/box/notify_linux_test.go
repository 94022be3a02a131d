//go:build amd64 || arm64

package box

import (
	"math"
	"os"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// newTestBox is a box's bookkeeping without a box.
func newTestBox(workers int) *Box {
	b := &Box{workers: make([]workerPipes, workers)}
	for i := range b.workers {
		b.workers[i].notify = -1
	}
	return b
}

func (b *Box) outputs() (texts []string) {
	for _, r := range b.pending {
		texts = append(texts, string(rune('a'+r.Worker))+":"+string(r.Output.Bytes))
	}
	b.pending = nil
	return texts
}

// What was announced first is delivered first, whichever pipe is read first.
func TestDeliverInOrderOfAnnouncements(t *testing.T) {
	b := newTestBox(2)
	now := time.Now()
	b.announce(source{0, 0}, 5, now)
	b.announce(source{1, 0}, 5, now)
	b.workers[1].streams[0].read = []byte("later")
	b.deliver()
	if got := b.outputs(); len(got) != 0 {
		t.Errorf("delivered %q before what came first", got)
	}
	b.workers[0].streams[0].read = []byte("first")
	b.deliver()
	if got := b.outputs(); len(got) != 2 || got[0] != "a:first" || got[1] != "b:later" {
		t.Errorf("delivered %q", got)
	}
}

// A write that fails brings nothing, and must not keep the others for long.
func TestDeliverPassesOverFailedWrites(t *testing.T) {
	b := newTestBox(2)
	b.announce(source{0, 1}, 1<<30, time.Now().Add(-overdue))
	b.announce(source{1, 0}, 2, time.Now())
	b.workers[1].streams[0].read = []byte("ok")
	b.deliver()
	if got := b.outputs(); len(got) != 1 || got[0] != "b:ok" {
		t.Errorf("delivered %q", got)
	}
}

// A call keeps its place as long as its thread is at it, and not when that waits there.
func TestDeliverAwaitsCallsUnderWay(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	waits, end, err := pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(end)
	waiter := make(chan int)
	go func() {
		runtime.LockOSThread() // never unlocked
		waiter <- unix.Gettid()
		unix.Read(waits, make([]byte, 1))
		unix.Close(waits)
	}()
	reader := <-waiter
	for !asleep(reader) {
		runtime.Gosched()
	}
	for name, thread := range map[string]struct {
		tid int
		ago time.Duration
		out int
	}{
		"at it":            {unix.Gettid(), overdue, 0},
		"at it for long":   {unix.Gettid(), unscheduled, 1},
		"asleep":           {reader, overdue, 1},
		"asleep, just now": {reader, -time.Minute, 0},
	} {
		b := newTestBox(1)
		b.workers[0].tracer = &tracer{}
		b.coming = []announcement{{at: time.Now().Add(-thread.ago), call: 1, tid: thread.tid}, {whole: &Report{Worker: 0}}}
		if b.deliver(); len(b.pending) != thread.out {
			t.Errorf("%s: what came after the call's beginning was delivered: %v", name, len(b.pending) > 0)
		}
	}
}

// A worker that ends its first thread is killed, whatever else is observed, and
// that is said before its end.
func TestFirstThread(t *testing.T) {
	for _, on := range []struct{ packets, calls bool }{{}, {packets: true}, {calls: true}, {packets: true, calls: true}} {
		b, err := Start(Spec{Packets: on.packets, Workers: []Worker{{Limits: attackLimits, Calls: on.calls}}})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if err := b.open(0, nil, gateOrder{Attack: &attackOrder{Names: []string{"end the first thread"}}}); err != nil {
			t.Fatal(err)
		}
		said := false
		for {
			r, err := b.Next(time.Now().Add(time.Minute))
			if err != nil || r.Idle {
				t.Fatalf("%+v: %+v, %v", on, r, err)
			}
			said = said || r.FirstThread
			if r.Exited != nil {
				if r.Exited.Signal != int(unix.SIGKILL) || !said {
					t.Errorf("%+v: it ended with %+v, said before: %v", on, r.Exited, said)
				}
				break
			}
		}
	}
}

// Of a call that waits no more nothing is done or told, as its thread's number may
// be that of any process: here of this one.
func TestCallOfADeadThread(t *testing.T) {
	b, err := Start(Spec{Workers: []Worker{{Limits: attackLimits, Calls: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	secret := [4]byte{'x', 'y', 'z', 0}
	n := notification{ID: 1 << 40, PID: uint32(os.Getpid())}
	n.Data.Number, n.Data.Architecture = unix.SYS_SETSOCKOPT, 0
	n.Data.Arguments = [6]uint64{3, unix.SOL_SOCKET, unix.SO_RCVBUF, uint64(uintptr(unsafe.Pointer(&secret))), 4}
	if errno := b.inPlace(0, n, time.Now()); errno != unix.ESRCH || len(b.coming) > 0 {
		t.Errorf("%v, %d reports: %+v", errno, len(b.coming), b.coming)
	}
	n.Data.Arguments[2] = unix.SO_ATTACH_FILTER // which is refused, and told
	if errno := b.inPlace(0, n, time.Now()); errno != unix.EPERM || len(b.coming) > 0 {
		t.Errorf("%v, %d reports: %+v", errno, len(b.coming), b.coming)
	}
	runtime.KeepAlive(&secret)
}

// All threads of all workers may ask to end at once: init is asked once for each
// worker, or what waits for it would be more than the kernel takes.
func TestLeaveOnce(t *testing.T) {
	const workers = 16
	b := newTestBox(workers)
	control, remote, err := socketPair()
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(control)
	defer unix.Close(remote)
	b.control = control
	if err := unix.SetNonblock(control, true); err != nil {
		t.Fatal(err)
	}
	for i := range workers * maxThreads {
		if err := b.leave(leaving{i % workers, uint64(i)}); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
}

// Counts are the worker's word. Whatever it says, all that came is delivered,
// once, and nothing else.
func FuzzDeliver(f *testing.F) {
	for _, n := range []uint64{0, 1, 5, math.MaxInt64, 1 << 63, math.MaxUint64} {
		f.Add(n, uint64(3), []byte("hello"))
	}
	f.Fuzz(func(t *testing.T, first, second uint64, came []byte) {
		b := newTestBox(1)
		past := time.Now().Add(-time.Hour)
		b.announce(source{0, 0}, first, past)
		b.announce(source{0, 0}, second, past)
		b.workers[0].streams[0].read = came
		b.deliver()
		got := ""
		for _, r := range b.pending {
			got += string(r.Output.Bytes)
		}
		if got != string(came) || len(b.coming) != 0 {
			t.Errorf("%q came, %q was delivered, %d announcements are left", came, got, len(b.coming))
		}
	})
}
