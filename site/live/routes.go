package live

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"bothends/site/page"
)

const htmlType = "text/html; charset=utf-8"

// route renders what is served and ties it to its addresses.
func (s *Server) route() error {
	mux := http.NewServeMux()
	for _, f := range s.assets.Files() {
		mux.Handle("GET /"+f.Path, newContent(http.StatusOK, f.Type, immutable, f.Body))
	}
	for _, l := range s.book.Lessons() {
		var b bytes.Buffer
		if err := page.Render(&b, s.book, l, s.assets, page.Options{Live: true}); err != nil {
			return fmt.Errorf("%s: %w", l.File, err)
		}
		c := newContent(http.StatusOK, htmlType, validate, b.Bytes())
		mux.Handle("GET /"+l.Path, c)
		if folder, ok := strings.CutSuffix(l.Path, "index.html"); ok {
			mux.Handle("GET /"+folder+"{$}", c)
		}
	}
	for _, snippet := range s.book.Snippets {
		if len(snippet.Capture) > 0 {
			mux.Handle("GET /"+page.CapturePath(snippet), newContent(http.StatusOK, page.CaptureType, validate, snippet.Capture))
		}
	}
	for _, name := range page.Generated(s.book) {
		var b bytes.Buffer
		if err := page.RenderGenerated(&b, s.book, name, s.assets); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		mux.Handle("GET /"+name, newContent(http.StatusOK, htmlType, validate, b.Bytes()))
	}
	mux.HandleFunc("GET /{path...}", s.notFound)
	mux.HandleFunc("POST /run", s.run)
	s.api(mux, "/")
	mux.HandleFunc("GET /run", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", http.MethodPost)
		answer(w, refuse(http.StatusMethodNotAllowed, "this is where runs are asked for; the book is at /"))
	})
	s.routes = mux
	return nil
}

// notFound answers with a page that leads back into the book.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := page.NotFound(&b, s.book, strings.TrimPrefix(r.URL.Path, "/"), s.assets); err != nil {
		s.log.Error("rendering the page for a missing address", "error", err)
		answer(w, refuse(http.StatusNotFound, "there is no such page; the book is at /"))
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
	s.routes.ServeHTTP(w, r)
}
