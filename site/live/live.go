package live

import (
	"log/slog"
	"net/http"
	"time"

	"bothends/runner"
	"bothends/site/assets"
	"bothends/site/lesson"
)

// Options are what a server needs. The zero value of each but Book will do.
type Options struct {
	Book   *lesson.Book
	Runner *runner.Runner // what runs the programs; one without a toolchain by default
	Hosts  []string       // further names under which the server may be asked, with any port
	Runs   int            // how many runs go on at once, at most half of them one client's; what the machine carries by default
	Queue  int            // how many wait for one to end, at most half of them one client's; four times Runs by default
	Wait   time.Duration  // how long they wait; 30 s by default
	Grace  time.Duration  // how long a run goes on for a reader who can come again; 5 s by default
	Drain  time.Duration  // how long runs may go on when the server is to stop; not at all by default
	Log    *slog.Logger   // none by default

	// TrustForwarded says that all requests come through a proxy which adds its
	// client's address to the header X-Forwarded-For. Otherwise the header is
	// anybody's word and not read.
	TrustForwarded bool
}

// A Server serves one book. Its methods may be called at the same time.
type Server struct {
	book     *lesson.Book
	runner   *runner.Runner
	assets   *assets.Set
	hosts    []string
	runs     *admission
	sessions *sessions
	grace    time.Duration
	patience time.Duration // with runs that go on when it is to stop
	bodies   *admission    // large ones that are being read
	trust    bool          // what a proxy says of its client
	stall    time.Duration // how long a reader may keep a stream from being written
	log      *slog.Logger
	routes   http.Handler

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
	if o.Grace <= 0 {
		o.Grace = 5 * time.Second
	}
	if o.Runner == nil {
		o.Runner = new(runner.Runner)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		book:     o.Book,
		runner:   o.Runner,
		assets:   assets.Load(),
		hosts:    o.Hosts,
		runs:     newAdmission(limits{o.Runs, half(o.Runs), o.Queue, half(o.Queue), o.Wait}),
		sessions: newSessions(),
		grace:    o.Grace,
		patience: o.Drain,
		bodies:   newAdmission(limits{running: largeBodies, share: half(largeBodies)}),
		trust:    o.TrustForwarded,
		stall:    streamStall,
		log:      o.Log,
	}
	if err := s.route(); err != nil {
		return nil, err
	}
	return s, nil
}

// half is what one client may have of n.
func half(n int) int { return (n + 1) / 2 }
