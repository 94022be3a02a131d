package live

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"bothends/site/feed"
	"bothends/site/lesson"
	"bothends/site/offline"
	"bothends/site/page"
	"bothends/site/search"
)

const (
	htmlType   = "text/html; charset=utf-8"
	scriptType = "text/javascript; charset=utf-8"
)

// An edition is a book as it is served. Where the book is watched one follows
// another; a request is answered by one of them.
type edition struct {
	book   *lesson.Book
	all    map[string]*resource // by path from the root of the book
	routes http.Handler
	search func() *search.Index // made when it is first needed
}

// A resource is what is served at one path. Its content is made when it is first
// needed, and once.
type resource struct {
	key     string // of all that it is made of; empty if that is not known
	listed  bool   // in offline.json
	content func() (*content, error)
}

// newEdition ties what is served of a book to its addresses. What is as it was in
// the edition before, if there is one, is taken over.
func (s *Server) newEdition(b *lesson.Book, before *edition) *edition {
	e := &edition{book: b, all: map[string]*resource{}}
	add := func(path, key, kind, cache string, listed bool, make func(w io.Writer) error) {
		if before != nil && key != "" && before.all[path] != nil && before.all[path].key == key {
			e.all[path] = before.all[path]
			return
		}
		e.all[path] = &resource{key, listed, sync.OnceValues(func() (*content, error) {
			var w bytes.Buffer
			if err := make(&w); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			return newContent(http.StatusOK, kind, cache, w.Bytes()), nil
		})}
	}
	fixed := func(body []byte) func(w io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(body); return err }
	}
	made := func(make func() ([]byte, error)) func(w io.Writer) error {
		return func(w io.Writer) error {
			body, err := make()
			w.Write(body)
			return err
		}
	}
	for _, f := range slices.Concat(s.assets.Files(), page.Late(s.assets, s.pages(""))) {
		add(f.Path, f.Path, f.Type, immutable, true, fixed(f.Body))
	}
	s.addPages(b, add)
	keys := page.NewKeys(b, s.started, page.Options{})
	for _, f := range search.Files(b) {
		add(f.Path, keys.Lessons(f.Path, f.Lessons), scriptType, validate, true, func(w io.Writer) error {
			_, err := w.Write(f.Make(nil))
			return err
		})
	}
	e.search = sync.OnceValue(func() *search.Index { return search.New(b) })
	for _, snippet := range b.Snippets {
		if len(snippet.Capture) > 0 {
			add(page.CapturePath(snippet), "", page.CaptureType, validate, true, fixed(snippet.Capture))
		}
		for _, d := range page.Downloads(snippet) {
			add(d.Path, "", d.Type, validate, true, made(d.Make))
		}
	}
	for _, f := range feed.Files(b, s.base) {
		add(f.Path, "", f.Type, validate, false, made(f.Make))
	}
	if s.notices == nil { // an author's pages are not kept
		add(offline.WorkerName, offline.WorkerName, scriptType, validate, false, fixed(offline.Worker))
	}
	add(offline.Name, "", "application/json", validate, false, e.list)
	s.route(e)
	return e
}

// addPages adds all that is HTML, and pictures of it. Each page knows its key,
// where the book is watched, so that it can tell that it is old.
func (s *Server) addPages(b *lesson.Book, add func(path, key, kind, cache string, listed bool, make func(w io.Writer) error)) {
	keys := page.NewKeys(b, s.started, s.pages(""))
	for _, l := range b.Lessons() {
		key := keys.Lesson(l)
		add(l.Path, key, htmlType, validate, true, func(w io.Writer) error {
			return page.Render(w, b, l, s.assets, s.pages(key))
		})
		if s.base != "" { // else nothing leads to it
			add(page.PicturePath(l), key, page.PictureType, validate, false, func(w io.Writer) error {
				body, err := page.Picture(b, l)
				w.Write(body)
				return err
			})
		}
	}
	for _, name := range page.Generated(b) {
		key := keys.Generated(name)
		add(name, key, htmlType, validate, true, func(w io.Writer) error {
			return page.RenderGenerated(w, b, name, s.assets, s.pages(key))
		})
	}
	add(lesson.SearchPage, keys.Outline(lesson.SearchPage), htmlType, validate, true, func(w io.Writer) error {
		return page.RenderSearch(w, b, nil, s.assets, s.pages(keys.Outline(lesson.SearchPage)))
	})
	add(offline.Unkept, keys.Outline(offline.Unkept), htmlType, validate, true, func(w io.Writer) error {
		return page.Unkept(w, b, s.assets, s.pages(keys.Outline(offline.Unkept)))
	})
	for _, name := range page.Papers(b) {
		add(name, keys.Book(name), htmlType, validate, false, func(w io.Writer) error {
			return page.RenderPaper(w, b, name, s.assets, s.pages(""))
		})
	}
}

// list writes the list of files. It makes all of them.
func (e *edition) list(w io.Writer) error {
	var files []offline.File
	for path, r := range e.all {
		if !r.listed {
			continue
		}
		c, err := r.content()
		if err != nil {
			return err
		}
		files = append(files, offline.File{Path: path, Size: int64(len(c.plain)), Sum: offline.Sum(sha256.Sum256(c.plain))})
	}
	_, err := w.Write(offline.List(files).JSON())
	return err
}

// pages are the options of the pages that are served. The key is that of the page,
// if it is to be known to it.
func (s *Server) pages(key string) page.Options {
	o := page.Options{Live: true, Paper: true, Base: s.base}
	if s.notices != nil {
		o.Watch = key
	}
	return o
}

// ready makes all that most readers ask for, and says what cannot be made.
func (e *edition) ready() error {
	paths := slices.Sorted(maps.Keys(e.all))
	errs := make([]error, len(paths))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(paths); i = int(next.Add(1)) - 1 {
				if r := e.all[paths[i]]; r.listed {
					_, errs[i] = r.content()
				}
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// handle serves a resource at its path, and a first page at that of its folder.
func (s *Server) handle(mux *http.ServeMux, path string, r *resource) {
	serve := func(w http.ResponseWriter, q *http.Request) { s.send(w, q, path, r) }
	mux.HandleFunc("GET "+s.prefix+path, serve)
	if folder, ok := strings.CutSuffix(path, "index.html"); ok {
		mux.HandleFunc("GET "+s.prefix+folder+"{$}", serve)
	}
}

// send answers with a resource.
func (s *Server) send(w http.ResponseWriter, q *http.Request, path string, r *resource) {
	c, err := r.content()
	if err != nil {
		s.log.Error("making what was asked for", "path", path, "error", err)
		answer(w, refuse(http.StatusInternalServerError, "this cannot be shown; the server's log says why"))
		return
	}
	c.ServeHTTP(w, q)
}
