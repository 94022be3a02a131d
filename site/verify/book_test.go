package verify

import (
	"flag"
	"os"
	"sync"
	"testing"

	"bothends/runner"
	"bothends/runner/gobuild"
	"bothends/site/lesson"
)

var runBook = flag.Bool("book", false, "run the programs of this book, too, as bothends verify does")

// Each snippet, break and exercise of this book is well, and so are its pages. What
// can be seen without running anything is looked at here; make test runs bothends
// verify for the rest.
func TestBook(t *testing.T) {
	fsys := os.DirFS("../..")
	b, err := lesson.Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	chain := sync.OnceValues(func() (*gobuild.Toolchain, error) { return gobuild.Find(t.Context()) })
	o := Options{Static: !*runBook, Runner: &runner.Runner{Toolchain: chain}}
	test := func(r Result) {
		t.Run(r.Snippet, func(t *testing.T) {
			if r.State() != Passed {
				t.Error(r.Details(), r.NotRun, r.Skipped)
			}
		})
	}
	if err := Book(t.Context(), fsys, b, o, test); err != nil {
		t.Error(err)
	}
	test(Pages(fsys, b, nil))
}
