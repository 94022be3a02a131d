package live

import (
	"bytes"
	"net/http"
	"strings"

	"bothends/site/lesson"
	"bothends/site/page"
)

// route ties an edition to its addresses.
func (s *Server) route(e *edition) {
	mux := http.NewServeMux()
	for path, r := range e.all {
		if path != lesson.SearchPage {
			s.handle(mux, path, r)
		}
	}
	mux.HandleFunc("GET "+s.prefix+lesson.SearchPage, s.find)
	mux.HandleFunc("GET /{path...}", s.notFound)
	mux.HandleFunc("POST "+s.prefix+"run", s.run)
	s.api(mux, s.prefix)
	mux.HandleFunc("GET "+s.prefix+"run", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", http.MethodPost)
		answer(w, refuse(http.StatusMethodNotAllowed, "this is where runs are asked for; the book is at %s", s.prefix))
	})
	if s.notices != nil {
		mux.HandleFunc("GET "+s.prefix+"watch", s.notices.serve)
	}
	e.routes = mux
}

// notFound answers with a page that leads back into the book.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := page.NotFound(&b, s.now.Load().book, strings.TrimPrefix(r.URL.Path, "/"), s.assets, s.pages("")); err != nil {
		s.log.Error("rendering the page for a missing address", "error", err)
		answer(w, refuse(http.StatusNotFound, "there is no such page; the book is at %s", s.prefix))
		return
	}
	newContent(http.StatusNotFound, htmlType, never, b.Bytes()).ServeHTTP(w, r)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.serve(w, r, s.hosts)
}

// serve answers a request to one of the names in hosts.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, hosts []string) {
	setHeaders(w.Header())
	if s.health(w, r) {
		return
	}
	if err := checkHost(r, hosts); err != nil {
		answer(w, refuse(http.StatusForbidden, "%v", err))
		return
	}
	if s.crossOrigin(w, r) {
		return
	}
	if err := s.origins.Check(r); err != nil {
		answer(w, refuse(http.StatusForbidden, "this was asked for by a page of another site; runs are asked for by the book's own pages"))
		return
	}
	s.now.Load().routes.ServeHTTP(w, r)
}
