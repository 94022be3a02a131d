// Package live is the HTTP server of "bothends serve": it serves a book's
// pages and runs what readers edit in them.
//
//	GET  /…        pages, assets and captures, the same as in a built site but for the run bar
//	POST /run      one run of a snippet, with the reader's sources
//
// A run is asked for by a form or a JSON object, see readRequest. Who accepts
// text/event-stream gets the events while they happen, each with its row of
// the transcript, and a last one named "end" (stream.go). Anyone else gets the
// page of the lesson, with the reader's sources in the panes and the events of
// the run where the recording was (form.go). A run ends when its reader goes.
// One that has to wait for its turn says so in a stream's first event, named
// "waiting"; beyond what may wait the answer is 429 and when to try again.
//
// The server refuses requests sent to a name that is not its own, and runs
// asked for by another site's page (guard.go). It bounds how much is sent,
// how long it takes to send and to read, and how many runs go on at once.
// Reader's programs are executed by package runner alone, boxed; where no box
// can be had the pages are served all the same and each run is refused with
// the cause.
//
// Where the book is watched, there is a third address, by which an author's open
// pages learn what has changed:
//
//	GET  /watch    see notices.go
//
// Nothing a reader wrote or a program printed goes into the log.
//
// Start at [New].
package live

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"bothends/runner"
	"bothends/site/assets"
	"bothends/site/lesson"
)

// Options are what a server needs. The zero value of each but Book will do.
type Options struct {
	Book   *lesson.Book
	Runner *runner.Runner // what runs the programs; one without a toolchain by default
	Base   string         // the address of the book, as page.ParseBase has it: readers ask for its path and host; empty for / and no name
	Watch  bool           // whether pages are to be told of a new edition: see Server.Watch
	Hosts  []string       // further names under which the server may be asked, with any port
	Runs   int            // how many runs go on at once, at most half of them one client's; what the machine carries by default
	Queue  int            // how many wait for one to end, at most half of them one client's; four times Runs by default
	Wait   time.Duration  // how long they wait; 30 s by default
	Log    *slog.Logger   // none by default

	// TrustForwarded says that all requests come through a proxy which adds its
	// client's address to the header X-Forwarded-For. Otherwise the header is
	// anybody's word and not read.
	TrustForwarded bool
}

// A Server serves one book. Its methods may be called at the same time.
type Server struct {
	now    atomic.Pointer[edition] // the newest
	base   string                  // see Options
	prefix string                  // the path of the book: / or /book/
	runner *runner.Runner
	assets *assets.Set
	hosts  []string
	runs   *admission
	bodies *admission    // large ones that are being read
	trust  bool          // what a proxy says of its client
	stall  time.Duration // how long a reader may keep a stream from being written
	log    *slog.Logger

	notices *notices // to open pages; nil: the book is not watched
	started string   // tells what this process makes from what others make

	origins http.CrossOriginProtection
}

// New renders the book's pages and returns their server. It fails where a page
// cannot be rendered.
func New(o Options) (*Server, error) {
	if o.Runs <= 0 {
		o.Runs = capacity()
	}
	if o.Queue <= 0 {
		o.Queue = 4 * o.Runs
	}
	if o.Wait <= 0 {
		o.Wait = 30 * time.Second
	}
	if o.Runner == nil {
		o.Runner = new(runner.Runner)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		base:   o.Base,
		prefix: "/",

		started: rand.Text(),
		runner:  o.Runner,
		assets:  assets.Load(),
		hosts:   o.Hosts,
		runs:    newAdmission(limits{o.Runs, half(o.Runs), o.Queue, half(o.Queue), o.Wait}),
		bodies:  newAdmission(limits{running: largeBodies, share: half(largeBodies)}),
		trust:   o.TrustForwarded,
		stall:   streamStall,
		log:     o.Log,
	}
	if u, err := url.Parse(o.Base); err == nil && u.Host != "" {
		s.prefix = u.Path
		s.hosts = append(slices.Clip(s.hosts), u.Hostname())
	}
	if o.Watch {
		s.notices = newNotices()
	}
	e := s.newEdition(o.Book, nil)
	if err := e.ready(); err != nil {
		return nil, err
	}
	s.now.Store(e)
	return s, nil
}

// half is what one client may have of n.
func half(n int) int { return (n + 1) / 2 }
