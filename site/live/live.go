package live

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/netip"
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
	Book    *lesson.Book
	Runner  *runner.Runner // what runs the programs; one without a toolchain by default
	Base    string         // the address of the book, as page.ParseBase has it: readers ask for its path and host; empty for / and no name
	Watch   bool           // whether pages are to be told of a new edition: see Server.Watch
	Hosts   []string       // further names under which the server may be asked, with any port
	Runs    int            // how many runs go on at once, at most half of them one client's, half as many that are typed to, and as many sessions; what the machine carries by default
	Queue   int            // how many wait for one to end, at most half of them one client's; by default 400, a class behind one address, or four times Runs
	Wait    time.Duration  // how long they wait; 30 s by default
	Grace   time.Duration  // how long a run goes on for a reader who can come again; 5 s by default
	Drain   time.Duration  // how long runs may go on when the server is to stop; not at all by default
	TLSCert string         // files of a certificate and its key: then the server speaks HTTPS alone, and reads them anew when they change
	TLSKey  string
	Origins []string     // of whose pages may use the runner, besides the server's own, such as https://book.example
	Log     *slog.Logger // none by default

	// Proxies are networks in which proxies are whose word is taken for their
	// clients' addresses; nobody's by default. They write ForwardedHeader:
	// X-Forwarded-For by default, or Forwarded.
	Proxies         []netip.Prefix
	ForwardedHeader string
}

// A Server serves one book. Its methods may be called at the same time.
type Server struct {
	now      atomic.Pointer[edition] // the newest
	base     string                  // see Options
	prefix   string                  // the path of the book: / or /book/
	runner   *runner.Runner
	assets   *assets.Set
	hosts    []string
	runs     *admission
	talks    *admission // runs that are typed to
	opened   *admission // sessions whose terminals are open
	sessions *sessions
	grace    time.Duration
	patience time.Duration // with runs that go on when it is to stop
	boxes    boxWatch
	edits    *admission // questions of editors
	bodies   *admission // large ones that are being read
	proxies  proxies
	stall    time.Duration // how long a reader may keep a stream from being written
	beat     time.Duration // how long a stream may say nothing
	open     time.Duration // how long one has a session's terminals open, from its turn on, however often they are started anew
	idle     time.Duration // how long if nothing is run in them
	log      *slog.Logger
	notices  *notices // to open pages; nil: the book is not watched
	started  string   // tells what this process makes from what others make

	origins     http.CrossOriginProtection
	allowed     []string // the origins that it knows besides ours
	metrics     *metrics
	certificate *certificate // nil: plain HTTP
}

// New renders the book's pages and returns their server. It fails where a page
// cannot be rendered.
func New(o Options) (*Server, error) {
	o = o.withDefaults()
	s := &Server{
		base:     o.Base,
		prefix:   "/",
		started:  rand.Text(),
		runner:   o.Runner,
		assets:   assets.Load(),
		hosts:    o.Hosts,
		runs:     newAdmission(limits{o.Runs, half(o.Runs), o.Queue, half(o.Queue), o.Wait}),
		sessions: newSessions(),
		grace:    o.Grace,
		patience: o.Drain,
		talks:    newAdmission(limits{half(o.Runs), half(half(o.Runs)), o.Queue, half(o.Queue), o.Wait}),
		opened:   newAdmission(limits{o.Runs, half(o.Runs), o.Queue, half(o.Queue), o.Wait}),
		edits:    newAdmission(editing()),
		bodies:   newAdmission(limits{running: largeBodies, share: half(largeBodies)}),
		stall:    streamStall,
		beat:     heartbeat,
		open:     runner.MaxSessionTime,
		idle:     runner.MaxSessionIdle,
		log:      o.Log,
	}
	s.metrics = newMetrics(s)
	s.boxes.probe = func() error { _, err := runner.Probe(); return err }
	var err error
	if s.proxies, err = newProxies(o.Proxies, o.ForwardedHeader); err != nil {
		return nil, &OptionError{err}
	}
	if err := s.allowOrigins(o.Origins); err != nil {
		return nil, &OptionError{err}
	}
	if o.TLSCert != "" || o.TLSKey != "" {
		if s.certificate, err = newCertificate(o.TLSCert, o.TLSKey, o.Log); err != nil {
			return nil, err
		}
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

// An OptionError says what is wrong with options, be the machine as it may.
type OptionError struct{ err error }

func (e *OptionError) Error() string { return e.err.Error() }

func (e *OptionError) Unwrap() error { return e.err }

// withDefaults has a value for all that was left out and must have one.
func (o Options) withDefaults() Options {
	if o.Runs <= 0 {
		o.Runs = capacity()
	}
	if o.Queue <= 0 {
		o.Queue = max(classes, 4*o.Runs)
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
	return o
}

// classes is how many readers may wait by default: half of them are a class of two
// hundred, who press Run together behind one address. Each holds little but its programs.
const classes = 400

// half is what one client may have of n.
func half(n int) int { return (n + 1) / 2 }
