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
	Files int      // of the site, without compressed forms and the list of files
	Made  []string // the paths of those that were made; the others were as before
}

// Build writes the static site of b, in place of the site that is there. The
// same book gives the same bytes, whatever was there before.
func Build(ctx context.Context, b *lesson.Book, o Options) (*Report, error) {
	if wrong := slices.Concat(b.Stale(), b.Refuted()); len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	dir, err := target(o.Dir)
	if err != nil {
		return nil, err
	}
	before := openRecord(o.Cache, o.Program, dir)
	after := newRecord(before)
	outputs := plan(b, o.Program, page.Options{Base: o.Base})
	report := &Report{Pages: len(b.Lessons()), Files: len(outputs)}
	err = replace(dir, func(temp string) error {
		report.Made, err = writeAll(ctx, outputs, temp, dir, before, after)
		return err
	})
	if err != nil {
		return nil, err
	}
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
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(outputs) {
					return
				}
				if errs[i] = ctx.Err(); errs[i] != nil {
					return
				}
				out := outputs[i]
				if entries[i], carried[i] = before.carry(out, dir, temp); !carried[i] {
					entries[i], errs[i] = out.write(temp)
				}
			}
		})
	}
	workers.Wait()
	for _, err := range errs { // of several, always the same one
		if err != nil {
			return nil, err
		}
	}
	var files []offline.File
	for i, out := range outputs {
		if !out.unlisted {
			files = append(files, offline.File{Path: out.path, Size: entries[i].Size, Sum: offline.Sum(entries[i].Sum)})
		}
		after.add(out.path, entries[i])
		if !carried[i] {
			made = append(made, out.path)
		}
	}
	list := output{path: offline.Name, make: func() ([]byte, error) { return offline.List(files).JSON(), nil }}
	_, err = list.write(temp)
	return made, err
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

// write makes the output and writes it, in all its forms, below dir.
func (out output) write(dir string) (entry, error) {
	body, err := out.make()
	if err != nil {
		return entry{}, fmt.Errorf("%s: %w", out.path, err)
	}
	e := entry{Key: out.key, Sum: sha256.Sum256(body), Size: int64(len(body))}
	file := filepath.Join(dir, filepath.FromSlash(out.path))
	forms := []packed.Form{{Body: body}}
	if packed.IsText(out.path) {
		forms = append(forms, packed.Forms(body)...)
	}
	for _, f := range forms {
		if err := os.WriteFile(file+f.Suffix, f.Body, 0o666); err != nil {
			return entry{}, err
		}
		info, err := os.Lstat(file + f.Suffix)
		if err != nil {
			return entry{}, err
		}
		e.Forms = append(e.Forms, newStamp(f.Suffix, info, f.Body))
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
		return fmt.Errorf("%s: not a site that bothends made (it has no %s), so it is left as it is; name another folder, or remove this one", dir, marker)
	}
	return nil
}
