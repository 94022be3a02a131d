package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"bothends/site"
	"bothends/site/page"
	"bothends/site/verify/passed"
)

// moreGarbage is how much memory a build may leave uncollected, in percent of what it
// uses: it keeps the whole book, to which it would return again and again otherwise, and
// has soon ended.
const moreGarbage = 200

// build writes the book as a static site.
func build(ctx context.Context, w world, args []string) error {
	f, dir := newFlags("build")
	o := site.Options{Cache: pageCache()}
	out := placeFlag(f, "o", "public", "the `folder` to write to, which is replaced as a whole")
	base := f.String("base-url", "", "the `address` at which the site will lie, such as https://example.org/book/; it may lie anywhere without, but pages then do not name it to search engines")
	runner := f.String("runner", "", "the `address` of a server (bothends serve) that runs the programs for the site's readers; it has to allow the site's origin, -allow-origin")
	f.BoolVar(&o.Paper, "paper", false, "make pages to print as well, of each part and of the whole book")
	all := f.Bool("all", false, "make every file, not only those that are to change")
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(moreGarbage)
	}
	var err error
	if o.Base, err = page.ParseBase(*base); err != nil {
		return usageError{fmt.Errorf("-base-url %w", err)}
	}
	if o.Runner, err = page.ParseBase(*runner); err != nil {
		return usageError{fmt.Errorf("-runner %w", err)}
	}
	o.Dir = *out
	if !*all {
		o.Program, _ = passed.Program() // if it cannot be told, all is made
	}
	report, err := buildBook(ctx, chosenBook(w, *dir), o)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "wrote %d pages to %s; made %d of %d files, the others were up to date\n", report.Pages, o.Dir, len(report.Made), report.Files)
	return nil
}

// buildBook builds the site of the book in dir, of the embedded one if dir is empty.
func buildBook(ctx context.Context, dir string, o site.Options) (*site.Report, error) {
	var report *site.Report
	if dir == "" {
		book, _, err := openBook(ctx, dir)
		if err != nil {
			return nil, err
		}
		if report, err = site.Build(ctx, book, o); err != nil {
			return nil, placed{err}
		}
		return report, nil
	}
	if _, err := bookFS(dir); err != nil {
		return nil, err
	}
	report, err := site.BuildFrom(ctx, dir, o)
	if err != nil {
		return nil, placed{err}
	}
	return report, nil
}

// pageCache is the folder for what is known of sites that were built; empty
// where there is none for such things.
func pageCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "bothends", "sites")
}
