package yaegi

import (
	"sync"
	"sync/atomic"
)

// A leftBehind knows the threads of executions that were interrupted and did not end. What
// such a thread executes after the call in which it was is nobody's any more: not the
// rest of main, not that of the functions between, of whichever program they are.
type leftBehind struct {
	any     atomic.Bool
	mu      sync.Mutex
	threads map[int]bool
}

func (l *leftBehind) add(thread int) {
	if thread == 0 { // where threads have no numbers
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.threads == nil {
		l.threads = map[int]bool{}
	}
	l.threads[thread] = true
	l.any.Store(true)
}

func (l *leftBehind) has(thread int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.threads[thread]
}

// stop goes no further on a thread that was left behind. It waits for ever, as to end the
// goroutine would call what its functions have deferred.
func (l *leftBehind) stop() {
	if l != nil && l.any.Load() && l.has(threadID()) {
		select {}
	}
}
