package main

import (
	"context"
	"flag"
	"fmt"

	"bothends/runner"
	"bothends/runner/gobuild"
)

// doctor prints each layer that programs run in, and what to do about one that
// is missing.
func doctor(ctx context.Context, w world, args []string) error {
	if err := parse(w, flag.NewFlagSet("doctor", flag.ContinueOnError), args, 0); err != nil {
		return err
	}
	width, missing := 0, 0
	layers := runner.Doctor()
	for _, l := range layers {
		width = max(width, len(l.Name))
	}
	for _, l := range layers {
		fmt.Fprintf(w.stdout, "%-*s  %s\n", width, l.Name, state(l))
		if l.Cure != "" {
			fmt.Fprintf(w.stdout, "%-*s  cause: %s\n", width, "", l.Cause)
			fmt.Fprintf(w.stdout, "%-*s  cure:  %s\n", width, "", l.Cure)
		}
		if l.Required && !l.OK {
			missing++
		}
	}
	if missing > 0 {
		fmt.Fprintln(w.stdout, "programs cannot run here")
		return statusError{status: runner.StatusUnavailable}
	}
	fmt.Fprintln(w.stdout, "programs can run here")
	if version, err := gobuild.Version(ctx); err != nil {
		fmt.Fprintf(w.stdout, "those that only Go's own compiler gets right are refused: %v\n", err)
	} else {
		fmt.Fprintf(w.stdout, "those that only Go's own compiler gets right are compiled with %s\n", version)
	}
	return nil
}

// state says in a word or two whether the machine has the layer.
func state(l runner.Layer) string {
	switch {
	case l.OK:
		return "ok"
	case l.Cure == "":
		return l.Cause // nothing to be done: it was not tried
	case l.Required:
		return "missing"
	}
	return "missing, and not needed"
}
