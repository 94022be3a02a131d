package site

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"

	"bothends/site/assets"
	"bothends/site/feed"
	"bothends/site/lesson"
	"bothends/site/offline"
	"bothends/site/page"
	"bothends/site/search"
)

// plan lists all files of the site of b, in the order of their paths. The
// program is the identity of what will make them.
func plan(b *lesson.Book, program string, o page.Options) []output {
	p := &planner{book: b, assets: assets.Load(), options: o}
	if program != "" && b.Sums != nil {
		p.keys = page.NewKeys(b, program, p.options)
	}
	p.all()
	slices.SortFunc(p.outputs, func(a, b output) int { return cmp.Compare(a.path, b.path) })
	return p.outputs
}

// all plans all files.
func (p *planner) all() {
	p.made = map[*lesson.Lesson][]string{}
	p.fixed(marker, []byte(markerText))
	p.fixed(".nojekyll", nil) // GitHub would drop names that begin with _ otherwise
	for _, f := range p.assets.Files() {
		if !f.Live || p.options.Live && !strings.HasPrefix(f.Name, "watch.") { // nobody writes in a site that is built
			p.fixed(f.Path, f.Body)
		}
	}
	for _, f := range page.Late(p.assets, p.options) {
		p.fixed(f.Path, f.Body)
	}
	p.fixed(offline.WorkerName, offline.Worker)
	p.outputs[len(p.outputs)-1].unlisted = true
	p.pages()
	p.search()
	p.feed()
	for _, s := range p.book.Snippets {
		if len(s.Capture) > 0 {
			p.fixed(page.CapturePath(s), s.Capture)
		}
		for _, d := range page.Downloads(s) {
			key := p.key(func(k *page.Keys) string { return k.Snippet(d.Path, s.Name) })
			p.outputs = append(p.outputs, output{path: d.Path, key: key, make: d.Make})
		}
	}
}

// A planner gathers the files of one site.
type planner struct {
	book    *lesson.Book
	assets  *assets.Set
	options page.Options
	keys    *page.Keys // nil: nothing is used again
	outputs []output
	made    map[*lesson.Lesson][]string // the paths of what is made of each lesson

	// known, if set, are lines of an index of searching that is there, of lessons that
	// were not read.
	known func(path string) map[string]string
}

// pages plans all that is HTML.
func (p *planner) pages() {
	for _, l := range p.book.Lessons() {
		key := p.key(func(k *page.Keys) string { return k.Lesson(l) })
		p.made[l] = append(p.made[l], l.Path)
		p.add(l.Path, key, func(w io.Writer) error {
			return page.Render(w, p.book, l, p.assets, p.options)
		})
	}
	for _, name := range page.Generated(p.book) {
		key := p.key(func(k *page.Keys) string { return k.Generated(name) })
		p.add(name, key, func(w io.Writer) error {
			return page.RenderGenerated(w, p.book, name, p.assets, p.options)
		})
	}
	if p.options.Paper {
		p.papers()
	}
	searching := p.key(func(k *page.Keys) string { return k.Outline(lesson.SearchPage) })
	p.add(lesson.SearchPage, searching, func(w io.Writer) error {
		return page.RenderSearch(w, p.book, nil, p.assets, p.options)
	})
	missing := p.key(func(k *page.Keys) string { return k.Outline("404.html") })
	p.add("404.html", missing, func(w io.Writer) error {
		return page.NotFound(w, p.book, "404.html", p.assets, p.options)
	})
	p.add(offline.Unkept, p.key(func(k *page.Keys) string { return k.Outline(offline.Unkept) }), func(w io.Writer) error {
		return page.Unkept(w, p.book, p.assets, p.options)
	})
}

// search plans what is searched in.
func (p *planner) search() {
	for _, f := range search.Files(p.book) {
		key := p.key(func(k *page.Keys) string { return k.Lessons(f.Path, f.Lessons) })
		for _, l := range f.Lessons {
			p.made[l] = append(p.made[l], f.Path)
		}
		p.outputs = append(p.outputs, output{path: f.Path, key: key, make: func() ([]byte, error) {
			if p.known == nil {
				return f.Make(nil), nil
			}
			return f.Make(p.known(f.Path)), nil
		}})
	}
}

// papers plans the pages for paper. No reader's copy of the book needs them.
func (p *planner) papers() {
	for _, name := range page.Papers(p.book) {
		key := p.key(func(k *page.Keys) string { return k.Book(name) })
		p.add(name, key, func(w io.Writer) error {
			return page.RenderPaper(w, p.book, name, p.assets, p.options)
		})
		p.outputs[len(p.outputs)-1].unlisted = true
	}
}

// feed plans what machines read. No reader's copy of the book needs it.
func (p *planner) feed() {
	for _, f := range feed.Files(p.book, p.options.Base) {
		key := p.key(func(k *page.Keys) string {
			switch {
			case f.Lesson != nil:
				return k.Lesson(f.Lesson)
			case f.Snippet != "":
				return k.Snippet(f.Path, f.Snippet)
			}
			return k.Outline(f.Path)
		})
		if f.Lesson != nil {
			p.made[f.Lesson] = append(p.made[f.Lesson], f.Path)
		}
		p.outputs = append(p.outputs, output{path: f.Path, key: key, unlisted: true, make: f.Make})
	}
	if p.options.Base == "" {
		return // only the address of a picture leads to it
	}
	for _, l := range p.book.Lessons() {
		key := p.key(func(k *page.Keys) string { return k.Lesson(l) })
		p.made[l] = append(p.made[l], page.PicturePath(l))
		p.outputs = append(p.outputs, output{path: page.PicturePath(l), key: key, unlisted: true, make: func() ([]byte, error) {
			return page.Picture(p.book, l)
		}})
	}
}

// key asks for a key, if there are any.
func (p *planner) key(ask func(k *page.Keys) string) string {
	if p.keys == nil {
		return ""
	}
	return ask(p.keys)
}

// add plans a file that render writes.
func (p *planner) add(path, key string, render func(w io.Writer) error) {
	p.outputs = append(p.outputs, output{path: path, key: key, make: func() ([]byte, error) {
		var w bytes.Buffer
		err := render(&w)
		return w.Bytes(), err
	}})
}

// fixed plans a file whose content is known.
func (p *planner) fixed(path string, body []byte) {
	p.outputs = append(p.outputs, output{path: path, key: contentKey(body), make: func() ([]byte, error) { return body, nil }})
}
