package live

import (
	"fmt"
	"net/http"
	"slices"
)

// allowOrigins lets pages of these origins use the runner: a book on a static host,
// say.
func (s *Server) allowOrigins(all []string) error {
	for _, origin := range all {
		if err := s.origins.AddTrustedOrigin(origin); err != nil {
			return fmt.Errorf("%w; an origin is written as a browser sends it: https://book.example", err)
		}
	}
	s.allowed = all
	return nil
}

// crossOrigin tells a browser that a page of an allowed origin may read the
// answer. Nothing here depends on credentials, and none are asked for. It
// answers a browser that asks first, and says whether it has.
func (s *Server) crossOrigin(w http.ResponseWriter, r *http.Request) bool {
	if len(s.allowed) == 0 {
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !slices.Contains(s.allowed, origin) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Retry-After")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	h.Set("Access-Control-Allow-Headers", "Content-Type, Last-Event-ID")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
	return true
}
