package site

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"bothends/site/assets"
	"bothends/site/lesson"
	"bothends/site/page"
)

// marker is a file that tells a site from a folder of somebody's.
const marker = ".bothends-site"

const markerText = "bothends build made this folder and replaces it whole: keep nothing of your own in it.\n"

// Build writes the static site of b to the folder dir, in place of the site
// that is there. The same book gives the same bytes.
func Build(b *lesson.Book, dir string) error {
	if wrong := slices.Concat(b.Stale(), b.Refuted()); len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	files, err := render(b)
	if err != nil {
		return err
	}
	return replace(dir, files)
}

// render makes all files of the site, by their paths from its root.
func render(b *lesson.Book) (map[string][]byte, error) {
	a := assets.Load()
	files := map[string][]byte{
		marker:      []byte(markerText),
		".nojekyll": nil, // GitHub would drop names that begin with _ otherwise
	}
	for _, f := range a.Files() {
		if !f.Live {
			files[f.Path] = f.Body
		}
	}
	var w bytes.Buffer
	for _, l := range b.Lessons() {
		w.Reset()
		if err := page.Render(&w, b, l, a, page.Options{}); err != nil {
			return nil, fmt.Errorf("%s: %w", l.File, err)
		}
		files[l.Path] = bytes.Clone(w.Bytes())
	}
	for _, s := range b.Snippets {
		if len(s.Capture) > 0 {
			files[page.CapturePath(s)] = s.Capture
		}
		downloads, err := page.Downloads(s)
		if err != nil {
			return nil, err
		}
		for _, d := range downloads {
			files[d.Path] = d.Body
		}
	}
	for _, name := range page.Generated(b) {
		w.Reset()
		if err := page.RenderGenerated(&w, b, name, a); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = bytes.Clone(w.Bytes())
	}
	w.Reset()
	if err := page.NotFound(&w, b, "404.html", a); err != nil {
		return nil, err
	}
	files["404.html"] = w.Bytes()
	return files, nil
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
