package live

import (
	"net/http"

	"bothends/runner/gocheck/assist"
)

// api ties what is no page to its addresses below a path, but for /run itself.
func (s *Server) api(mux *http.ServeMux, prefix string) {
	mux.HandleFunc("GET "+prefix+"runs/{run}/events", s.resume)
	mux.HandleFunc("POST "+prefix+"runs/{run}/stop", s.stop)
	mux.HandleFunc("POST "+prefix+"runs/{run}/stdin", s.typed)
	mux.HandleFunc("POST "+prefix+"session", s.openSession)
	mux.HandleFunc("POST "+prefix+"runs/{run}/cells", s.runCells)
	mux.HandleFunc("POST "+prefix+"runs/{run}/interrupt", s.interrupt)
	mux.HandleFunc("POST "+prefix+"runs/{run}/restart", s.restart)
	mux.HandleFunc("POST "+prefix+"check", s.check)
	for _, do := range []string{assist.DoFormat, assist.DoProblems, assist.DoComplete} {
		mux.HandleFunc("POST "+prefix+"edit/"+do, s.edit(do))
	}
	s.playground(mux, prefix)
	s.codapi(mux, prefix)
}
