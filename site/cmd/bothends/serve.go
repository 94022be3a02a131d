package main

import (
	"context"
	"fmt"
	"log/slog"

	"bothends/site/live"
)

// serve serves the book until it is interrupted.
func serve(ctx context.Context, w world, args []string) error {
	f, dir := newFlags("serve")
	address := f.String("http", "127.0.0.1:8080", "the `address` to listen at")
	var hosts []string
	f.Func("host", "another `name` under which readers reach the server, as through a proxy; may be repeated", func(name string) error {
		hosts = append(hosts, name)
		return nil
	})
	runs := f.Int("runs", 0, "how many runs go on at once; 0 stands for what this machine carries")
	trust := f.Bool("trust-forwarded", false, "take a reader's address, on which limits depend, from the last one in X-Forwarded-For; only behind a proxy that adds it")
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	book, _, err := openBook(*dir)
	if err != nil {
		return err
	}
	programs := newRunner(ctx)
	go programs.Toolchain() // so that the first reader who needs it does not wait
	server, err := live.New(live.Options{
		Book: book, Runner: programs, Hosts: hosts, Runs: *runs, TrustForwarded: *trust,
		Log: slog.New(slog.NewTextHandler(w.stderr, nil)),
	})
	if err != nil {
		return err
	}
	return server.ListenAndServe(ctx, *address, func(url string) {
		fmt.Fprintf(w.stdout, "Both Ends is open at %s\n", url)
	})
}
