//go:build linux && (amd64 || arm64)

package box

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// When the sockets of a box are looked at. The filter, or a tracer, tells of every socket
// that is about to listen, or to be bound (named_linux.go): the supervisor asks the kernel
// about that one until it waits, and then has init look at all there are, once. Init
// sleeps until it is told something. It is a process of its own in every box, and of
// two hundred boxes each would be in the way of all others, if it got up time and again
// to see that there is nothing yet.

const (
	eager   = 400 * time.Microsecond // between two looks at a socket that somebody waits for, at first; and for who listens to go on listening elsewhere
	patient = 20 * time.Millisecond  // the same where nobody waits; and between two counts
	slower  = 8                      // of what was waited for, one part in so many: so long until the next look
	anyway  = time.Second            // after which init looks, whoever was told of what
)

// seek asks about the sockets that were named, if it is time, and has init look if one of them
// waits since. It returns when to do so again; zero if there is nothing to be seen.
func (b *Box) seek() (next time.Time, err error) {
	if b.interval == 0 {
		return time.Time{}, nil
	}
	look, next := b.told.seek(b.interval)
	if !look {
		return next, nil
	}
	return next, b.sendLook()
}

// sendLook has init look. If it has so much to do that it cannot be told, it will be again.
func (b *Box) sendLook() error {
	if err := send(b.control, command{Look: true}); err != nil && err != unix.EAGAIN {
		return fmt.Errorf("box: its init ended: %w", err)
	}
	return nil
}

// seek is that of a Box, and says whether init is to look.
func (q *queue) seek(interval time.Duration) (look bool, next time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if len(q.named) > 0 && !now.Before(q.asked.Add(q.pause(interval))) {
		q.tellNamed(now)
	}
	if !q.waits.IsZero() && !now.Before(q.waits.Add(eager)) {
		look, q.waits = true, time.Time{}
	}
	if len(q.named) > 0 {
		next = q.asked.Add(q.pause(interval))
	}
	if at := q.waits.Add(eager); !q.waits.IsZero() && (next.IsZero() || at.Before(next)) {
		next = at
	}
	return look, next
}

// pause is how long to wait before the sockets that were named are asked again: the longer they
// have been, the longer. On a busy machine what is waited for takes longer, and
// waiting must not make it busier. The queue is locked.
func (q *queue) pause(interval time.Duration) time.Duration {
	last := q.named[len(q.named)-1].since
	return max(interval, min(patient, q.asked.Sub(last)/slower))
}

// A census counts the sockets of a box, as what is nobody's is in no worker's limits, and looks
// at the workers' page tables. It goes on beside all else, also while nobody asks what has
// happened.
type census struct {
	files []*os.File // sockstat of each network, proc(5)
	most  int
	look  func() error // has init look, which ends the workers if there are too many
	pages tables       // of each worker
	begin sync.Once
	over  chan struct{}
	all   sync.WaitGroup
}

// open fetches the files, which init has as those descriptors.
func (c *census) open(pidfd int, descriptors []int, workers int) error {
	c.most, c.over = maxSockets(workers), make(chan struct{})
	for _, fd := range descriptors {
		copied, err := fetch(pidfd, fd)
		if err != nil {
			return fmt.Errorf("count of sockets: %w", err)
		}
		c.files = append(c.files, os.NewFile(uintptr(copied), "sockstat"))
	}
	return nil
}

// start begins to count, if that has not begun.
func (c *census) start(recovered func(fault any)) {
	c.begin.Do(func() {
		if c.over == nil {
			return
		}
		c.all.Go(func() {
			defer func() {
				if fault := recover(); fault != nil {
					recovered(fault)
				}
			}()
			c.run()
		})
	})
}

func (c *census) run() {
	ticks := time.NewTicker(patient)
	defer ticks.Stop()
	for looked, tick := time.Now(), 1; ; tick++ {
		select {
		case <-c.over:
			return
		case <-ticks.C:
		}
		if now := time.Now(); c.count() > c.most || now.Sub(looked) >= anyway {
			if c.look() != nil {
				return // init is gone, which whoever asks next is told
			}
			looked = now
		}
		if tick%tablesEvery == 0 && c.pages.excessive() {
			if c.pages.end() != nil {
				return
			}
		}
	}
}

// count is how many sockets there are. The kernel counts as it goes, so this is cheap.
func (c *census) count() (all int) {
	for _, f := range c.files {
		var text [200]byte // its first line says it
		n, _ := f.ReadAt(text[:], 0)
		all += socketsUsed(text[:n])
	}
	return all
}

// socketsUsed reads the first line of sockstat: sockets: used N.
func socketsUsed(text []byte) int {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	number, _ := bytes.CutPrefix(line, []byte("sockets: used "))
	n, _ := strconv.Atoi(string(number))
	return n
}

// close ends the count, and returns when it has ended.
func (c *census) close() (err error) {
	if c.over == nil {
		return nil
	}
	c.begin.Do(func() {}) // it does not begin any more
	close(c.over)
	c.all.Wait()
	for _, f := range c.files {
		err = errors.Join(err, f.Close())
	}
	err = errors.Join(err, c.pages.close())
	c.over, c.files = nil, nil
	return err
}
