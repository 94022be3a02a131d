package live

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"bothends/runner"
)

// health answers those who look after the server, by whatever name they reach
// it: /healthz, that it lives, and /readyz, whether it begins runs. It says
// whether it has answered.
func (s *Server) health(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	switch r.URL.Path {
	case "/healthz":
	case "/readyz":
		if why := s.unready(); why != "" {
			answer(w, refuse(http.StatusServiceUnavailable, "%s", why))
			return true
		}
	default:
		return false
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", never)
	fmt.Fprintln(w, "ok")
	return true
}

// unready is why no runs are begun here; nothing if they are.
func (s *Server) unready() string {
	if s.runs.draining() {
		return "the server is stopping"
	}
	if s.runner.Off != nil {
		return s.runner.Off.Error()
	}
	if err := s.boxes.check(); err != nil {
		return err.Error()
	}
	return ""
}

// probeEvery is how often a box is tried while none was to be had.
const probeEvery = 10 * time.Second

// A boxWatch knows whether boxes can be had: they could when the server began, and what
// a machine has of namespaces or memory can run out.
type boxWatch struct {
	probe func() error

	mu     sync.Mutex
	off    error // why the last run had none; nil if it had
	probed time.Time
}

// saw takes note of how a run ended.
func (b *boxWatch) saw(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var off *runner.Unavailable
	switch {
	case err == nil:
		b.off = nil
	case errors.As(err, &off) && off.Layer != runner.LayerLink: // without which others run
		b.off, b.probed = off, time.Now()
	}
}

// check says why there is no box, having tried anew if that was a while ago.
func (b *boxWatch) check() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.off != nil && time.Since(b.probed) >= probeEvery {
		b.off, b.probed = b.probe(), time.Now()
	}
	return b.off
}
