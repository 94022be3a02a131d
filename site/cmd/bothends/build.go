package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"bothends/site"
	"bothends/site/page"
	"bothends/site/verify/passed"
)

// build writes the book as a static site.
func build(ctx context.Context, w world, args []string) error {
	f, dir := newFlags("build")
	o := site.Options{Cache: pageCache()}
	out := placeFlag(f, "o", "public", "the `folder` to write to, which is replaced as a whole")
	base := f.String("base-url", "", "the `address` at which the site will lie, such as https://example.org/book/; it may lie anywhere without, but pages then do not name it to search engines")
	all := f.Bool("all", false, "make every file, not only those that are to change")
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	var err error
	if o.Base, err = page.ParseBase(*base); err != nil {
		return usageError{fmt.Errorf("-base-url %w", err)}
	}
	o.Dir = *out
	book, _, err := openBook(ctx, chosenBook(w, *dir))
	if err != nil {
		return err
	}
	if !*all {
		o.Program, _ = passed.Program() // if it cannot be told, all is made
	}
	report, err := site.Build(ctx, book, o)
	if err != nil {
		return placed{err}
	}
	fmt.Fprintf(w.stdout, "wrote %d pages to %s; made %d of %d files, the others were up to date\n", report.Pages, o.Dir, len(report.Made), report.Files)
	return nil
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
