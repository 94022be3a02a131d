package main

import (
	"context"
	"fmt"

	"bothends/site"
)

// build writes the book as a static site.
func build(_ context.Context, w world, args []string) error {
	f, dir := newFlags("build")
	out := placeFlag(f, "o", "public", "the `folder` to write to, which is replaced as a whole")
	if err := parse(w, f, args, 0); err != nil {
		return err
	}
	book, _, err := openBook(chosenBook(w, *dir))
	if err != nil {
		return err
	}
	if err := site.Build(book, *out); err != nil {
		return placed{err}
	}
	fmt.Fprintf(w.stdout, "wrote %d pages to %s\n", len(book.Lessons()), *out)
	return nil
}
