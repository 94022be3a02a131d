package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"bothends/site/newbook"
)

// initBook makes a small book to begin with.
func initBook(_ context.Context, w world, args []string) error {
	f := flag.NewFlagSet("init", flag.ContinueOnError)
	var o newbook.Options
	f.StringVar(&o.Source, "source", "", "the `URL` of the repository that the book's CI builds bothends from")
	f.StringVar(&o.Version, "version", "", "the `commit` of it; by default the one that this program was built from")
	if err := parse(w, f, args, 1); err != nil {
		return err
	}
	dir := f.Arg(0)
	if dir == "" {
		return usageError{errors.New("init where? Name a folder for the book")}
	}
	if strings.ContainsAny(o.Source+o.Version, "\"\\\n") {
		return usageError{errors.New("-source and -version go into YAML: no quotation marks, backslashes or line feeds")}
	}
	names, err := newbook.Create(dir, o)
	if err != nil {
		return err
	}
	for _, name := range names {
		fmt.Fprintf(w.stdout, "wrote %s\n", name)
	}
	if o.Source == "" {
		fmt.Fprintf(w.stdout, "in .github/workflows/verify.yml and .gitlab-ci.yml, set BOTHENDS_SOURCE, or begin again with -source URL\n")
	}
	fmt.Fprintf(w.stdout, "next: bothends verify -book %s; bothends serve -book %[1]s\n", dir)
	return nil
}
