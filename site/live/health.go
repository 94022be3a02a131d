package live

import (
	"fmt"
	"net/http"
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
	return ""
}
