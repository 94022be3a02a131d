package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"

	"bothends/lessons"
	"bothends/site/lesson"
	"bothends/snippets"
)

// A placed error is one or more lines that begin with their place.
type placed struct{ error }

func (e placed) Unwrap() error { return e.error }

// chosenBook is the folder of the book that a command is about: the one that was
// given, or else the one that bothends was called in, if that holds a book, which is
// said. It is empty for the book inside the program.
func chosenBook(w world, given string) string {
	if given != "" || !holdsBook(here) {
		return given
	}
	fmt.Fprintln(w.stderr, "bothends: this is about the book in this folder; -book DIR takes another")
	return here
}

// here is the folder that bothends was called in.
const here = "."

// holdsBook says whether a folder is that of a book, though it may be one that
// lacks something.
func holdsBook(dir string) bool {
	folder := func(name string) bool {
		info, err := os.Stat(filepath.Join(dir, name))
		return err == nil && info.IsDir()
	}
	_, err := os.Stat(filepath.Join(dir, "lessons", "index.md"))
	return err == nil || folder("lessons") && folder("snippets")
}

// openBook reads the book in dir, the embedded one if dir is empty. It does not go on
// when ctx has ended, though reading may, and says what was read then.
func openBook(ctx context.Context, dir string) (*lesson.Book, fs.FS, error) {
	fsys, err := bookFS(dir)
	if err != nil {
		return nil, nil, err
	}
	type opened struct {
		book *lesson.Book
		err  error
	}
	var reading atomic.Value // the file
	reading.Store("the book")
	done := make(chan opened, 1)
	go func() {
		b, err := lesson.OpenContext(ctx, fsys, func(file string) { reading.Store(file) })
		done <- opened{b, err}
	}()
	var o opened
	select {
	case o = <-done:
	case <-ctx.Done():
		o.err = context.Cause(ctx)
	}
	switch {
	case o.err != nil && ctx.Err() != nil:
		return nil, nil, fmt.Errorf("stopped by %w while reading %v", context.Cause(ctx), reading.Load())
	case o.err != nil:
		return nil, nil, placed{o.err}
	}
	o.book.Dir = dir
	return o.book, fsys, nil
}

// bookFS is the files of the book in dir, of the embedded one if dir is empty.
func bookFS(dir string) (fs.FS, error) {
	if dir == "" {
		return embedded{"lessons": lessons.FS, "snippets": snippets.FS}, nil
	}
	for _, sub := range []string{"lessons", "snippets"} {
		info, err := os.Stat(filepath.Join(dir, sub))
		switch {
		case errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir():
			return nil, fmt.Errorf("-book %s: no folder %s there; a book has lessons/ and snippets/", dir, filepath.Join(dir, sub))
		case err != nil:
			return nil, fmt.Errorf("-book %s: %w", dir, err)
		}
	}
	return lesson.OpenFolder(dir) // which stays open as long as its command runs
}

// embedded puts file systems in folders. It knows no root: nobody lists it.
type embedded map[string]fs.FS

// Open implements fs.FS.
func (e embedded) Open(name string) (fs.File, error) {
	top, rest, _ := strings.Cut(name, "/")
	sub, ok := e[top]
	if !ok || !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := sub.Open(path.Join(".", rest))
	var wrong *fs.PathError
	if errors.As(err, &wrong) {
		err = &fs.PathError{Op: wrong.Op, Path: name, Err: wrong.Err}
	}
	return f, err
}
