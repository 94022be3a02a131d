package live

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"bothends/site/feed"
	"bothends/site/offline"
	"bothends/site/page"
)

const htmlType = "text/html; charset=utf-8"

// route renders what is served and ties it to its addresses.
func (s *Server) route() error {
	mux, o := http.NewServeMux(), s.pages()
	var files []offline.File
	serve := func(path, kind, cache string, body []byte) {
		c := newContent(http.StatusOK, kind, cache, body)
		files = append(files, offline.File{Path: path, Size: int64(len(body)), Sum: offline.Sum(sha256.Sum256(body))})
		mux.Handle("GET "+s.prefix+path, c)
		if folder, ok := strings.CutSuffix(path, "index.html"); ok {
			mux.Handle("GET "+s.prefix+folder+"{$}", c)
		}
	}
	for _, f := range s.assets.Files() {
		serve(f.Path, f.Type, immutable, f.Body)
	}
	for _, l := range s.book.Lessons() {
		var b bytes.Buffer
		if err := page.Render(&b, s.book, l, s.assets, o); err != nil {
			return fmt.Errorf("%s: %w", l.File, err)
		}
		serve(l.Path, htmlType, validate, b.Bytes())
	}
	for _, snippet := range s.book.Snippets {
		if len(snippet.Capture) > 0 {
			serve(page.CapturePath(snippet), page.CaptureType, validate, snippet.Capture)
		}
	}
	for _, name := range page.Generated(s.book) {
		var b bytes.Buffer
		if err := page.RenderGenerated(&b, s.book, name, s.assets, o); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		serve(name, htmlType, validate, b.Bytes())
	}
	if err := s.feed(mux); err != nil {
		return err
	}
	serve(offline.Name, "application/json", validate, offline.List(files).JSON())
	mux.HandleFunc("GET /{path...}", s.notFound)
	mux.HandleFunc("POST "+s.prefix+"run", s.run)
	mux.HandleFunc("GET "+s.prefix+"run", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", http.MethodPost)
		answer(w, refuse(http.StatusMethodNotAllowed, "this is where runs are asked for; the book is at %s", s.prefix))
	})
	s.routes = mux
	return nil
}

// feed serves what machines read. Pictures are drawn when somebody asks for them.
func (s *Server) feed(mux *http.ServeMux) error {
	for _, f := range feed.Files(s.book, s.base) {
		body, err := f.Make()
		if err != nil {
			return err
		}
		mux.Handle("GET "+s.prefix+f.Path, newContent(http.StatusOK, f.Type, validate, body))
	}
	if s.base == "" {
		return nil // only the address of a picture leads to it
	}
	for _, l := range s.book.Lessons() {
		draw := sync.OnceValues(func() (*content, error) {
			body, err := page.Picture(s.book, l)
			return newContent(http.StatusOK, page.PictureType, validate, body), err
		})
		mux.HandleFunc("GET "+s.prefix+page.PicturePath(l), func(w http.ResponseWriter, r *http.Request) {
			picture, err := draw()
			if err != nil {
				s.log.Error("drawing the picture of a page", "page", l.Path, "error", err)
				answer(w, refuse(http.StatusInternalServerError, "the picture cannot be drawn"))
				return
			}
			picture.ServeHTTP(w, r)
		})
	}
	return nil
}

// pages are the options of the pages that are served.
func (s *Server) pages() page.Options { return page.Options{Live: true, Base: s.base} }

// notFound answers with a page that leads back into the book.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := page.NotFound(&b, s.book, strings.TrimPrefix(r.URL.Path, "/"), s.assets, s.pages()); err != nil {
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
	if err := checkHost(r, hosts); err != nil {
		answer(w, refuse(http.StatusForbidden, "%v", err))
		return
	}
	if err := s.origins.Check(r); err != nil {
		answer(w, refuse(http.StatusForbidden, "this was asked for by a page of another site; runs are asked for by the book's own pages"))
		return
	}
	s.routes.ServeHTTP(w, r)
}
