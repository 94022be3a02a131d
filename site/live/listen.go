package live

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"syscall"
	"time"

	"golang.org/x/net/netutil"
)

// Bounds on what one connection may take. A run's stream has bounds of its
// own, see stream.go.
const (
	connections  = 1024 // at once; further ones wait
	ofOneClient  = connections / 2
	headerTime   = 5 * time.Second
	readTime     = 15 * time.Second
	writeTime    = 30 * time.Second
	idleTime     = 2 * time.Minute
	headerSize   = 16 << 10
	shutdownTime = 15 * time.Second
)

// ListenAndServe listens at addr, calls ready (if it is not nil) with the URL
// of the book's first page, and serves until ctx is done. Then it begins
// no more runs, lets those that go on and other answers finish, and returns nil;
// runs that take longer than Options.Drain are ended.
func (s *Server) ListenAndServe(ctx context.Context, addr string, ready func(url string)) error {
	ln, err := Listen(AtHTTP, addr)
	if err != nil {
		return err
	}
	return s.Serve(ctx, ln, addr, ready)
}

// The flags that name an address to listen at. Errors name theirs: a server that has
// several addresses would otherwise not say which of them is wrong.
const (
	AtHTTP    = "-http"
	AtMetrics = "-metrics"
)

// CheckAddress says what is wrong with an address that cannot be meant.
func CheckAddress(flag, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return listenError(flag, addr, err)
	}
	return nil
}

// Listen listens at addr, for [Server.Serve] or [Server.ServeMetrics]. Its errors say
// what to do.
func Listen(flag, addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, listenError(flag, addr, err)
	}
	return ln, nil
}

// Serve does what ListenAndServe does once it listens, and closes ln.
func (s *Server) Serve(ctx context.Context, ln net.Listener, addr string, ready func(url string)) error {
	if ready != nil {
		ready(firstPage(scheme(s.certificate != nil), ln.Addr()))
	}
	hosts := s.hosts
	if name, _, err := net.SplitHostPort(addr); err == nil && name != "" && net.ParseIP(name) == nil {
		hosts = append(slices.Clip(hosts), name)
	}
	return s.listen(ctx, ln, hosts)
}

// listen serves what comes to ln, asked for by one of the names in hosts.
func (s *Server) listen(ctx context.Context, ln net.Listener, hosts []string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	h := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, hosts) }),
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerSize,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		// Every request's context ends with this, so that no run outlives it.
		BaseContext: func(net.Listener) context.Context { return requests },
	}
	down := make(chan error, 1)
	go func() {
		<-ctx.Done()
		s.drain(cut)
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
		defer cancel()
		err := h.Shutdown(last)
		if err != nil {
			h.Close()
		}
		down <- err
	}()
	ln = netutil.LimitListener(newFairListener(ln, ofOneClient, s.proxies), connections)
	serve := func() error { return h.Serve(ln) }
	if s.certificate != nil {
		h.TLSConfig = &tls.Config{GetCertificate: s.certificate.get}
		serve = func() error { return h.ServeTLS(ln, "", "") }
	}
	err := serve()
	stop()
	end := <-down
	s.sessions.running.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = end
	}
	return err
}

// drain begins no more runs, and waits for those that go on; when that takes too
// long it ends them. Meanwhile all else is served: a reader whose connection
// breaks off can come again.
func (s *Server) drain(cut context.CancelFunc) {
	enough := time.NewTimer(s.patience)
	defer enough.Stop()
	runs, talks, opened := s.runs.drain(), s.talks.drain(), s.opened.drain()
	s.sessions.tellStopping(s.now.Load().book.Index.Language, s.patience)
	if left := s.runs.load().running + s.talks.load().running + s.opened.load().running; left > 0 {
		s.log.Info("stopping; runs that go on may finish", "runs", left, "within", s.patience)
	}
	for runs != nil || talks != nil || opened != nil {
		select {
		case <-runs:
			runs = nil
		case <-talks:
			talks = nil
		case <-opened:
			opened = nil
		case <-enough.C:
			s.endRuns(cut)
			return
		}
	}
}

// endRuns ends what goes on.
func (s *Server) endRuns(cut context.CancelFunc) {
	s.sessions.cancel()
	s.sessions.running.Wait()
	cut() // what is not a session's
}

// listenError says why the server cannot listen at addr, and what to do.
func listenError(flag, addr string, err error) error {
	example := "127.0.0.1:8080"
	if flag == AtMetrics {
		example = "127.0.0.1:9464"
	}
	cure := "write a host and a port of this machine, such as " + flag + " " + example
	var dns *net.DNSError
	var address *net.AddrError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s: address already in use; stop the other program or choose another with %s", addr, flag)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s: permission denied; choose a port above 1023 with %s", addr, flag)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s: not an address of this machine; choose another with %s", addr, flag)
	case errors.As(err, &dns):
		return fmt.Errorf("%s: %s; %s", addr, dns.Err, cure)
	case errors.As(err, &address):
		return fmt.Errorf("%s: %s; %s", addr, address.Err, cure)
	}
	return err
}

// firstPage is the URL at which a reader on this machine finds the book.
func firstPage(scheme string, a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return scheme + "://" + a.String() + "/"
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port) + "/"
}
