package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"regexp"

	"bothends/site/newbook"
)

// forScript is how a repository or a commit is written. Others would be something
// else in the files that name them: YAML, in which a shell reads them.
var forScript = regexp.MustCompile(`^([\w./:@~%+=][\w./:@~%+=-]*)?$`)

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
	for _, value := range []string{o.Source, o.Version} {
		if !forScript.MatchString(value) {
			return usageError{fmt.Errorf("%q goes into YAML and scripts: letters, digits and ./:@_~%%+=- are understood, and no - comes first", value)}
		}
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
	if o.Version == "" && newbook.Revision() == newbook.VersionUnknown {
		fmt.Fprintf(w.stdout, "in both, set BOTHENDS_VERSION to a commit, or begin again with -version COMMIT: this program does not know which it was built from, and the branch %s changes\n", newbook.VersionUnknown)
	}
	fmt.Fprintf(w.stdout, "next: bothends verify -book %s; bothends serve -book %[1]s\n", dir)
	return nil
}
