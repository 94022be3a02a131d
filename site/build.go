package site

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"bothends/site/index"
	"bothends/site/lesson"
	"bothends/site/offline"
	"bothends/site/packed"
	"bothends/site/page"
)

// marker is a file that tells a site from a folder of somebody's.
const marker = ".bothends-site"

const markerText = "bothends build made this folder and replaces it whole: keep nothing of your own in it.\n"

// Options say where a site is written to, and what may be used again.
type Options struct {
	Dir  string // the folder of the site
	Base string // its address, as page.ParseBase has it; empty if it may lie anywhere

	// Runner is the address of a server that runs the programs for it, as page.ParseBase has
	// it; empty if nothing is to be run from it. That server has to allow the site's origin.
	Runner string

	// Paper is whether it has pages to print, each made of many lessons.
	Paper bool

	// Cache is a folder for what is known of sites that were built before. It may
	// be removed at any time: then all is made anew. Empty for none.
	Cache string
	// Program is an identity of this program, such as the sum of its code: what
	// another one made is not used again. Without it nothing is.
	Program string
}

// A Report says what a build did.
type Report struct {
	Pages int      // lessons and first pages
	Files int      // of the site, without compressed forms
	Read  int      // of these pages: those whose text was read
	Made  []string // the paths of those that were made; the others were as before
}

// Build writes the static site of b, in place of the site that is there. The
// same book gives the same bytes, whatever was there before.
func Build(ctx context.Context, b *lesson.Book, o Options) (*Report, error) {
	dir, err := target(o.Dir)
	if err != nil {
		return nil, err
	}
	return rebuild(ctx, b, o, dir, openRecord(o.Cache, o.Program, dir), nil)
}

// rebuild builds the site of a book that was read whole, after its files had been
// stamped, if they were.
func rebuild(ctx context.Context, b *lesson.Book, o Options, dir string, before *record, seen *stamps) (*Report, error) {
	after := newRecord(before)
	po := page.Options{Base: o.Base, Paper: o.Paper, Runner: o.Runner, Live: o.Runner != ""}
	keep := func() {} // what is known of the book
	// Two more things are done while pages are made.
	var wrong []error
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { wrong = slices.Concat(b.Stale(), b.Refuted()) })
	if seen != nil && after.file != "" && !o.Paper && o.Runner == "" {
		known := sync.OnceValue(func() *sources { return newSources(b, o.Base, *seen) })
		beside.Go(func() { known() })
		po.Index = func() *index.Index {
			return index.From(b, func(l *lesson.Lesson) []string { return known().Lessons[l.File].Names })
		}
		keep = func() { after.Book = known() }
	}
	outputs := plan(b, o.Program, po)
	report := &Report{Pages: len(b.Lessons()), Read: len(b.Lessons()), Files: len(outputs) + 1}
	err := replace(dir, func(temp string) (err error) {
		report.Made, err = writeAll(ctx, outputs, temp, dir, before, after)
		if beside.Wait(); len(wrong) > 0 {
			return errors.Join(wrong...)
		}
		return err
	}, func(old string) { after.keep(old, before, report.Made) })
	if err != nil {
		return nil, err
	}
	keep()
	after.copy(dir)
	after.save() // if that cannot be, the next build makes more than it must
	return report, nil
}

// An output is a file of the site.
type output struct {
	path string
	key  string // of all that it is made of; empty if that is not known
	make func() ([]byte, error)

	unlisted bool // in offline.json
}

// writeAll writes the outputs and their compressed forms below temp, and last
// the list of them. What dir has already is taken from there. It returns the paths
// of those that were made.
func writeAll(ctx context.Context, outputs []output, temp, dir string, before, after *record) (made []string, err error) {
	if err := folders(temp, outputs); err != nil {
		return nil, err
	}
	entries, errs := make([]entry, len(outputs)), make([]error, len(outputs))
	carried := make([]bool, len(outputs))
	each(len(outputs), func(i int) bool {
		if errs[i] = ctx.Err(); errs[i] != nil {
			return false
		}
		out := outputs[i]
		if entries[i], carried[i] = before.carry(out, dir, temp); !carried[i] {
			entries[i], errs[i] = out.write(temp, after.file != "")
		}
		return true
	})
	for _, err := range errs { // of several, always the same one
		if err != nil {
			return nil, err
		}
	}
	for i, out := range outputs {
		after.Files[out.path] = entries[i]
		if !carried[i] {
			made = append(made, out.path)
		}
	}
	after.Files[offline.Name], err = after.list().write(temp, after.file != "")
	return made, err
}

// list is the list of all files.
func (r *record) list() output {
	return output{path: offline.Name, unlisted: true, make: func() ([]byte, error) {
		var files []offline.File
		for path, e := range r.Files {
			if !e.Unlisted {
				files = append(files, offline.File{Path: path, Size: e.Size, Sum: offline.Sum([sha256.Size]byte([]byte(e.Sum)))})
			}
		}
		return offline.List(files).JSON(), nil
	}}
}

// each calls do with all numbers below n, as many at a time as there are processors; each of
// these goes on until do reports false.
func each(n int, do func(i int) bool) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for {
				if i := int(next.Add(1)) - 1; i >= n || !do(i) {
					return
				}
			}
		})
	}
	workers.Wait()
}

// folders makes the folders of the outputs below dir.
func folders(dir string, outputs []output) error {
	made := map[string]bool{}
	for _, out := range outputs {
		folder := filepath.Dir(filepath.Join(dir, filepath.FromSlash(out.path)))
		if !made[folder] {
			made[folder] = true
			if err := os.MkdirAll(folder, 0o777); err != nil {
				return err
			}
		}
	}
	return nil
}

// write makes the output and writes it, in all its forms, below dir. They are stamped
// for a record, if one is kept.
func (out output) write(dir string, stamped bool) (entry, error) {
	body, err := out.make()
	if err != nil {
		return entry{}, fmt.Errorf("%s: %w", out.path, err)
	}
	e := entry{Key: out.key, Sum: digestOf(body), Size: int64(len(body)), Unlisted: out.unlisted}
	file := filepath.Join(dir, filepath.FromSlash(out.path))
	forms := []packed.Form{{Body: body}}
	if packed.IsText(out.path) {
		forms = append(forms, packed.Forms(body)...)
	}
	for _, f := range forms {
		if err := os.WriteFile(file+f.Suffix, f.Body, 0o666); err != nil {
			return entry{}, err
		}
		if !stamped {
			continue
		}
		info, err := os.Lstat(file + f.Suffix)
		if err != nil {
			return entry{}, err
		}
		sum := e.Sum
		if f.Suffix != "" {
			sum = digestOf(f.Body)
		}
		e.Forms = append(e.Forms, newStamp(f.Suffix, info, sum))
	}
	return e, nil
}

// replaceable checks that dir, if it exists, is a site or empty.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return nil
	}
	if _, err := os.Lstat(filepath.Join(dir, marker)); err != nil {
		return fmt.Errorf("%s: not a site that bothends made (it has no %s), so it is left as it is; name another, or one that does not exist yet", dir, marker)
	}
	return nil
}
