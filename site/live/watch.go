package live

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"bothends/site/lesson"
)

// quiet is how long nothing more may change before the book is read: an editor
// writes a file in several steps, and a program that makes files makes many.
const quiet = 40 * time.Millisecond

// Watch serves what the book in dir becomes, until ctx is done. A book with
// mistakes is not served: the last sound one stays, and every open page shows what
// is wrong. It is for one author on one machine. The server must have been made
// with Options.Watch.
func (s *Server) Watch(ctx context.Context, dir string) error {
	defer s.notices.end()
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return watchError(dir, err)
	}
	defer watcher.Close()
	if err := addFolders(watcher, dir); err != nil {
		return watchError(dir, err)
	}
	s.reread(dir) // what changed since the book was opened
	settled := time.NewTimer(0)
	settled.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-watcher.Events:
			if !ok {
				return nil
			}
			if e.Op != fsnotify.Chmod {
				settled.Reset(quiet)
			}
		case err := <-watcher.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				s.log.Warn("watching the book", "error", err)
			}
			settled.Reset(quiet) // whatever it was, the book tells
		case <-settled.C:
			if err := addFolders(watcher, dir); err != nil { // those that are new
				s.log.Warn("watching the book", "error", watchError(dir, err))
			}
			s.reread(dir)
		}
	}
}

// addFolders watches all folders of a book. One that is watched stays so.
func addFolders(watcher *fsnotify.Watcher, dir string) error {
	for _, top := range []string{"lessons", "snippets"} {
		err := filepath.WalkDir(filepath.Join(dir, top), func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // it has gone meanwhile
			}
			if err != nil || !d.IsDir() {
				return err
			}
			if err := watcher.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func watchError(dir string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return fmt.Errorf("%s cannot be watched: %w; allow more: sysctl fs.inotify.max_user_watches fs.inotify.max_user_instances", dir, err)
	}
	return fmt.Errorf("%s cannot be watched: %w", dir, err)
}

// read reads the book in dir.
func read(dir string) (*lesson.Book, error) {
	folder, err := lesson.OpenFolder(dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	return lesson.Open(folder)
}

// reread reads the book again, serves it if it is sound, and tells open pages.
func (s *Server) reread(dir string) {
	before := s.now.Load()
	b, err := read(dir)
	if err != nil {
		s.notices.publish(nil, err.Error())
		return
	}
	b.Dir = dir
	fault := ""
	if wrong := slices.Concat(b.Stale(), b.Refuted()); len(wrong) > 0 {
		fault = errors.Join(wrong...).Error() // its pages can be read all the same
	}
	e := before
	if b.Sums.Book() != before.book.Sums.Book() {
		e = s.newEdition(b, before)
		s.now.Store(e)
	}
	s.notices.publish(e.keys(), fault)
}

// keys are those of the pages.
func (e *edition) keys() map[string]string {
	keys := map[string]string{}
	for path, r := range e.all {
		keys[path] = r.key
	}
	return keys
}
