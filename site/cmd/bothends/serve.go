package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"bothends/runner"
	"bothends/site/live"
	"bothends/site/page"
)

// readyBoxes is how many sandboxes are made ahead: one for a snippet that
// was not run before, one for a snippet that was, one for what editors ask.
const readyBoxes = 3

// hostName is what a browser can send as the name of a host, besides an IPv6 address.
// Any other is never asked for: readers would be refused, and nobody knew why.
var hostName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// serving is how the book is to be served, as far as the command line says it.
type serving struct {
	live.Options
	address *string
	metrics *string        // the address of /metrics; none if empty
	ready   *time.Duration // how long sandboxes wait
	drain   *time.Duration
	base    *string
	cert    *string
	key     *string
	json    bool // the log
}

// serveFlags makes the flags of serve.
func serveFlags(o *serving) (*flag.FlagSet, *string) {
	f, dir := newFlags("serve")
	o.address = placeFlag(f, "http", "127.0.0.1:8080", "the `address` to listen at")
	f.Func("host", "another `name` under which readers reach the server, as through a proxy; may be repeated", func(name string) error {
		if _, err := netip.ParseAddr(name); err != nil && !hostName.MatchString(name) {
			return errors.New("a name stands without scheme, port and path, as browsers send it: book.example")
		}
		o.Hosts = append(o.Hosts, name)
		return nil
	})
	o.base = f.String("base-url", "", "the `address` at which readers find the book, if a proxy stands before it: https://example.org/book/; its path is that of the pages, its host a name of the server")
	f.BoolVar(&o.Watch, "watch", false, "read the book's folder again whenever it changes, and renew the pages that are open; a mistake is shown in them")
	f.Func("runs", "how `many` runs go on at once; 0, the default, stands for what this machine carries", func(text string) (err error) {
		if o.Runs, err = strconv.Atoi(text); err != nil || o.Runs < 0 {
			return errors.New("how many is a number, 0 or more")
		}
		return nil
	})
	f.Func("trusted-proxies", "`networks` (10.0.0.0/8,::1/128) of proxies whose word is taken for a reader's address, on which limits depend", func(list string) error {
		for text := range strings.SplitSeq(list, ",") {
			network, err := netip.ParsePrefix(strings.TrimSpace(text))
			if err != nil {
				return fmt.Errorf("%q is no network; write it as 10.0.0.0/8, an address as 10.0.0.1/32", text)
			}
			o.Proxies = append(o.Proxies, network)
		}
		return nil
	})
	f.StringVar(&o.ForwardedHeader, "forwarded-header", "X-Forwarded-For", "the `header` into which the trusted proxies write it, or Forwarded")
	f.Func("allow-origin", "an `origin` whose pages may use the runner, such as https://book.example; may be repeated", func(origin string) error {
		o.Origins = append(o.Origins, origin)
		return nil
	})
	o.cert = placeFlag(f, "tls-cert", "", "a `file` with a certificate and its chain: serve HTTPS; it is read again when it changes")
	o.key = placeFlag(f, "tls-key", "", "the `file` with the certificate's key")
	o.drain = spanFlag(f, "drain", 15*time.Second, "how `long` runs may go on when the server is told to end")
	o.metrics = placeFlag(f, "metrics", "", "an `address` of its own for /metrics, such as 127.0.0.1:9464; none by default")
	f.BoolVar(&o.json, "log-json", false, "write the log as JSON")
	o.ready = spanFlag(f, "ready", 5*time.Minute, "how `long` sandboxes that were made ahead wait for a run; 0 makes none ahead")
	return f, dir
}

// settle says what is wrong with the command line, which is about the book in dir, or
// the one in the program if dir is empty; it also hands on what needs no more than that.
func (o *serving) settle(dir string) error {
	o.Drain, o.TLSCert, o.TLSKey = *o.drain, *o.cert, *o.key
	if (o.TLSCert == "") != (o.TLSKey == "") {
		return usageError{errors.New("-tls-cert and -tls-key go together")}
	}
	var err error
	if o.Base, err = page.ParseBase(*o.base); err != nil {
		return usageError{fmt.Errorf("-base-url %w", err)}
	}
	if o.Watch && dir == "" {
		return usageError{errors.New("-watch needs -book: the book in this program does not change")}
	}
	if err := live.CheckAddress(live.AtHTTP, *o.address); err != nil {
		return usageError{err}
	}
	if *o.metrics == "" {
		return nil
	}
	if err := live.CheckAddress(live.AtMetrics, *o.metrics); err != nil {
		return usageError{err}
	}
	return nil
}

// listen takes the addresses of the book and of its metrics, which may have none. What
// takes longer comes after it, and nothing is said to be open where one is taken.
func (o *serving) listen() (book, metrics net.Listener, err error) {
	if book, err = live.Listen(live.AtHTTP, *o.address); err != nil || *o.metrics == "" {
		return book, nil, err
	}
	if metrics, err = live.Listen(live.AtMetrics, *o.metrics); err != nil {
		return nil, nil, errors.Join(err, book.Close())
	}
	return book, metrics, nil
}

// newServer makes a server; options that it cannot have are a wrong command line.
func newServer(o live.Options) (*live.Server, error) {
	s, err := live.New(o)
	var option *live.OptionError
	if errors.As(err, &option) {
		return nil, usageError{err}
	}
	return s, err
}

// serve serves the book until it is interrupted.
func serve(ctx context.Context, w world, args []string) error {
	var o serving
	f, dir := serveFlags(&o)
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	*dir = chosenBook(w, *dir)
	if err := o.settle(*dir); err != nil {
		return err
	}
	ln, metrics, err := o.listen()
	if err != nil {
		return err
	}
	defer ln.Close()
	if metrics != nil {
		defer metrics.Close()
	}
	book, _, err := openBook(ctx, *dir)
	if err != nil {
		return err
	}
	o.Log = slog.New(slog.NewTextHandler(w.stderr, nil))
	if o.json {
		o.Log = slog.New(slog.NewJSONHandler(w.stderr, nil))
	}
	o.Book, o.Runner = book, newRunner(ctx)
	if o.Runner.Off = probe(o.Log); o.Runner.Off == nil {
		go o.Runner.Toolchain() // so that the first reader who needs it does not wait
	}
	if *o.ready > 0 {
		o.Runner.Boxes = runner.NewPool(readyBoxes, *o.ready)
		defer o.Runner.Boxes.Close()
	}
	server, err := newServer(o.Options)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer stop(nil)
	if o.Watch {
		watching.Go(func() { stop(server.Watch(ctx, *dir)) })
	}
	if metrics != nil {
		go func() {
			if err := server.ServeMetrics(ctx, metrics); err != nil {
				stop(err) // nobody would see how it fares
			}
		}()
	}
	err = server.Serve(ctx, ln, *o.address, func(url string) {
		fmt.Fprintf(w.stdout, "Both Ends is open at %s\n", url)
	})
	if cause := context.Cause(ctx); err == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	return err
}

// probe attacks a box from within before any reader can. Where it does not hold
// nothing is run; the pages are served all the same, with their recordings.
func probe(log *slog.Logger) error {
	missing, err := runner.Probe()
	var off *runner.Unavailable
	if errors.As(err, &off) {
		log.Error("programs cannot run here; pages are served with their recordings", "layer", off.Layer, "cause", off.Cause, "cure", off.Cure)
	}
	for _, m := range missing {
		log.Warn("a layer that is not needed is missing", "layer", m.Layer, "cause", m.Cause, "cure", m.Cure)
	}
	return err
}
