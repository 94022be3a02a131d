package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"bothends/runner"
	"bothends/site/live"
	"bothends/site/page"
)

// readyBoxes is how many sandboxes are made ahead of runs: one for a snippet that
// was not run before, one for a snippet that was.
const readyBoxes = 2

// serve serves the book until it is interrupted.
func serve(ctx context.Context, w world, args []string) error {
	f, dir := newFlags("serve")
	listen := placeFlag(f, "http", "127.0.0.1:8080", "the `address` to listen at")
	var hosts []string
	f.Func("host", "another `name` under which readers reach the server, as through a proxy; may be repeated", func(name string) error {
		hosts = append(hosts, name)
		return nil
	})
	base := f.String("base-url", "", "the `address` at which readers find the book, if a proxy stands before it: https://example.org/book/; its path is that of the pages, its host a name of the server")
	runs := 0
	f.Func("runs", "how `many` runs go on at once; 0, the default, stands for what this machine carries", func(text string) error {
		var err error
		if runs, err = strconv.Atoi(text); err != nil || runs < 0 {
			return errors.New("how many is a number, 0 or more")
		}
		return nil
	})
	trust := f.Bool("trust-forwarded", false, "take a reader's address, on which limits depend, from the last one in X-Forwarded-For; only behind a proxy that adds it")
	ready := spanFlag(f, "ready", 5*time.Minute, "how `long` sandboxes that were made ahead wait for a run; 0 makes none ahead")
	watch := f.Bool("watch", false, "read the book's folder again whenever it changes, and renew the pages that are open; a mistake is shown in them")
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	*dir = chosenBook(w, *dir)
	if *watch && *dir == "" {
		return usageError{errors.New("-watch needs -book: the book in this program does not change")}
	}
	address, err := page.ParseBase(*base)
	if err != nil {
		return usageError{fmt.Errorf("-base-url %w", err)}
	}
	if err := live.CheckAddress(*listen); err != nil {
		return usageError{err}
	}
	ln, err := live.Listen(*listen) // what takes longer comes after that
	if err != nil {
		return err
	}
	defer ln.Close()
	book, _, err := openBook(ctx, *dir)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(w.stderr, nil))
	programs := newRunner(ctx)
	if programs.Off = probe(log); programs.Off == nil {
		go programs.Toolchain() // so that the first reader who needs it does not wait
	}
	if *ready > 0 {
		programs.Boxes = runner.NewPool(readyBoxes, *ready)
		defer programs.Boxes.Close()
	}
	server, err := live.New(live.Options{
		Book: book, Base: address, Watch: *watch, Runner: programs, Hosts: hosts, Runs: runs, TrustForwarded: *trust, Log: log,
	})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer stop(nil)
	if *watch {
		watching.Go(func() { stop(server.Watch(ctx, *dir)) })
	}
	err = server.Serve(ctx, ln, *listen, func(url string) {
		fmt.Fprintf(w.stdout, "Both Ends is open at %s\n", url)
	})
	if cause := context.Cause(ctx); err == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause // why it does not watch
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
