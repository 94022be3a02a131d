package site

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"bothends/site/offline"
)

// The site before the one that is there is not removed, but kept in the cache (or, if
// there was none, a copy of it): with the files that differ between the two it becomes the next one, at a cost that
// depends on the change and not on the site. It holds the same files, by links, so
// it takes up little; it may be lost like the rest of the cache.

// A spare is what is known of it.
type spare struct {
	Differ []string // paths that differ, without the suffixes of forms
}

// place is where the spare of the record is kept.
func (r *record) place() string { return strings.TrimSuffix(r.file, ".site") + ".before" }

// keep puts the old site, which is in temp now, aside as a spare. If it cannot, temp
// stays where it is.
func (r *record) keep(temp string, before *record, made []string) {
	if r.file == "" {
		return
	}
	os.RemoveAll(r.place())
	for path := range before.Files {
		if _, ok := r.Files[path]; !ok {
			return // it has folders, perhaps, that are no more
		}
	}
	if len(before.Files) > 0 && os.Rename(temp, r.place()) == nil {
		r.Spare = &spare{append(made, offline.Name)}
	}
}

// copy makes a spare of the site in dir, where there was none before.
func (r *record) copy(dir string) {
	if r.file == "" || r.Spare != nil || os.RemoveAll(r.place()) != nil {
		return
	}
	folders := map[string]bool{}
	for path, e := range r.Files {
		from, to := filepath.Join(dir, filepath.FromSlash(path)), filepath.Join(r.place(), filepath.FromSlash(path))
		if folder := filepath.Dir(to); !folders[folder] {
			folders[folder] = true
			if os.MkdirAll(folder, 0o777) != nil {
				return
			}
		}
		for _, s := range e.Forms {
			if os.Link(from+s.Suffix, to+s.Suffix) != nil { // another file system, most likely
				os.RemoveAll(r.place())
				return
			}
		}
	}
	r.Spare = &spare{[]string{offline.Name}}
}

// intact begins to look whether the site in dir and the spare are as the record has
// them. The function that it returns waits for the answer.
func (r *record) intact(dir string) func() bool {
	var site, before bool
	var looking sync.WaitGroup
	looking.Go(func() { site = r.whole(dir, nil) })
	looking.Go(func() { before = r.whole(r.place(), r.differing()) })
	return func() bool {
		looking.Wait()
		return site && before
	}
}

// differing are the paths in which the spare differs from the site.
func (r *record) differing() map[string]bool {
	differ := map[string]bool{}
	for _, path := range r.Spare.Differ {
		differ[path] = true
	}
	return differ
}

// turn makes of the spare, which is intact, the site of the record after, and puts it
// in the place of dir. It reports false if it cannot; then the site is as it was.
func (r *record) turn(ctx context.Context, dir string, outputs []output, after *record) (made []string, ok bool) {
	differ := r.differing()
	changes := map[string]bool{offline.Name: true}
	for _, out := range outputs {
		changes[out.path] = true
	}
	for path := range differ {
		if r.renew(dir, path, changes[path]) != nil {
			return nil, false
		}
	}
	for _, out := range outputs {
		if r.renew(dir, out.path, true) != nil || ctx.Err() != nil {
			return nil, false
		}
		e, err := out.write(r.place())
		if err != nil {
			return nil, false
		}
		after.Files[out.path] = e
		made = append(made, out.path)
	}
	e, err := after.list().write(r.place())
	if err != nil || exchange(r.place(), dir) != nil {
		return nil, false
	}
	after.Files[offline.Name] = e
	after.Spare = &spare{slices.Concat(made, []string{offline.Name})}
	return made, true
}

// renew removes all forms of a file from the spare and, unless it will be written,
// takes those of the site.
func (r *record) renew(dir, path string, written bool) error {
	file := filepath.FromSlash(path)
	for _, suffix := range []string{"", ".gz", ".zst"} {
		if err := os.Remove(filepath.Join(r.place(), file+suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if written {
		return nil
	}
	for _, s := range r.Files[path].Forms {
		if err := os.Link(filepath.Join(dir, file+s.Suffix), filepath.Join(r.place(), file+s.Suffix)); err != nil {
			return err
		}
	}
	return nil
}

// whole is whether a folder holds what the record says, but for files that may
// differ, and nothing else.
func (r *record) whole(dir string, differ map[string]bool) bool {
	want := map[string]stamp{}
	for path, e := range r.Files {
		if !differ[path] {
			for _, s := range e.Forms {
				want[path+s.Suffix] = s
			}
		}
	}
	found := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		s, known := want[rel]
		switch {
		case known && r.same(name, s):
			found++
			return nil
		case !known && (differ[rel] || differ[strings.TrimSuffix(strings.TrimSuffix(rel, ".gz"), ".zst")]):
			return nil
		}
		return errors.New("another file")
	})
	return err == nil && found == len(want)
}
