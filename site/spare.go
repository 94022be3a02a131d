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
	"time"

	"bothends/site/offline"
)

// The site before the one that is there is not removed, but kept in the cache (or, if
// there was none, a copy of it): with the files that differ between the two it becomes the
// next one, at a cost that depends on the change and not on the site. It holds the same
// files, by links, so it takes up little; it may be lost like the rest of the cache.

// A spare is what is known of it. Its files are those of the site, by links, so that who looks
// at these has looked at them; its names are as they were while its folders are.
type spare struct {
	Differ  []string         // paths that differ, without the suffixes of forms
	Folders map[string]int64 // when names were last added to each, or removed
	Began   time.Time        // when the first was looked at
}

// newSpare is the one that is in the record's place now.
func (r *record) newSpare(differ []string) *spare {
	s := &spare{differ, map[string]int64{}, time.Now()}
	for path := range r.Files {
		for folder := filepath.Dir(filepath.FromSlash(path)); s.Folders[folder] == 0; folder = filepath.Dir(folder) {
			info, err := os.Lstat(filepath.Join(r.place(), folder))
			if err != nil {
				return nil
			}
			s.Folders[folder] = info.ModTime().UnixNano() // which its own renaming does not change
			if folder == "." {
				break
			}
		}
	}
	return s
}

// untouched is whether nothing has been added to the spare's folders, nor removed; if it does
// not hold, that may be so, too.
func (r *record) untouched() bool {
	for folder, at := range r.Spare.Folders {
		info, err := os.Lstat(filepath.Join(r.place(), folder))
		if err != nil || !info.IsDir() || info.ModTime().UnixNano() != at || at >= r.Spare.Began.Add(-tick).UnixNano() {
			return false
		}
	}
	return len(r.Spare.Folders) > 0
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
		r.Spare = r.newSpare(append(made, offline.Name))
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
	r.Spare = r.newSpare([]string{offline.Name})
}

// intact begins to look whether the site in dir and the spare are as the record has
// them. The function that it returns waits for the answer.
func (r *record) intact(dir string) func() bool {
	var site, before bool
	var looking sync.WaitGroup
	looking.Go(func() { site = r.whole(dir, nil) })
	looking.Go(func() { before = r.untouched() || r.whole(r.place(), r.differing()) })
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
	entries, written := make([]entry, len(outputs)), make([]bool, len(outputs))
	each(len(outputs), func(i int) bool {
		if r.renew(dir, outputs[i].path, true) == nil && ctx.Err() == nil {
			var err error
			entries[i], err = outputs[i].write(r.place(), true)
			written[i] = err == nil
		}
		return written[i]
	})
	for i, out := range outputs {
		if !written[i] {
			return nil, false
		}
		after.Files[out.path] = entries[i]
		made = append(made, out.path)
	}
	e, err := after.list().write(r.place(), true)
	if err != nil || exchange(r.place(), dir) != nil {
		return nil, false
	}
	after.Files[offline.Name] = e
	after.Spare = after.newSpare(slices.Concat(made, []string{offline.Name}))
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
	want, found := 0, 0
	for path, e := range r.Files {
		if !differ[path] {
			want += len(e.Forms)
		}
	}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		path, s, known := r.form(filepath.ToSlash(name[len(dir)+1:]))
		switch {
		case differ[path]:
			return nil
		case known && r.same(name, s):
			found++
			return nil
		}
		return errors.New("another file")
	})
	return err == nil && found == want
}

// form finds the file of the site of which another one, by its name there, is a form,
// and whether the record has that.
func (r *record) form(name string) (path string, s stamp, known bool) {
	path = name
	for _, suffix := range []string{"", ".gz", ".zst"} {
		if p, ok := strings.CutSuffix(name, suffix); ok {
			path = p
			for _, s := range r.Files[p].Forms {
				if s.Suffix == suffix {
					return p, s, true
				}
			}
		}
	}
	return path, stamp{}, false
}
