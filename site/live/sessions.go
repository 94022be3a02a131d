package live

import (
	"crypto/rand"
	"sync"
	"time"

	"bothends/site/page"
)

// sessions are the runs that readers can come to again: those that go on, and
// for a while those that have ended.
type sessions struct {
	running sync.WaitGroup // one for each run that goes on

	mu    sync.Mutex
	byID  map[string]*session
	ended []*session // oldest first
	bytes int        // of ended
}

func newSessions() *sessions { return &sessions{byID: map[string]*session{}} }

// newID makes a name that nobody can guess, with 130 bits of chance: who knows
// it is one of the run's readers.
func newID() string { return rand.Text() }

func (a *sessions) add(s *session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.byID[s.id] = s
}

func (a *sessions) get(id string) *session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.byID[id]
}

// retire keeps a session whose run has ended for those who have not seen all of
// it, if anybody can come again.
func (a *sessions) retire(s *session) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s.grace == 0 {
		delete(a.byID, s.id)
		return
	}
	a.ended = append(a.ended, s)
	a.bytes += s.bytes
	for a.bytes > maxKeptEnded {
		a.forget(a.ended[0])
	}
	time.AfterFunc(keepEnded, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.byID[s.id] == s {
			a.forget(s)
		}
	})
}

// forget takes the oldest sessions away, up to this one.
func (a *sessions) forget(s *session) {
	for len(a.ended) > 0 {
		oldest := a.ended[0]
		a.ended = a.ended[1:]
		a.bytes -= oldest.bytes
		delete(a.byID, oldest.id)
		if oldest == s {
			return
		}
	}
}

// tellStopping tells those who have terminals open for how long that is still so. Runs
// end by themselves.
func (a *sessions) tellStopping(language string, within time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.byID {
		if s.terminals != nil {
			s.publish("stopping", told{page.Say(language, "terminals-stopping", roughly(within))})
		}
	}
}

// cancel ends every run.
func (a *sessions) cancel() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.byID {
		s.cancel(errStopping)
	}
}
