package live

import (
	"context"
	"errors"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bothends/runner"
)

// named is the client with the address 192.0.2.n.
func named(n byte) client {
	return client(netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 0, 2, n}), 32))
}

// A crowd is requests at one admission, each of which is known by a number.
type crowd struct {
	t       *testing.T
	a       *admission
	let     []int          // in the order in which they were let in
	refused map[int]error  // those that were not
	release map[int]func() // of those that are in
}

// ask asks for the client, and returns when it is let in, refused, or waits. It
// is to be called in a bubble.
func (c *crowd) ask(ctx context.Context, number int, who client) {
	go func() {
		release, err := c.a.acquire(ctx, who, nil)
		if err != nil {
			c.refused[number] = err
			return
		}
		c.let = append(c.let, number)
		c.release[number] = release
	}()
	synctest.Wait()
}

func (c *crowd) end(number int) {
	c.release[number]()
	delete(c.release, number)
	synctest.Wait()
}

func inBubble(t *testing.T, l limits, f func(t *testing.T, c *crowd)) {
	synctest.Test(t, func(t *testing.T) {
		c := &crowd{t: t, a: newAdmission(l), refused: map[int]error{}, release: map[int]func(){}}
		f(t, c)
		for len(c.release) > 0 {
			for n := range c.release {
				c.end(n)
			}
		}
		if a := c.a; a.active != 0 || a.queued != 0 || len(a.clients) != 0 {
			t.Errorf("left when all have gone: %d, %d, %v", a.active, a.queued, a.clients)
		}
	})
}

// A client that asks for ten waits behind one that asks for one.
func TestTurns(t *testing.T) {
	inBubble(t, limits{running: 1, share: 1, waiting: 20, waitingShare: 20, wait: time.Hour}, func(t *testing.T, c *crowd) {
		for n := range 10 {
			c.ask(t.Context(), n, named(1))
		}
		c.ask(t.Context(), 10, named(2))
		c.ask(t.Context(), 20, named(3))
		c.ask(t.Context(), 11, named(2))
		for range 5 {
			c.end(c.let[len(c.let)-1])
		}
		if want := []int{0, 10, 20, 1, 11, 2}; !slices.Equal(c.let, want) {
			t.Errorf("let in %v; want %v", c.let, want)
		}
	})
}

// One client has at most its share, even where there is room.
func TestShare(t *testing.T) {
	inBubble(t, limits{running: 4, share: 2, waiting: 4, waitingShare: 2, wait: time.Hour}, func(t *testing.T, c *crowd) {
		for n := range 5 {
			c.ask(t.Context(), n, named(1))
		}
		if want := []int{0, 1}; !slices.Equal(c.let, want) || !errors.Is(c.refused[4], errShare) {
			t.Errorf("let in %v; want %v; the fifth: %v", c.let, want, c.refused[4])
		}
		c.ask(t.Context(), 10, named(2))
		c.end(1)
		c.ask(t.Context(), 11, named(2)) // the last place
		c.ask(t.Context(), 20, named(3)) // waits, and has the least
		c.ask(t.Context(), 12, named(2))
		c.end(0) // 3 has waited longest, but its client has one running
		if want := []int{0, 1, 10, 2, 11, 20}; !slices.Equal(c.let, want) {
			t.Errorf("let in %v; want %v", c.let, want)
		}
	})
}

// Where all the places to wait are taken, a client with none gets one from the
// client with most.
func TestFullQueue(t *testing.T) {
	inBubble(t, limits{running: 1, share: 1, waiting: 4, waitingShare: 3, wait: time.Hour}, func(t *testing.T, c *crowd) {
		for n := range 4 {
			c.ask(t.Context(), n, named(1))
		}
		c.ask(t.Context(), 10, named(2))
		c.ask(t.Context(), 20, named(3)) // takes the place of 3
		if len(c.refused) != 1 || !errors.Is(c.refused[3], errBusy) {
			t.Errorf("refused %v; want what the first asked for last", c.refused)
		}
		c.ask(t.Context(), 30, named(4)) // takes that of 2
		c.ask(t.Context(), 40, named(5)) // all have one
		if len(c.refused) != 3 || !errors.Is(c.refused[2], errBusy) || !errors.Is(c.refused[40], errBusy) {
			t.Errorf("refused %v; want 3, 2 and 40", c.refused)
		}
	})
}

