package verify

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"bothends/runner"
	"bothends/site"
	"bothends/site/lesson"
	"bothends/site/verify/passed"
)

// PagesName is what the result of [Pages] goes by.
const PagesName = "pages"

// Pages builds the whole site of a book, which was opened from fsys, and follows
// each link in it that leads to the site itself. Where a recording is missing or
// old there is no site; the snippet's own result says so, and this one is skipped.
func Pages(fsys fs.FS, b *lesson.Book, cache *passed.Cache) Result {
	began := time.Now()
	r := Result{Snippet: PagesName, OfBook: true, Recording: "lessons", Note: foreignLessons(fsys)}
	if len(b.Stale()) > 0 || len(b.Refuted()) > 0 {
		r.Skipped = "there is no site while recordings are missing, old or refuted"
		return r
	}
	key, err := pagesKey(fsys, cache)
	if err == nil && cache.Has(key) {
		r.Cached = true
		return r
	}
	if err == nil {
		dir, missing := os.MkdirTemp("", "bothends-pages-")
		if missing != nil { // says nothing about the book
			r.NotRun = fmt.Sprintf("the pages cannot be built here: %v; TMPDIR names a folder that can be written to", missing)
			return r
		}
		defer os.RemoveAll(dir)
		r.Mistakes, err = followAll(b, filepath.Join(dir, "public"))
	}
	if err != nil {
		r.Mistakes = append(r.Mistakes, err.Error())
	}
	if r.OK() {
		cache.Put(key)
	}
	r.Elapsed = time.Since(began)
	return r
}

// foreignLessons says which lessons are foreign, each in a line. Their pages are the
// same as without, so that it is no mistake.
func foreignLessons(fsys fs.FS) string {
	var notes []string
	fs.WalkDir(fsys, "lessons", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".md" {
			return nil // who opened the book has told of that
		}
		if text, err := runner.ReadFile(fsys, name, maxRecording); err == nil {
			if line, complaint := foreign(string(text)); line > 0 {
				notes = append(notes, fmt.Sprintf("%s:%d: %s", name, line, complaint))
			}
		}
		return nil
	})
	return strings.Join(notes, "\n")
}

// pagesKey names the pages by every file that they are made of.
func pagesKey(fsys fs.FS, cache *passed.Cache) (passed.Key, error) {
	files := map[string][]byte{}
	for _, top := range []string{"lessons", "snippets"} {
		err := fs.WalkDir(fsys, top, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
				return err
			}
			text, err := runner.ReadFile(fsys, name, maxRecording)
			files[name] = text
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return cache.Key(PagesName, files)
}

// followAll builds the site in a folder and says which of its links lead nowhere.
func followAll(b *lesson.Book, public string) ([]string, error) {
	if _, err := site.Build(context.Background(), b, site.Options{Dir: public}); err != nil {
		return nil, err
	}
	return follow(os.DirFS(public))
}

// A page is what there is in a file of a site.
type page struct {
	ids   []string
	links []string // as they are written
}

// follow says which links of a site lead nowhere in it.
func follow(public fs.FS) ([]string, error) {
	pages := map[string]page{}
	err := fs.WalkDir(public, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if path.Ext(name) != ".html" {
			pages[name] = page{}
			return nil
		}
		text, err := fs.ReadFile(public, name)
		pages[name] = readPage(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	var mistakes []string
	for name, p := range pages {
		for _, link := range p.links {
			if why := lost(pages, name, link); why != "" {
				mistakes = append(mistakes, fmt.Sprintf("%s: the link %s leads nowhere: %s", name, link, why))
			}
		}
	}
	slices.Sort(mistakes)
	return slices.Compact(mistakes), nil
}

// lost says why a link of a page leads nowhere; it is empty if it leads
// somewhere, or away from the site.
func lost(pages map[string]page, from, link string) string {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return err.Error()
	case u.Scheme != "" || u.Host != "":
		return ""
	}
	target := from
	if u.Path != "" {
		target = path.Join(path.Dir(from), u.Path)
		if path.IsAbs(u.Path) {
			target = strings.TrimPrefix(path.Clean(u.Path), "/")
		}
		if strings.HasSuffix(u.Path, "/") || target == "." || target == "" {
			target = path.Join(target, "index.html")
		}
	}
	p, ok := pages[target]
	switch {
	case !ok:
		return "there is no " + target
	case u.Fragment != "" && !slices.Contains(p.ids, u.Fragment):
		return fmt.Sprintf("%s has no id %s", target, u.Fragment)
	}
	return ""
}

// readPage lists the ids and links of an HTML page.
func readPage(text []byte) page {
	var p page
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return p
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		for _, a := range z.Token().Attr {
			switch a.Key {
			case "id":
				p.ids = append(p.ids, a.Val)
			case "href", "src":
				p.links = append(p.links, a.Val)
			}
		}
	}
}