// Who waits too long, or goes, leaves no trace and lets the others pass.
func TestLeavingTheQueue(t *testing.T) {
	inBubble(t, limits{running: 1, share: 1, waiting: 2, waitingShare: 2, wait: time.Minute}, func(t *testing.T, c *crowd) {
		c.ask(t.Context(), 0, named(1))
		c.ask(t.Context(), 1, named(2))
		time.Sleep(time.Minute)
		synctest.Wait()
		if !errors.Is(c.refused[1], errBusy) {
			t.Errorf("after a minute: %v; want errBusy", c.refused[1])
		}
		gone, cancel := context.WithCancel(t.Context())
		c.ask(gone, 2, named(2))
		c.ask(t.Context(), 3, named(2))
		cancel()
		synctest.Wait()
		if !errors.Is(c.refused[2], context.Canceled) {
			t.Errorf("gone: %v; want context.Canceled", c.refused[2])
		}
		c.end(0)
		if want := []int{0, 3}; !slices.Equal(c.let, want) {
			t.Errorf("let in %v; want %v", c.let, want)
		}
	})
}

// One that is let in at the moment in which it goes gives its place back.
func TestGoneWhenLetIn(t *testing.T) {
	for range 100 {
		inBubble(t, limits{running: 1, share: 1, waiting: 1, waitingShare: 1, wait: time.Minute}, func(t *testing.T, c *crowd) {
			c.ask(t.Context(), 0, named(1))
			ctx, cancel := context.WithCancel(t.Context())
			c.ask(ctx, 1, named(2))
			go cancel()
			c.end(0)
		})
	}
}

// Who waits is told where it stands, and again when that changes; who need not
// wait is told nothing.
func TestPositions(t *testing.T) {
	inBubble(t, limits{running: 1, share: 1, waiting: 20, waitingShare: 20, wait: time.Hour}, func(t *testing.T, c *crowd) {
		told := map[int][]int{}
		ask := func(ctx context.Context, number int, who client) {
			go func() {
				release, err := c.a.acquire(ctx, who, func(position int) { told[number] = append(told[number], position) })
				if err == nil {
					c.release[number] = release
				}
			}()
			time.Sleep(2 * tellEvery)
			synctest.Wait()
		}
		ask(t.Context(), 0, named(1))
		ask(t.Context(), 1, named(1))
		ask(t.Context(), 2, named(1))
		gone, leave := context.WithCancel(t.Context())
		ask(gone, 10, named(2)) // goes before both
		ask(t.Context(), 20, named(3))
		leave()
		time.Sleep(2 * tellEvery)
		c.end(0) // the one of 20 is next
		time.Sleep(2 * tellEvery)
		want := map[int][]int{1: {1, 2, 3, 2, 1}, 2: {2, 3, 4, 3, 2}, 10: {1}, 20: {2, 1}}
		if !maps.EqualFunc(told, want, slices.Equal) {
			t.Errorf("told %v; want %v", told, want)
		}
	})
}

// Who waits, and whose run has ended, is told so in the language of the page.
func TestLanguage(t *testing.T) {
	for language, want := range map[string][3]string{
		"":   {"it is number 3 in the queue.", "Nothing ran: the compiler found 2 errors.", "Too many programs are running here"},
		"de": {"er ist Nummer 3 in der Schlange.", "Nichts lief: der Compiler fand 2 Fehler.", "Hier laufen gerade zu viele Programme."},
	} {
		got := [3]string{
			newWaiting(3, language).Text, newEnding(runner.Result{Problems: 2}, nil).in(language).Text, newEnding(runner.Result{}, errBusy).in(language).Text,
		}
		for i, text := range got {
			if !strings.Contains(text, want[i]) {
				t.Errorf("%q: said %q; want %q", language, text, want[i])
			}
		}
	}
}
